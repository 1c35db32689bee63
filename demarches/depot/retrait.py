"""A demande taken back by its family while nobody has begun to look at it."""

from django.db import transaction

from demarches.instruction.passage import PassageImpossible, passer
from demarches.models import Demande, Passage
from famille.models import Utilisateur
from famille.socle.ville.phrases import dit

Statut = Demande.Statut
DEJA_RETIREE = "Cette demande est déjà retirée : vous n’avez plus rien à faire."
TROP_TARD = dit(
    "Un agent étudie déjà votre demande, ou y a répondu : elle ne peut plus être retirée ici."
    " Appelez {le_service} si vous voulez l’arrêter."
)


def refus_de_retrait(demande: Demande) -> str:
    """Why it can't be taken back, for the family; "" when it can: sent, and untouched, since nobody
    has taken charge of it and nothing was asked or decided of it."""
    if demande.statut == Statut.RETIREE:
        return DEJA_RETIREE
    intacte = demande.agent_id is None and not demande.complements.all()
    return "" if intacte and demande.peut_devenir(Statut.RETIREE) else TROP_TARD


@transaction.atomic
def retirer_demande(demande: Demande, *, par: Utilisateur) -> Passage:
    """The family gives its demande up. Passage. What the portal applied on sending stays: its pages
    say so.

    PassageImpossible: an agent looks at it already, or it was decided.
    """
    demande = (
        Demande.objects.select_for_update(of=("self",)).select_related("foyer").get(pk=demande.pk)
    )
    if refus := refus_de_retrait(demande):
        raise PassageImpossible(refus)
    return passer(demande, Statut.RETIREE, par=par, echeance=None)
