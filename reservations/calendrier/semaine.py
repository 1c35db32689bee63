"""The next seven days of a household, one row a day: who comes, when, where, in how few words it
takes (G10)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.utils import timezone

from famille.models import Service
from famille.socle.dire import JOURS, MOIS, en_jour, enumerer
from famille.socle.requetes import RequeteEcrite
from reservations.consommation.lecture import CreneauConsomme
from reservations.lecture.presences_dites import (
    RESERVE,
    PresenceDite,
    dire_creneaux,
    enumerer_les_venues,
    nom_de_la_venue,
    rang_dans_le_jour,
)
from reservations.models import Reservation
from reservations.regles.accueil.fin_du_jour import a_venir_depuis, finit_a
from reservations.regles.calendrier import Delai, GenreDeDelai
from reservations.regles.juge import Moment
from reservations.tarifs.faits import HEURES_DE_L_ACTIVITE

AUTRES_JOURS = timedelta(days=6)  # after today
_RESERVE = (PresenceDite(*RESERVE),)
CETTE_SEMAINE, SEPT_JOURS = "Cette semaine", "Les 7 prochains jours"


class Venue(NamedTuple):
    """One booking."""

    jour: date
    enfant: int
    prenom: str
    lieu: str
    moment: str
    presence: str
    annoncee_le: datetime | None
    service: str
    cle: int  # of the booking
    structure: int
    foyer: int
    unite_scolaire: str
    unite_vacances: str
    annuler: int  # and its three others (reservations.models.Activite.pour_annuler)
    annuler_genre: str
    annuler_heure: time | None
    annuler_jour: int | None
    reserver: int  # the same, to book (pour_reserver)
    reserver_genre: str
    reserver_heure: time | None
    reserver_jour: int | None
    ouvre_a: time | None  # of its activity
    midi_a: time | None
    reprend_a: time | None
    ferme_a: time | None

    @property
    def finit(self) -> time:
        """When it ends."""
        heures = (self.ouvre_a, self.midi_a, self.reprend_a, self.ferme_a)
        return finit_a(self.moment, heures, repas=self.service == Service.RESTAURATION)

    @property
    def pour_annuler(self) -> Delai:
        genre = GenreDeDelai(self.annuler_genre)
        return Delai(self.annuler, genre, self.annuler_heure, self.annuler_jour)

    @property
    def pour_reserver(self) -> Delai:
        genre = GenreDeDelai(self.reserver_genre)
        return Delai(self.reserver, genre, self.reserver_heure, self.reserver_jour)


@dataclass(frozen=True)
class Initiale:
    """A child by the first letters of the name, as many as tell the children of the week apart.
    `pk`: which colour."""

    pk: int
    prenom: str
    lettres: str


@dataclass
class VenueDite:
    """Children of whom the same is said on one day."""

    enfants: list[Initiale]
    quoi: str
    lieux: list[str]
    dites: tuple[PresenceDite, ...]

    @property
    def reserve(self) -> bool:
        """Nothing more is to be said than that they come."""
        return self.dites == _RESERVE

    @property
    def noms(self) -> str:
        return enumerer(enfant.prenom for enfant in self.enfants)


@dataclass(frozen=True)
class Jour:
    le: date
    ensembles: list[VenueDite]

    @property
    def nom(self) -> str:
        """ "lundi 30 novembre"."""
        return en_jour(self.le)

    @property
    def abrege(self) -> str:
        """ "lun. 30"."""
        return f"{JOURS[self.le.weekday()][:3]}. {self.le.day}"

    @property
    def mois(self) -> str:
        return MOIS[self.le.month - 1]


def lire_la_semaine(
    foyers: tuple[int, ...], jour: date, autres_jours: timedelta = AUTRES_JOURS
) -> list[Venue]:
    """In the order of the days, the eldest child first. One query."""
    lignes = _SEMAINE.lire(foyers=foyers, jour=jour, fin=jour + autres_jours)
    return list(map(Venue._make, lignes))


def dire_la_semaine(
    venues: Iterable[Venue], maintenant: datetime, *, un_par_un: bool = False
) -> list[Jour]:
    """Each day that is booked; today is no longer said to come once it is over. No child is left
    out, however many they are. `un_par_un`: even those of whom the same is said have each their own
    line, and so their own place."""
    venues = list(venues)
    aujourdhui = timezone.localdate(maintenant)
    aujourdhui = a_venir_depuis((v.finit for v in venues if v.jour == aujourdhui), maintenant)
    lettres = initiales({venue.enfant: venue.prenom for venue in venues})
    return [
        Jour(jour, _ensembles(list(siennes), lettres, aujourdhui, un_par_un))
        for jour, siennes in groupby(venues, key=attrgetter("jour"))
    ]


def titre(jours: list[Jour], aujourdhui: date) -> str:
    """What is true of these days; of none, how far it was looked for."""
    dimanche = aujourdhui + timedelta(days=6 - aujourdhui.weekday())
    entiere = jours and all(jour.le <= dimanche for jour in jours)
    return CETTE_SEMAINE if entiere else SEPT_JOURS


def initiales(prenoms: dict[int, str]) -> dict[int, Initiale]:
    """By key. As many letters as it takes to tell them apart, two names alike being two colours.

    >>> [un.lettres for un in initiales({1: "Léa", 2: "Hugo"}).values()]
    ['L', 'H']
    >>> [un.lettres for un in initiales({1: "Léa", 2: "Léon", 3: "Tom"}).values()]
    ['Léa', 'Léo', 'T']
    """
    plies = [prenom.casefold() for prenom in set(prenoms.values())]
    communs = Counter(plie[:longueur] for plie in plies for longueur in range(1, len(plie) + 1))
    return {pk: Initiale(pk, prenom, _debut(prenom, communs)) for pk, prenom in prenoms.items()}


def _debut(prenom: str, communs: Mapping[str, int]) -> str:
    """`communs`: of each beginning, how many names have it."""
    for longueur in range(1, len(prenom)):
        debut = prenom[:longueur]
        if communs[debut.casefold()] == 1:
            return debut[:1].upper() + debut[1:]
    return prenom


def _ensembles(
    venues: list[Venue], lettres: dict[int, Initiale], aujourdhui: date, un_par_un: bool
) -> list[VenueDite]:
    """Of one day: those of whom the same is said, together."""
    ensembles: list[VenueDite] = []
    for pk, siennes in groupby(venues, key=attrgetter("enfant")):
        un = _ensemble(list(siennes), lettres[pk], aujourdhui)
        pareil = next((e for e in ensembles if e.quoi == un.quoi and e.dites == un.dites), None)
        if pareil is None or un_par_un:
            ensembles.append(un)
        else:
            pareil.enfants += un.enfants
            pareil.lieux += [lieu for lieu in un.lieux if lieu not in pareil.lieux]
    return ensembles


def _ensemble(siennes: list[Venue], enfant: Initiale, aujourdhui: date) -> VenueDite:
    """Of one child."""
    faits = tuple([(v.service, v.moment, v.presence, bool(v.annoncee_le)) for v in siennes])
    quoi, dites = _dites(siennes[0].jour, faits, aujourdhui)
    return VenueDite([enfant], quoi, list(dict.fromkeys(v.lieu for v in siennes)), dites)


@lru_cache(maxsize=256)  # most children of a day, and of a town, come alike
def _dites(
    jour: date, faits: tuple[tuple[str, str, str, bool], ...], aujourdhui: date
) -> tuple[str, tuple[PresenceDite, ...]]:
    """What is said of the bookings of one child on one day: (service, moment, presence, whether
    the absence is announced) of each. In the order of the day."""
    faits = tuple(sorted(faits, key=lambda fait: rang_dans_le_jour(fait[0], fait[1])))
    noms = [nom_de_la_venue(service, moment) for service, moment, *_reste in faits]
    creneaux = [
        CreneauConsomme(jour, Moment(moment), presence, annoncee=annoncee)
        for _service, moment, presence, annoncee in faits
    ]
    dites = dire_creneaux(creneaux, aujourdhui, service="", prevue=RESERVE)
    if len(dites) > 1:
        dites = [replace(dite, moment=nom) for dite, nom in zip(dites, noms, strict=True)]
    return enumerer_les_venues(noms), tuple(dites)


def _chercher(foyers: Any, jour: Any, fin: Any) -> QuerySet[Reservation, tuple]:
    siennes = Reservation.objects.filter(
        foyer__pk__in=foyers, creneau__jour__gte=jour, creneau__jour__lte=fin
    )
    ordre = ("creneau__jour", "enfant__naissance", "enfant", "creneau__moment", "pk")
    return siennes.order_by(*ordre).values_list(
        *("creneau__jour", "enfant", "enfant__prenom"),
        F("creneau__activite__structure__nom"),
        *("creneau__moment", "presence", "absence_annoncee_le"),
        *("creneau__activite__service", "pk", "creneau__activite__structure"),
        *("foyer", "creneau__activite__unite_scolaire", "creneau__activite__unite_vacances"),
        *(
            f"creneau__activite__delai_{quoi}{un}"
            for quoi in ("annulation", "reservation")
            for un in ("", "_genre", "_heure", "_jour")
        ),
        *(f"creneau__activite__{heure}" for heure in HEURES_DE_L_ACTIVITE),
    )


_SEMAINE = RequeteEcrite(_chercher)
