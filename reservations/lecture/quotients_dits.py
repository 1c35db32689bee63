"""What a family reads of its quotient where the town asks the CAF or the MSA for it by itself, with
the family's leave: nothing is to be declared, and she may ask at once."""

from django.urls import reverse

from famille.socle.ville.phrases import dit

PAR_ACCORD = dit(
    "Avec votre accord, {le_service} demande le nouveau à la CAF ou à la MSA chaque année : vous"
    " n’avez rien à envoyer."
)
AU_PLUS_HAUT = "Le tarif le plus élevé s’applique tant que votre quotient familial n’est pas connu."
LE_DEMANDER = "Le demander moi-même maintenant"


def avis_par_accord() -> str:
    """Beside a price that is the highest one for want of a quotient."""
    return f"{AU_PLUS_HAUT} {PAR_ACCORD}"


def ou_le_demander(foyer: int) -> str:
    """Where one press asks for it: the card of this household (key) on the family's page."""
    return f"{reverse('famille:famille')}#quotient-{foyer}"
