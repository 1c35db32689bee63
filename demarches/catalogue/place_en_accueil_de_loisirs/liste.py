"""The agents' list of those who ask for a place: by activity and season, in the order in which
places are given."""

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.db.models import QuerySet

from demarches.models import PlaceDemandee
from famille.listes.declaration import Colonne, Liste
from reservations.actions import places_d_inscription
from reservations.models import Activite

from .export import LIBRE, a_dire, situation
from .tour import devant


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
    rang: int
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
    par_cles = cles_d_abord = True
    une_ligne, des_lignes = "demande de place", "demandes de place"

    def base(self) -> QuerySet:
        return a_dire()

    def ranger(self, lignes: QuerySet, cle: str, valeurs: dict) -> QuerySet:
        return lignes

    def preparer(self, objets: list[PlaceDemandee]) -> list[PlaceLue]:
        """Ranks follow each other: those before the page's first are counted, and no list is ranked
        to show fifty of it."""
        lues: list[PlaceLue] = []
        premier = devant(objets[0]) + 1 if objets else 1
        for (activite, annee), places in groupby(objets, key=attrgetter("activite", "saison")):
            liste = PlacesDUneSaison(activite, annee, places_d_inscription(activite, annee))
            lues += [
                PlaceLue(une, rang, liste, situation(une, rang, liste.libres))
                for rang, une in enumerate(places, premier)
            ]
            premier = 1
        return lues

    def groupe_de(self, ligne: PlaceLue) -> PlacesDUneSaison:
        return ligne.liste

    def cle_de(self, ligne: PlaceLue) -> UUID:
        return ligne.place.pk
