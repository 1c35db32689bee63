"""What is asked of the database to make the lines of `lignes`: registrations and stays, days of
custody, créneaux, bookings. First as a page asks, then as a submission does.

The great queries are written once (famille.socle.requetes): each page of the calendar, each press
asks them.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BigIntegerField, ExpressionWrapper, F, FilteredRelation, Q, QuerySet

from famille.models import Enfant, Foyer, PeriodeDeGarde, Rattachement
from famille.socle.requetes import RequeteEcrite
from reservations.models import Activite, Creneau, Inscription, Reservation, Structure
from reservations.regles.juge import CreneauLu, Moment

if TYPE_CHECKING:
    from reservations.models.activites import InscriptionQuerySet


type Gardes = Mapping[int, list[tuple[date, date, bool]]]  # stay (pk) → days decided by dates
type Reserves = Mapping[int, list[tuple[int, int]]]  # child → (household, créneau) pks


def lire_les_inscriptions(
    foyers: list[Foyer],
    debut: date,
    fin: date,
    enfants: Iterable[int] | None,
    activites: Iterable[int] | None,
) -> "list[SejourInscrit]":
    """One row a registration and a stay in a household, which are read together. A child or an
    activity that is in several rows is one object."""
    cles = tuple(foyer.pk for foyer in foyers)
    if enfants is None or activites is None:
        lignes = INSCRIPTIONS.lire(foyers=cles, debut=debut, fin=fin)
    else:
        lignes = INSCRIPTIONS_CHOISIES.lire(
            foyers=cles, debut=debut, fin=fin, enfants=tuple(enfants), activites=tuple(activites)
        )
    return _avec_leurs_objets(lignes)


def _dire_les_inscriptions(
    foyers: Any, debut: Any, fin: Any, **seulement: Any
) -> "InscriptionQuerySet":
    """One row a registration and a stay in a household, which are read together. Of the health
    record, its dates alone."""
    fiche = "enfant__fiche_sanitaire__"
    return Inscription.objects.filter(
        Q(fin=None) | Q(fin__gte=debut),
        Q(enfant__rattachements__fin=None) | Q(enfant__rattachements__fin__gte=debut),
        debut__lte=fin,
        enfant__rattachements__foyer__pk__in=foyers,
        enfant__rattachements__debut__lte=fin,
        **seulement,
    ).annotate(
        rattachement=F("enfant__rattachements"),
        foyer_id=F("enfant__rattachements__foyer"),
        garde=F("enfant__rattachements__garde"),
        semaines=F("enfant__rattachements__semaines"),
        depuis=F("enfant__rattachements__debut"),
        jusqu_au=F("enfant__rattachements__fin"),
        fiche_jusqu_au=F(f"{fiche}valable_jusqu_au"),
        assurance_jusqu_au=F(f"{fiche}assurance_fin"),
    )


class SejourInscrit(NamedTuple):
    """A registration and a stay, with the child and the activity whole."""

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


def _avec_leurs_lieux(lignes: QuerySet[Inscription]) -> QuerySet[Inscription, tuple]:
    """The youngest last."""
    return (
        lignes.filter(activite__active=True)
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


def _avec_leurs_objets(lignes: Iterable[tuple]) -> list[SejourInscrit]:
    """Rows of INSCRIPTIONS."""
    enfants: dict[int, Enfant] = {}
    activites: dict[int, Activite] = {}
    lues = []
    for ligne in lignes:
        siens, reste = ligne[: len(_SIENS)], ligne[len(_SIENS) :]
        enfant, activite = siens[0], siens[1]
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


INSCRIPTIONS = RequeteEcrite(
    lambda foyers, debut, fin: _avec_leurs_lieux(_dire_les_inscriptions(foyers, debut, fin))
)


INSCRIPTIONS_CHOISIES = RequeteEcrite(
    lambda foyers, debut, fin, enfants, activites: _avec_leurs_lieux(
        _dire_les_inscriptions(
            foyers, debut, fin, enfant__pk__in=enfants, activite__pk__in=activites
        )
    )
)


def lire_les_gardes(inscriptions: list[SejourInscrit], debut: date, fin: date) -> Gardes:
    """Of rows of INSCRIPTIONS. No query when no child has two homes."""
    partages = {
        ligne.rattachement for ligne in inscriptions if ligne.garde != Rattachement.Garde.PRINCIPALE
    }
    if not partages:
        return {}
    periodes = PeriodeDeGarde.objects.filter(
        rattachement__in=partages, debut__lte=fin, fin__gte=debut
    )
    return ranger_les_gardes(
        periodes.values_list("rattachement_id", "debut", "fin", "ici").order_by("debut")
    )


def ranger_les_gardes(lignes: Iterable[tuple[int, date, date, bool]]) -> Gardes:
    """Rows of GARDES, by stay."""
    par_sejour = defaultdict(list)
    for rattachement, debut, fin, ici in lignes:
        par_sejour[rattachement].append((debut, fin, ici))
    return par_sejour


def lire_les_creneaux(
    inscriptions: list[SejourInscrit], debut: date, fin: date
) -> tuple[dict[int, Iterable[CreneauLu]], Reserves, Reserves]:
    """The créneaux of these activities, by activity, with the bookings of these children, found by
    their keys and never counted; and those announced absent."""
    activites = tuple({ligne.activite_id for ligne in inscriptions})
    enfants = tuple({ligne.enfant_id for ligne in inscriptions})
    par_activite: dict[int, dict] = defaultdict(dict)
    par_enfant: dict[int, list] = defaultdict(list)
    absents: dict[int, list] = defaultdict(list)
    lignes = (
        CRENEAUX.lire(activites=activites, enfants=enfants, debut=debut, fin=fin)
        if activites
        else []
    )
    for activite, pk, *reste, enfant, foyer, absence in lignes:
        if pk not in par_activite[activite]:
            par_activite[activite][pk] = _creneau(pk, *reste)
        if enfant:
            par_enfant[enfant].append((foyer, pk))
        if absence:
            absents[enfant].append((foyer, pk))
    return {activite: lus.values() for activite, lus in par_activite.items()}, par_enfant, absents


def _creneau(
    pk: int, jour: date, moment: str, capacite: int, prises: int, ouvert: bool
) -> CreneauLu:
    return CreneauLu(pk, jour, Moment(moment), capacite, prises, ouvert)


def _dire_les_creneaux(activites: Any, enfants: Any, debut: Any, fin: Any) -> QuerySet[Creneau]:
    lignes = Creneau.objects.filter(
        activite__pk__in=activites, jour__gte=debut, jour__lte=fin
    ).order_by()
    siens = reduce(or_, (Q(reservations__enfant=enfant) for enfant in enfants))
    return lignes.annotate(sienne=FilteredRelation("reservations", condition=siens)).values_list(
        *DU_CRENEAU, "sienne__enfant", "sienne__foyer", "sienne__absence_annoncee_le"
    )


DU_CRENEAU = (
    *("activite_id", "pk", "jour", "moment"),
    *("places__capacite", "places__prises", "places__ouvert"),
)


CRENEAUX = RequeteEcrite(_dire_les_creneaux)


# What follows is asked for a submission, of which children, activities and days are known.
ACTIVITES = RequeteEcrite(
    lambda activites: (
        Activite.objects.filter(pk__in=activites, active=True)
        .select_related("structure")
        .defer("ouvre_a", "midi_a", "reprend_a", "ferme_a")  # for agendas only
        .order_by()
    )
)


class InscriptionNue(NamedTuple):
    """A registration and a stay, with what the rules must know of the child and no more."""

    pk: int
    enfant_id: int
    activite_id: int
    debut: date
    fin: date | None
    rattachement: int
    foyer_id: int
    semaines: str
    depuis: date
    jusqu_au: date | None
    fiche_jusqu_au: date | None
    assurance_jusqu_au: date | None
    prenom: str
    naissance: date


INSCRIPTIONS_NUES = RequeteEcrite(
    lambda foyers, debut, fin, enfants, activites: (
        _dire_les_inscriptions(
            foyers, debut, fin, enfant__pk__in=enfants, activite__pk__in=activites
        )
        .annotate(prenom=F("enfant__prenom"), naissance=F("enfant__naissance"))
        .order_by("depuis")
        .values_list(*InscriptionNue._fields)
    )
)


def nommer_les_inscriptions(lignes: Iterable[tuple]) -> list[InscriptionNue]:
    """Rows of INSCRIPTIONS_NUES."""
    return list(map(InscriptionNue._make, lignes))


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


def _dire_les_jours(activites: Any, jours: Any) -> QuerySet[Creneau]:
    return Creneau.objects.filter(activite__pk__in=activites, jour__in=jours).order_by()


CRENEAUX_DES_JOURS = RequeteEcrite(
    lambda activites, jours: _dire_les_jours(activites, jours).values_list(*DU_CRENEAU)
)


def ranger_les_creneaux(lignes: Iterable[tuple]) -> dict[int, list[CreneauLu]]:
    """Rows of CRENEAUX_DES_JOURS, by activity (pk)."""
    par_activite = defaultdict(list)
    for activite, pk, *reste in lignes:
        par_activite[activite].append(_creneau(pk, *reste))
    return par_activite


def _dire_les_reserves(
    enfants: Any, activites: Any, jours: Any
) -> QuerySet[Any, tuple[int, int, int]]:
    """The bookings of these children, whoever made them. `+ 0`: found by child, never through all
    that a popular day has booked."""
    la = ExpressionWrapper(F("creneau_id") + 0, output_field=BigIntegerField())
    siennes = Reservation.objects.filter(enfant__pk__in=enfants).annotate(la=la).order_by()
    ces_jours = _dire_les_jours(activites, jours).values("pk")
    return siennes.filter(la__in=ces_jours).values_list("enfant_id", "foyer_id", "creneau_id")


RESERVES = RequeteEcrite(_dire_les_reserves)


def ranger_les_reserves(lignes: Iterable[tuple[int, int, int]]) -> Reserves:
    """Rows of RESERVES, by child (pk)."""
    par_enfant = defaultdict(list)
    for enfant, foyer, creneau in lignes:
        par_enfant[enfant].append((foyer, creneau))
    return par_enfant
