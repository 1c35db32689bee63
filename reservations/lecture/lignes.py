"""What the rules must know of each child in each activity: for the page, the basket and the engine.

The great queries are written once (famille.socle.requetes): each page of the calendar, each press
asks them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import BigIntegerField, ExpressionWrapper, F, FilteredRelation, Q, QuerySet

from famille.models import Enfant, Foyer, PeriodeDeGarde, Rattachement
from famille.socle.requetes import RequeteEcrite
from reservations.models import Activite, Creneau, Inscription, Reservation
from reservations.regles.juge import (
    Bloc,
    Calendrier,
    CreneauLu,
    Delai,
    Faits,
    Garde,
    Moment,
    Unite,
    blocs,
    etendue,
)

from .ville import Ville, lire_la_ville

if TYPE_CHECKING:
    from famille.socle.requetes.valeurs import Cles, Parametre
    from reservations.models.activites import InscriptionQuerySet


type Gardes = Mapping[int, list[tuple[date, date, bool]]]  # stay (pk) → days decided by dates
type Reserves = Mapping[int, list[tuple[int, int]]]  # child → (household, créneau) pks


@dataclass(frozen=True)
class LigneInscription:
    """One child in one activity, for the household that asks."""

    foyer: Foyer
    enfant: Enfant
    activite: Activite
    faits: Faits
    blocs: list[Bloc]

    @cached_property
    def cle(self) -> tuple[int, int, int]:
        """Keys of the household, the child and the activity."""
        return self.foyer.pk, self.enfant.pk, self.activite.pk

    def bloc(self, cle: str) -> Bloc | None:
        return next((bloc for bloc in self.blocs if bloc.cle == cle), None)


@dataclass
class Lecture:
    debut: date
    fin: date
    ville: Ville
    lignes: list[LigneInscription] = field(default_factory=list)

    @property
    def calendrier(self) -> Calendrier:
        return self.ville.calendrier

    def ligne(self, foyer_id: int, enfant_id: int, activite_id: int) -> LigneInscription | None:
        cle = (foyer_id, enfant_id, activite_id)
        return next((ligne for ligne in self.lignes if ligne.cle == cle), None)

    def ranger(
        self,
        foyers: Iterable[Foyer],
        enfants: Mapping[int, Enfant],
        activites: Mapping[int, Activite],
        inscriptions: Iterable,
        gardes: Gardes,
        creneaux: Mapping[int, Iterable[CreneauLu]],
        reserves: Reserves,
        absences: Reserves | None = None,
    ) -> None:
        """Make the lines of what was read, all by pk. `inscriptions`: rows of INSCRIPTIONS or of
        INSCRIPTIONS_NUES; those in another activity than these are left out. `absences`: of the
        bookings, those announced absent, which only a page says."""
        groupes = {
            pk: grouper(activite, creneaux.get(pk, ()), self.calendrier)
            for pk, activite in activites.items()
        }
        for inscrit in _inscrits(foyers, enfants, inscriptions, gardes):
            siens = reserves.get(inscrit.enfant.pk, ())
            annonces = (absences or {}).get(inscrit.enfant.pk, ())
            for pk, periodes in inscrit.activites.items():
                if pk in activites:
                    faits = _faits(
                        inscrit, activites[pk], self.ville, tuple(periodes), siens, annonces
                    )
                    blocs = [bloc for bloc in groupes[pk] if bloc.propose or faits.reserve(bloc)]
                    self.lignes.append(
                        LigneInscription(inscrit.foyer, inscrit.enfant, activites[pk], faits, blocs)
                    )


def lire(
    foyers: Iterable[Foyer],
    *,
    debut: date,
    fin: date,
    enfants: Iterable[int] | None = None,
    activites: Iterable[int] | None = None,
) -> Lecture:
    """The children of these households in the activities to which they are registered, from `debut`
    to `fin`, widened to whole weeks. Three queries, four when a child has two homes. `enfants`,
    `activites`: only those (pks), both or neither."""
    foyers, (debut, fin) = list(foyers), semaines_entieres(debut, fin)
    inscriptions = _inscriptions(foyers, debut, fin, enfants, activites)
    creneaux, reserves, absences = _creneaux(inscriptions, debut, fin)
    lecture = Lecture(debut, fin, lire_la_ville(debut, fin))
    gardes = _gardes(inscriptions, debut, fin)
    enfants = {ligne.enfant_id: ligne.enfant for ligne in inscriptions}
    activites = {ligne.activite_id: ligne.activite for ligne in inscriptions}
    lecture.ranger(foyers, enfants, activites, inscriptions, gardes, creneaux, reserves, absences)
    return lecture


def semaines_entieres(debut: date, fin: date) -> tuple[date, date]:
    """From the Monday before `debut` to the Sunday after `fin`."""
    return debut - timedelta(days=debut.weekday()), fin + timedelta(days=6 - fin.weekday())


def lire_bloc(
    foyer: Foyer, enfant_id: int, activite_id: int, cle: str
) -> tuple[LigneInscription, Bloc] | None:
    """(line, bloc) of this key, or None when this household has nothing of the kind."""
    try:
        debut, fin = etendue(cle)
    except ValueError:
        return None
    lecture = lire([foyer], debut=debut, fin=fin, enfants=[enfant_id], activites=[activite_id])
    ligne = lecture.ligne(foyer.pk, enfant_id, activite_id)
    bloc = ligne and ligne.bloc(cle)
    return (ligne, bloc) if ligne and bloc else None


@dataclass
class _Inscrit:
    """A child in one household: where he is registered (activity, pk → days), and when he is
    there."""

    foyer: Foyer
    enfant: Enfant
    fiche_jusqu_au: date | None
    assurance_jusqu_au: date | None
    activites: dict[int, list[tuple[date, date | None]]] = field(default_factory=dict)
    garde: Garde = field(default_factory=Garde)


def _inscrits(
    foyers: Collection[Foyer],
    enfants: Mapping[int, Enfant],
    inscriptions: Iterable[Any],
    gardes: Mapping[int, list[tuple[date, date, bool]]],
) -> list[_Inscrit]:
    """The children registered in this period, in the order of the rows; a child who comes twice in
    a household counts once, his last stay there being the one that says his days."""
    par_pk = {foyer.pk: foyer for foyer in foyers}
    connus: dict[tuple[int, int], _Inscrit] = {}
    for ligne in inscriptions:
        cle = (ligne.foyer_id, ligne.enfant_id)
        if cle not in connus:
            connus[cle] = _Inscrit(
                par_pk[ligne.foyer_id],
                enfants[ligne.enfant_id],
                ligne.fiche_jusqu_au,
                ligne.assurance_jusqu_au,
            )
        inscrit = connus[cle]
        dates = tuple(gardes.get(ligne.rattachement, ()))
        inscrit.garde = Garde(ligne.semaines, dates, ligne.depuis, ligne.jusqu_au)
        periodes = inscrit.activites.setdefault(ligne.activite_id, [])
        if (ligne.debut, ligne.fin) not in periodes:
            periodes.append((ligne.debut, ligne.fin))
    return list(connus.values())


def _inscriptions(
    foyers: list[Foyer],
    debut: date,
    fin: date,
    enfants: Iterable[int] | None,
    activites: Iterable[int] | None,
) -> list[Any]:
    """One row a registration and a stay in a household, which are read together."""
    foyers = tuple(foyer.pk for foyer in foyers)
    if enfants is None or activites is None:
        return INSCRIPTIONS.lire(foyers=foyers, debut=debut, fin=fin)
    return INSCRIPTIONS_CHOISIES.lire(
        foyers=foyers, debut=debut, fin=fin, enfants=tuple(enfants), activites=tuple(activites)
    )


def _gardes(inscriptions: list[Inscription], debut: date, fin: date) -> Gardes:
    """No query when no child has two homes."""
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


def _creneaux(
    inscriptions: list[Inscription], debut: date, fin: date
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


def ranger_les_creneaux(lignes: Iterable[tuple]) -> dict[int, list[CreneauLu]]:
    """Rows of CRENEAUX_DES_JOURS, by activity (pk)."""
    par_activite = defaultdict(list)
    for activite, pk, *reste in lignes:
        par_activite[activite].append(_creneau(pk, *reste))
    return par_activite


def ranger_les_reserves(lignes: Iterable[tuple[int, int, int]]) -> Reserves:
    """Rows of RESERVES, by child (pk)."""
    par_enfant = defaultdict(list)
    for enfant, foyer, creneau in lignes:
        par_enfant[enfant].append((foyer, creneau))
    return par_enfant


def _creneau(
    pk: int, jour: date, moment: str, capacite: int, prises: int, ouvert: bool
) -> CreneauLu:
    return CreneauLu(pk, jour, Moment(moment), capacite, prises, ouvert)


def grouper(activite: Activite, creneaux: Any, calendrier: Calendrier) -> list[Bloc]:
    """The blocs of these créneaux of `activite`, in its unit of the day: that of term where nobody
    knows whether there is school. What stands on a day without a unit is not proposed."""
    vacances = Unite(activite.unite_vacances) if activite.unite_vacances else None
    scolaire = Unite(activite.unite_scolaire) if activite.unite_scolaire else None
    return blocs(creneaux, lambda jour: vacances if calendrier.en_vacances(jour) else scolaire)


def _faits(
    inscrit: _Inscrit,
    activite: Activite,
    ville: Ville,
    inscriptions: tuple[tuple[date, None], ...],
    reserves: Sequence[tuple[int, int]],
    absences: Sequence[tuple[int, int]],
) -> Faits:
    """The rules' Faits of one child there. `reserves`: (household, créneau) pks that are booked for
    him; `absences`: those announced absent."""
    foyer = inscrit.foyer.pk
    return Faits(
        activite=activite.structure.nom,
        naissance=inscrit.enfant.naissance,
        age_min=activite.age_min,
        age_max=activite.age_max,
        calendrier=ville.calendrier,
        delai_reservation=Delai(activite.delai_reservation, activite.jours_ouvres),
        delai_annulation=Delai(activite.delai_annulation, activite.jours_ouvres),
        inscriptions=inscriptions,
        ouvertures=ville.ouvertures_de(activite),
        fermetures=ville.fermetures_pour(activite, inscrit.enfant.naissance),
        fiche_exigee=activite.fiche_exigee,
        fiche_jusqu_au=inscrit.fiche_jusqu_au,
        assurance_exigee=activite.assurance_exigee,
        assurance_jusqu_au=inscrit.assurance_jusqu_au,
        garde=inscrit.garde,
        reserves=frozenset(creneau for titulaire, creneau in reserves if titulaire == foyer),
        reserves_ailleurs=frozenset(
            creneau for titulaire, creneau in reserves if titulaire != foyer
        ),
        absences=frozenset(creneau for titulaire, creneau in absences if titulaire == foyer),
    )


def _dire_les_inscriptions(
    foyers: "Cles", debut: "Parametre", fin: "Parametre", **seulement: Any
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


def _avec_leurs_lieux(lignes: QuerySet[Inscription]) -> QuerySet[Inscription]:
    """The youngest last."""
    return (
        lignes.filter(activite__active=True)
        .select_related("enfant", "activite__structure")
        .order_by(
            *("enfant__naissance", "enfant", "depuis"),
            *("activite__structure__nom", "activite__nom", "debut"),
        )
    )


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


def _dire_les_creneaux(
    activites: "Cles", enfants: "Cles", debut: "Parametre", fin: "Parametre"
) -> QuerySet[Creneau]:
    lignes = Creneau.objects.filter(
        activite__pk__in=activites, jour__gte=debut, jour__lte=fin
    ).order_by()
    siens = reduce(or_, (Q(reservations__enfant=enfant) for enfant in enfants))
    return lignes.annotate(sienne=FilteredRelation("reservations", condition=siens)).values_list(
        *_DU_CRENEAU, "sienne__enfant", "sienne__foyer", "sienne__absence_annoncee_le"
    )


_DU_CRENEAU = (
    *("activite_id", "pk", "jour", "moment"),
    *("places__capacite", "places__prises", "places__ouvert"),
)
CRENEAUX = RequeteEcrite(_dire_les_creneaux)


# What follows is asked for a submission, of which children, activities and days are known.
ACTIVITES = RequeteEcrite(
    lambda activites: (
        Activite.objects.filter(pk__in=activites, active=True)
        .select_related("structure")
        .defer("ouvre_a", "midi_a", "ferme_a")  # for agendas only
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


def _dire_les_jours(activites: "Cles", jours: "list[Parametre]") -> QuerySet[Creneau]:
    return Creneau.objects.filter(activite__pk__in=activites, jour__in=jours).order_by()


CRENEAUX_DES_JOURS = RequeteEcrite(
    lambda activites, jours: _dire_les_jours(activites, jours).values_list(*_DU_CRENEAU)
)


def _dire_les_reserves(
    enfants: "Cles", activites: "Cles", jours: "list[Parametre]"
) -> QuerySet[Reservation]:
    """The bookings of these children, whoever made them. `+ 0`: found by child, never through all
    that a popular day has booked."""
    la = ExpressionWrapper(F("creneau_id") + 0, output_field=BigIntegerField())
    siennes = Reservation.objects.filter(enfant__pk__in=enfants).annotate(la=la).order_by()
    ces_jours = _dire_les_jours(activites, jours).values("pk")
    return siennes.filter(la__in=ces_jours).values_list("enfant_id", "foyer_id", "creneau_id")


RESERVES = RequeteEcrite(_dire_les_reserves)
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
