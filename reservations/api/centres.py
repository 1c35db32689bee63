"""Structures, activities, places left: nobody in them."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from famille.echanges.api.pages import Page, Parcours, paginer
from famille.echanges.api.porte import lire
from famille.echanges.api.problemes import mal_posee
from reservations.models import Activite, Creneau, Structure
from reservations.regles.calendrier import dire_les_delais

from .mots import MOMENTS, Cle, moment
from .portees import CENTRES

routeur = Router(tags=["Centres"])
JOURS_MAX = timedelta(days=92)


class StructureLue(Schema):
    id: int
    nom: str
    adresse: str
    telephone: str


class ActiviteExposee(Schema):
    id: int
    structure: int = Field(alias="structure_id")
    nom: str
    age_min: int
    age_max: int
    ouverte: bool = Field(alias="active", description="Ouverte aux familles.")
    comptee_par_fichier: bool = Field(
        description="Ce qui y est consommé est compté ailleurs, puis importé."
    )
    se_reserve: bool = Field(description="Les familles la réservent ici, comptée ou non.")
    delais: str = Field(description="Jusqu’à quand un jour se réserve et s’annule, en une phrase.")

    @staticmethod
    def resolve_delais(activite: Activite) -> str:
        return dire_les_delais(activite.pour_reserver, activite.pour_annuler)

    @staticmethod
    def resolve_comptee_par_fichier(activite: Activite) -> bool:
        return bool(activite.unite_comptee)


class FiltreDesActivites(Parcours):
    structure: Cle | None = Field(None, description="D’une structure, par son « id ».")


class FiltreDesJours(Parcours):
    du: date | None = Field(None, description="Premier jour ; aujourd’hui s’il n’est pas dit.")
    au: date | None = Field(
        None, description="Dernier jour, à 92 jours du premier au plus ; 31 jours après, sinon."
    )
    activite: Cle | None = Field(None, description="D’une activité, par son « id ».")


class PlacesLues(Schema):
    id: int = Field(description="Le créneau.")
    activite: int = Field(alias="activite_id")
    jour: date
    moment: str = Field(description=f"{', '.join(MOMENTS.values())}.")
    capacite: int = Field(alias="places.capacite")
    prises: int = Field(alias="places.prises")
    libres: int = Field(description="0 quand le créneau est fermé.")
    ouvert: bool = Field(alias="places.ouvert")

    @staticmethod
    def resolve_moment(creneau: Creneau) -> str:
        return moment(creneau.moment)

    @staticmethod
    def resolve_libres(creneau: Creneau) -> int:
        return libres(creneau)


def libres(creneau: Creneau) -> int:
    places = creneau.places
    return places.capacite - places.prises if places.ouvert else 0


@lire(routeur, "structures", CENTRES, reponse=Page[StructureLue], titre="Les structures")
def structures(request: HttpRequest, parcours: Query[Parcours]) -> dict[str, Any]:
    return paginer(request, Structure.objects.all(), parcours)


@lire(routeur, "activites", CENTRES, reponse=Page[ActiviteExposee], titre="Les activités")
def activites(request: HttpRequest, filtre: Query[FiltreDesActivites]) -> dict[str, Any]:
    toutes = Activite.objects.all()
    if filtre.structure is not None:
        toutes = toutes.filter(structure=filtre.structure)
    return paginer(request, toutes, filtre)


@lire(
    routeur,
    "places",
    CENTRES,
    reponse=Page[PlacesLues],
    titre="Les places libres de chaque créneau",
)
def places(request: HttpRequest, filtre: Query[FiltreDesJours]) -> dict[str, Any]:
    return paginer(request, creneaux(filtre.du, filtre.au, filtre.activite), filtre)


def creneaux(du: date | None, au: date | None, activite: int | None) -> QuerySet[Creneau]:
    """Those of these days that have places. Probleme: too many days, or none."""
    debut, fin = etendue(du, au)
    lus = Creneau.objects.filter(jour__range=(debut, fin), places__isnull=False)
    if activite is not None:
        lus = lus.filter(activite=activite)
    return lus.select_related("places")


def etendue(du: date | None, au: date | None) -> tuple[date, date]:
    """(first, last day). Probleme."""
    debut = du or timezone.localdate()
    if debut > date.max - JOURS_MAX:
        raise mal_posee("du")
    fin = au or debut + timedelta(days=31)
    if not debut <= fin <= debut + JOURS_MAX:
        raise mal_posee("au")
    return debut, fin
