"""The agents' list of those who ask for a place: by activity and season, in the order in which
places are given."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from demarches.models import PlaceDemandee
from famille.listes.declaration import Colonne, Liste
from reservations.actions import places_d_inscription
from reservations.models import Activite

from .export import LIBRE, choisies, situation

if TYPE_CHECKING:
    from demarches.models.places import PlaceClassee


@dataclass(frozen=True)
class PlacesDUneSaison:
    """Those of one activity and season (its first year), with how many places are left (None: no
    maximum)."""

    activite: Activite
    annee: int
    libres: int | None

    @property
    def saison(self) -> str:
        return f"{self.annee}-{self.annee + 1}"


@dataclass(frozen=True)
class PlaceLue:
    place: PlaceDemandee
    liste: PlacesDUneSaison
    situation: str

    @property
    def possible(self) -> bool:
        return self.situation == LIBRE


class ListeDesPlaces(Liste):
    titre = "Demandes de place"
    adresse = "demandes_places"
    gabarit = "demarches/catalogue/place_en_accueil_de_loisirs/bureau/places.html"
    cellules = "demarches/catalogue/place_en_accueil_de_loisirs/bureau/colonnes.html"
    colonnes = (
        Colonne("enfant", "Enfant"),
        Colonne("rang", "Rang"),
        Colonne("foyer", "Foyer"),
        Colonne("demandee", "Demandée le"),
        Colonne("etat", "Où en est-on"),
    )
    ecran = ("enfant", "rang", "foyer", "demandee", "etat")
    par_page = 50
    une_ligne, des_lignes = "demande de place", "demandes de place"

    def base(self) -> QuerySet:
        return choisies()

    def ranger(self, lignes: QuerySet, cle: str, valeurs: dict) -> QuerySet:
        return lignes

    def preparer(self, objets: "list[PlaceClassee]") -> list[PlaceLue]:
        lues: list[PlaceLue] = []
        for (activite, annee), places in groupby(objets, key=attrgetter("activite", "saison")):
            liste = PlacesDUneSaison(activite, annee, places_d_inscription(activite, annee))
            lues += [PlaceLue(une, liste, situation(une, liste.libres)) for une in places]
        return lues

    def groupe_de(self, ligne: PlaceLue) -> PlacesDUneSaison:
        return ligne.liste

    def cle_de(self, ligne: PlaceLue) -> UUID:
        return ligne.place.pk
