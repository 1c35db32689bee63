"""What `demarches` offers to the rooms on its right (famille.socle.offres)."""

from famille.listes.export import genre_de
from famille.socle.offres import EXPORT, GenreDeTravail, Offre

from .bureau.liste import ListeDesDemandes
from .catalogue.place_en_accueil_de_loisirs import bureau as places
from .catalogue.place_en_accueil_de_loisirs import export as export_des_places

_INSTRUIRE = "demarches.instruire_demande"

TRAVAUX = (
    genre_de(ListeDesDemandes, _INSTRUIRE),
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
