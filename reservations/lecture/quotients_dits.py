"""What a family reads beside a price that is the highest one for want of a quotient, where the CAF
or the MSA may give it to the town."""

from famille.foyers.mises_a_jour import PAR_LA_CAISSE
from famille.socle.offres.caisse import VoieDeLaCaisse

AU_PLUS_HAUT = "Nous ne connaissons pas votre quotient : vous payez le tarif le plus haut."


def avis_de_la_caisse(voie: VoieDeLaCaisse) -> str:
    return f"{AU_PLUS_HAUT} {PAR_LA_CAISSE[voie]}"
