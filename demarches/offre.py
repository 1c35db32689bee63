"""What `demarches` offers to the rooms on its right (famille.socle.offres)."""

from famille.socle.offres import EXPORT, GenreDeTravail, Offre

from .bureau import export, export_ecrit
from .catalogue.place_en_accueil_de_loisirs import bureau as places
from .catalogue.place_en_accueil_de_loisirs import export as export_des_places

_INSTRUIRE = "demarches.instruire_demande"

TRAVAUX = (
    GenreDeTravail(
        export.GENRE,
        export_ecrit.executer,
        _INSTRUIRE,
        ("Demandes", "demandes_modeladmin_index"),
        a_son_auteur=True,
        gabarit=EXPORT,
    ),
    GenreDeTravail(
        places.GENRE,
        export_des_places.executer,
        _INSTRUIRE,
        ("Demandes de place", "demandes_places"),
        a_son_auteur=True,
        gabarit=EXPORT,
    ),
)

OFFRE = Offre(travaux=TRAVAUX)
