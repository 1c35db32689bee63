"""What a family reads beside a price that is the highest one for want of a quotient, where the CAF
or the MSA may give it to the town."""

from famille.foyers.mises_a_jour import EN_UNE_PRESSION, PAR_ACCORD

AU_PLUS_HAUT = "Le tarif le plus élevé s’applique tant que votre quotient familial n’est pas connu."


def avis_de_la_caisse(*, par_accord: bool) -> str:
    """`par_accord`: the town asks for it by itself; else one press of hers asks."""
    return f"{AU_PLUS_HAUT} {PAR_ACCORD if par_accord else EN_UNE_PRESSION}"
