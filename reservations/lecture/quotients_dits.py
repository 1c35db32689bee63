"""What a family reads beside a price that is the highest one for want of a quotient, where the town
asks the CAF or the MSA for it by itself."""

from famille.foyers.mises_a_jour import PAR_ACCORD

AU_PLUS_HAUT = "Le tarif le plus élevé s’applique tant que votre quotient familial n’est pas connu."


def avis_par_accord() -> str:
    return f"{AU_PLUS_HAUT} {PAR_ACCORD}"
