"""The agents' list of those who ask for a place, and its file, by rank."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet

from demarches.models import Demande, PlaceDemandee
from demarches.models.places import PlaceDemandeeQuerySet
from famille.listes.declaration import Colonne, Liste
from famille.listes.export import deposer_la_liste
from famille.models import Travail
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from reservations.actions import places_d_inscription
from reservations.models import Activite

from .mise_sur_liste import devant

if TYPE_CHECKING:
    from demarches.models.places import PlaceClassee
    from famille.travaux.actions import Avancement


@dataclass(frozen=True)
class PlacesDUneSaison:
    """Those of one activity and season (its first year). `libres` None: no maximum."""

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
        """Only those before the page's first are counted: no list is ranked for fifty."""
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


LIBRE = "Une place est libre"
ENTETES = [
    "Structure",
    "Activité",
    "Saison",
    "Rang",
    "Nom de l’enfant",
    "Prénom de l’enfant",
    "Né le",
    "Dossier",
    "Foyer",
    "Numéro",
    "Demandée le",
    "Où en est-on",
]


# Never what a family answered, which is ciphered.
DITS = (
    *("saison", "ordre", "demande__numero", "demande__statut", "demande__deposee_le"),
    *("demande__enfant__prenom", "demande__enfant__nom", "demande__enfant__naissance"),
    *("demande__foyer__numero", "demande__foyer__nom"),
    *("activite__nom", "activite__inscriptions_max", "activite__structure__nom"),
)


def a_dire() -> PlaceDemandeeQuerySet:
    """Those still to be decided, in the order of places, with what a line says of each."""
    places = PlaceDemandee.objects.en_jeu()
    places = places.select_related("demande__enfant", "demande__foyer", "activite__structure")
    return places.only(*DITS)


def choisies(activite: int | None = None, saison: int | None = None) -> "QuerySet[PlaceClassee]":
    """QuerySet of the PlaceDemandee still to be decided, with their rank: of one list, or of all,
    in the order in which places are given. `activite`: key; `saison`: year."""
    places = a_dire().avec_rang()
    return places.filter(activite=activite, saison=saison) if activite and saison else places


def situation(place: PlaceDemandee, rang: int, libres: int | None) -> str:
    """Where a demande of the list is. `libres`: places left in its activity (None: no maximum)."""
    if place.demande.statut == Demande.Statut.A_COMPLETER:
        return "Complément attendu"
    return LIBRE if libres is None or rang <= libres else "Sur liste"


def verifier_le_nombre(total: int) -> int:
    """`total`. Refus: none waits."""
    if not total:
        raise Refus("Aucune demande de place n’attend dans cette liste : il n’y a rien à exporter.")
    return total


def executer(travail: Travail, avancer: "Avancement") -> dict[str, Any]:
    """The job "demandes-de-place"; `activite` and `saison` None for every list."""
    places = choisies(travail.parametres["activite"], travail.parametres["saison"])
    total = verifier_le_nombre(places.count())
    trace = "export d’une liste de demandes de place"
    deposer_la_liste(
        travail, avancer, "demandes-de-place", ENTETES, _lignes(places), total=total, trace=trace
    )
    return {"phrase": f"{compte(total, 'demande')} de place.", "lignes": total}


def _lignes(
    places: "QuerySet[PlaceClassee]",
) -> Iterator[tuple[list[int], list[str | int | date | None]]]:
    libres: dict[tuple[int, int], int | None] = {}
    for place in places:
        liste = (place.activite_id, place.saison)
        if liste not in libres:
            libres[liste] = places_d_inscription(place.activite, place.saison)
        yield [place.demande.foyer_id], _valeurs(place, libres[liste])


def _valeurs(place: "PlaceClassee", libres: int | None) -> list[str | int | date | None]:
    demande, enfant = place.demande, place.demande.son_enfant
    return [
        place.activite.structure.nom,
        place.activite.nom,
        f"{place.saison}-{place.saison + 1}",
        place.rang,
        enfant.nom,
        enfant.prenom,
        enfant.naissance,
        demande.foyer.numero,
        demande.foyer.nom,
        demande.numero,
        demande.deposee_le,
        situation(place, place.rang, libres),
    ]
