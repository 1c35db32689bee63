"""The export of what is counted by file: canteens, garderies (docs/comprendre/consommation.md).
Nobody books it here."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from famille.regles.foyer import age_le
from reservations.models import Activite, ConsommationImportee, Reservation

ENTETES = [
    "Date",
    "Jour",
    "Structure",
    "Activité",
    "Quantité",
    "Unité",
    "Présence",
    "Nom",
    "Prénom",
    "Âge",
    "Dossier",
    "Foyer",
    "Importée le",
    "Fichier",
]
CHAMPS = (
    "pk",
    "jour",
    "activite__structure__nom",
    "activite__nom",
    "activite__unite_comptee",
    "quantite",
    "presence",
    "enfant__nom",
    "enfant__prenom",
    "enfant__naissance",
    "foyer",
    "foyer__numero",
    "foyer__nom",
    "importation__fait_le",
    "importation__nom_du_fichier",
)
ORDRE = ("jour", "activite", "enfant__nom", "enfant__prenom", "pk")
_UNITES, _PRESENCES = dict(Activite.UNITES_COMPTEES), dict(Reservation.Presence.choices)


def choisis(
    debut: date, fin: date, activites: Sequence[int] = ()
) -> QuerySet[ConsommationImportee]:
    """The counts of the days from `debut` to `fin` included, of these activities (pks) or of
    all."""
    comptes = ConsommationImportee.objects.filter(jour__range=(debut, fin))
    return comptes.filter(activite__in=activites) if activites else comptes


def valeurs(compte: dict, nom_du_jour: str) -> list[Any]:
    """One line of the file. `compte`: CHAMPS → value."""
    jour = compte["jour"]
    return [
        jour,
        nom_du_jour,
        compte["activite__structure__nom"],
        compte["activite__nom"],
        compte["quantite"],
        _UNITES.get(compte["activite__unite_comptee"], ""),
        _PRESENCES[compte["presence"]],
        compte["enfant__nom"],
        compte["enfant__prenom"],
        age_le(jour, compte["enfant__naissance"]),
        compte["foyer__numero"],
        compte["foyer__nom"],
        compte["importation__fait_le"],
        compte["importation__nom_du_fichier"],
    ]
