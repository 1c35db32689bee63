"""The queries behind the lines of `lignes`: registrations and stays, days of custody, créneaux with
their bookings. A page reads households between two days; a submission reads the children,
activities and days that it names.

Each page of the calendar and each press runs them, so they are written once
(famille.socle.requetes).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import (
    BigIntegerField,
    DateTimeField,
    ExpressionWrapper,
    F,
    Q,
    QuerySet,
    Value,
)

from famille.models import Enfant, Foyer, PeriodeDeGarde, Rattachement
from famille.socle.requetes import RequeteEcrite
from reservations.models import Activite, Creneau, Inscription, Reservation, Structure
from reservations.regles.juge import CreneauLu, Moment

type Gardes = Mapping[int, list[tuple[date, date, bool]]]  # stay (pk) → days decided by dates
type Reserves = Mapping[int, list[tuple[int, int]]]  # child → (household, créneau) pks
type CreneauxLus = tuple[Mapping[int, list[CreneauLu]], Reserves, Reserves]


class SejourInscrit(NamedTuple):
    """A registration and a stay, with the child and the activity whole."""

    pk: int
    enfant_id: int
    activite_id: int
    debut: date
    fin: date | None
    rattachement: int
    foyer_id: int
    garde: str
    semaines: str
    depuis: date
    jusqu_au: date | None
    fiche_jusqu_au: date | None
    assurance_jusqu_au: date | None
    enfant: Enfant
    activite: Activite


_SIENS = SejourInscrit._fields[:-2]  # then the columns of the child, the activity, its structure
_DE_L_ENFANT, _DE_L_ACTIVITE, _DE_LA_STRUCTURE = (
    [champ.attname for champ in modele._meta.concrete_fields]
    for modele in (Enfant, Activite, Structure)
)


def lire_les_inscriptions(
    foyers: list[Foyer],
    debut: date,
    fin: date,
    enfants: Iterable[int] | None,
    activites: Iterable[int] | None,
) -> list[SejourInscrit]:
    """The rows of INSCRIPTIONS."""
    choix: dict[str, tuple[int, ...]] = {"foyers": tuple(foyer.pk for foyer in foyers)}
    if enfants is not None and activites is not None:
        choix |= {"enfants": tuple(enfants), "activites": tuple(activites)}
    return avec_leurs_objets(INSCRIPTIONS.lire(debut=debut, fin=fin, **choix))


def _dire_les_inscriptions(
    foyers: Any, debut: Any, fin: Any, enfants: Any = None, activites: Any = None
) -> QuerySet[Inscription, tuple]:
    """One row for each registration and stay in a household, the youngest child last. Of the health
    record, only its dates are read."""
    fiche = "enfant__fiche_sanitaire__"
    choisies = {} if enfants is None else {"enfant__pk__in": enfants, "activite__pk__in": activites}
    return (
        Inscription.objects.filter(
            Q(fin=None) | Q(fin__gte=debut),
            Q(enfant__rattachements__fin=None) | Q(enfant__rattachements__fin__gte=debut),
            debut__lte=fin,
            enfant__rattachements__foyer__pk__in=foyers,
            enfant__rattachements__debut__lte=fin,
            activite__active=True,
            **choisies,
        )
        .annotate(
            rattachement=F("enfant__rattachements"),
            foyer_id=F("enfant__rattachements__foyer"),
            garde=F("enfant__rattachements__garde"),
            semaines=F("enfant__rattachements__semaines"),
            depuis=F("enfant__rattachements__debut"),
            jusqu_au=F("enfant__rattachements__fin"),
            fiche_jusqu_au=F(f"{fiche}valable_jusqu_au"),
            assurance_jusqu_au=F(f"{fiche}assurance_fin"),
        )
        .order_by(
            *("enfant__naissance", "enfant", "depuis"),
            *("activite__structure__nom", "activite__nom", "debut"),
        )
        .values_list(
            *_SIENS,
            *(f"enfant__{champ}" for champ in _DE_L_ENFANT),
            *(f"activite__{champ}" for champ in _DE_L_ACTIVITE),
            *(f"activite__structure__{champ}" for champ in _DE_LA_STRUCTURE),
        )
    )


INSCRIPTIONS = RequeteEcrite(_dire_les_inscriptions)


def avec_leurs_objets(lignes: Iterable[tuple]) -> list[SejourInscrit]:
    """Rows of INSCRIPTIONS. A child or an activity that is in several is one object."""
    enfants: dict[int, Enfant] = {}
    activites: dict[int, Activite] = {}
    lues = []
    for ligne in lignes:
        siens, reste = ligne[: len(_SIENS)], ligne[len(_SIENS) :]
        _pk, enfant, activite, *_dates = siens
        if enfant not in enfants:
            enfants[enfant] = Enfant.from_db(
                DEFAULT_DB_ALIAS, _DE_L_ENFANT, reste[: len(_DE_L_ENFANT)]
            )
        if activite not in activites:
            reste = reste[len(_DE_L_ENFANT) :]
            lue = Activite.from_db(DEFAULT_DB_ALIAS, _DE_L_ACTIVITE, reste[: len(_DE_L_ACTIVITE)])
            lue.structure = Structure.from_db(
                DEFAULT_DB_ALIAS, _DE_LA_STRUCTURE, reste[len(_DE_L_ACTIVITE) :]
            )
            activites[activite] = lue
        lues.append(SejourInscrit._make((*siens, enfants[enfant], activites[activite])))
    return lues


def lire_les_gardes(inscriptions: list[SejourInscrit], debut: date, fin: date) -> Gardes:
    """The rows of GARDES, by stay. No query when no child has two homes."""
    partages = [un for un in inscriptions if un.garde != Rattachement.Garde.PRINCIPALE]
    return ranger_les_gardes(
        GARDES.lire(
            foyers=tuple({un.foyer_id for un in partages}),
            enfants=tuple({un.enfant_id for un in partages}),
            debut=debut,
            fin=fin,
        )
    )


GARDES = RequeteEcrite(
    lambda foyers, enfants, debut, fin: (
        PeriodeDeGarde.objects.filter(
            rattachement__foyer__pk__in=foyers,
            rattachement__enfant__pk__in=enfants,
            debut__lte=fin,
            fin__gte=debut,
        )
        .exclude(rattachement__garde=Rattachement.Garde.PRINCIPALE)
        .order_by("debut")
        .values_list("rattachement_id", "debut", "fin", "ici")
    )
)


def ranger_les_gardes(lignes: Iterable[tuple[int, date, date, bool]]) -> Gardes:
    """Rows of GARDES, by stay."""
    par_sejour = defaultdict(list)
    for rattachement, debut, fin, ici in lignes:
        par_sejour[rattachement].append((debut, fin, ici))
    return par_sejour


def lire_les_creneaux(inscriptions: list[SejourInscrit], debut: date, fin: date) -> CreneauxLus:
    """The rows of CRENEAUX for these children and activities. No query without any."""
    activites = tuple({ligne.activite_id for ligne in inscriptions})
    enfants = tuple({ligne.enfant_id for ligne in inscriptions})
    if not activites:
        return {}, {}, {}
    return ranger_les_creneaux(
        CRENEAUX.lire(activites=activites, enfants=enfants, debut=debut, fin=fin)
    )


def _dire_les_creneaux(
    activites: Any, enfants: Any, debut: Any = None, fin: Any = None, jours: Any = None
) -> QuerySet[Creneau]:
    """The créneaux of these activities, from `debut` to `fin` or on these `jours`; then the
    bookings that these children have there. `+ 0`: found by child, never through all that a popular
    day has booked."""
    quand = {"jour__gte": debut, "jour__lte": fin} if jours is None else {"jour__in": jours}
    lignes = Creneau.objects.filter(activite__pk__in=activites, **quand).order_by()
    la = ExpressionWrapper(F("creneau_id") + 0, output_field=BigIntegerField())
    siennes: Any = Reservation.objects.filter(enfant__pk__in=enfants).alias(la=la).order_by()
    rien, jamais = Value(None, BigIntegerField()), Value(None, DateTimeField())
    siennes = siennes.filter(la__in=lignes.values("pk")).values_list(
        rien, "creneau_id", *[rien] * 5, "enfant_id", "foyer_id", "absence_annoncee_le"
    )
    lues = lignes.values_list(*DU_CRENEAU, rien, rien, jamais)
    return lues.union(siennes, all=True).order_by()


DU_CRENEAU = (
    *("activite_id", "pk", "jour", "moment"),
    *("places__capacite", "places__prises", "places__ouvert"),
)


CRENEAUX = RequeteEcrite(_dire_les_creneaux)


def ranger_les_creneaux(lignes: Iterable[tuple]) -> CreneauxLus:
    """Rows of CRENEAUX: by activity; then of the bookings, and of those announced absent, by
    child."""
    par_activite: dict[int, list[CreneauLu]] = defaultdict(list)
    par_enfant: dict[int, list[tuple[int, int]]] = defaultdict(list)
    absents: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for activite, pk, jour, moment, capacite, prises, ouvert, enfant, foyer, absence in lignes:
        if enfant is None:
            lu = CreneauLu(pk, jour, Moment(moment), capacite, prises, ouvert)
            par_activite[activite].append(lu)
            continue
        par_enfant[enfant].append((foyer, pk))
        if absence:
            absents[enfant].append((foyer, pk))
    return par_activite, par_enfant, absents
