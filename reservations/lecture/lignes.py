"""What the rules must know of each child in each activity: for the page, the basket and the engine.
`questions` asks it of the database."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from famille.models import Enfant, Foyer
from reservations.models import Activite
from reservations.regles.juge import (
    Bloc,
    Calendrier,
    CreneauLu,
    Faits,
    Garde,
    Unite,
    blocs,
    etendue,
)

from .questions import (
    Gardes,
    Reserves,
    lire_les_creneaux,
    lire_les_gardes,
    lire_les_inscriptions,
)
from .ville import Ville, lire_la_ville


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


BlocLu = tuple[LigneInscription, Bloc]


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

    def bloc(self, foyer_id: int, enfant_id: int, activite_id: int, cle: str) -> BlocLu | None:
        """(line, bloc) of this key, or None when this household has nothing of the kind."""
        ligne = self.ligne(foyer_id, enfant_id, activite_id)
        bloc = ligne and ligne.bloc(cle)
        return (ligne, bloc) if ligne and bloc else None

    def ranger(
        self,
        foyers: Collection[Foyer],
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
            siens = _siens(
                inscrit.foyer.pk,
                reserves.get(inscrit.enfant.pk, ()),
                (absences or {}).get(inscrit.enfant.pk, ()),
            )
            for pk, periodes in inscrit.activites.items():
                if pk in activites:
                    faits = _faits(inscrit, activites[pk], self.ville, tuple(periodes), siens)
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
    lire_ville: Callable[[date, date], Ville] = lire_la_ville,
) -> Lecture:
    """The children of these households in the activities to which they are registered, from `debut`
    to `fin`, widened to whole weeks. Three queries, four when a child has two homes. `enfants`,
    `activites`: only those (pks), both or neither. `lire_ville`: `la_ville_montree` for a page that
    decides nothing, one query less."""
    foyers, (debut, fin) = list(foyers), semaines_entieres(debut, fin)
    inscriptions = lire_les_inscriptions(foyers, debut, fin, enfants, activites)
    creneaux, reserves, absences = lire_les_creneaux(inscriptions, debut, fin)
    lecture = Lecture(debut, fin, lire_ville(debut, fin))
    gardes = lire_les_gardes(inscriptions, debut, fin)
    enfants = {ligne.enfant_id: ligne.enfant for ligne in inscriptions}
    activites = {ligne.activite_id: ligne.activite for ligne in inscriptions}
    lecture.ranger(foyers, enfants, activites, inscriptions, gardes, creneaux, reserves, absences)
    return lecture


def semaines_entieres(debut: date, fin: date) -> tuple[date, date]:
    """From the Monday before `debut` to the Sunday after `fin`."""
    return debut - timedelta(days=debut.weekday()), fin + timedelta(days=6 - fin.weekday())


def lire_bloc(foyer: Foyer, enfant_id: int, activite_id: int, cle: str) -> BlocLu | None:
    """What `Lecture.bloc` says of this key alone."""
    try:
        debut, fin = etendue(cle)
    except ValueError:
        return None
    lecture = lire([foyer], debut=debut, fin=fin, enfants=[enfant_id], activites=[activite_id])
    return lecture.bloc(foyer.pk, enfant_id, activite_id, cle)


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


def grouper(activite: Activite, creneaux: Any, calendrier: Calendrier) -> list[Bloc]:
    """The blocs of these créneaux of `activite`, in its unit of the day: that of term where nobody
    knows whether there is school. What stands on a day without a unit is not proposed."""
    vacances = Unite(activite.unite_vacances) if activite.unite_vacances else None
    scolaire = Unite(activite.unite_scolaire) if activite.unite_scolaire else None
    return blocs(creneaux, lambda jour: vacances if calendrier.en_vacances(jour) else scolaire)


class _Siens(NamedTuple):
    """The créneaux (pks) of a child, as the household that asks is told of them."""

    reserves: frozenset[int]
    reserves_ailleurs: frozenset[int]
    absences: frozenset[int]


def _siens(
    foyer: int, reserves: Sequence[tuple[int, int]], absences: Sequence[tuple[int, int]]
) -> _Siens:
    """`reserves`: (household, créneau) pks that are booked for the child; `absences`: those
    announced absent."""
    return _Siens(
        frozenset(creneau for titulaire, creneau in reserves if titulaire == foyer),
        frozenset(creneau for titulaire, creneau in reserves if titulaire != foyer),
        frozenset(creneau for titulaire, creneau in absences if titulaire == foyer),
    )


def _faits(
    inscrit: _Inscrit,
    activite: Activite,
    ville: Ville,
    inscriptions: tuple[tuple[date, date | None], ...],
    siens: _Siens,
) -> Faits:
    """The rules' Faits of one child there."""
    return Faits(
        activite=activite.structure.nom,
        naissance=inscrit.enfant.naissance,
        age_min=activite.age_min,
        age_max=activite.age_max,
        calendrier=ville.calendrier,
        delai_reservation=activite.pour_reserver,
        delai_annulation=activite.pour_annuler,
        inscriptions=inscriptions,
        ouvertures=ville.ouvertures_de(activite),
        voeux=ville.voeux_de(activite),
        fermetures=ville.fermetures_pour(activite, inscrit.enfant.naissance),
        fiche_exigee=activite.fiche_exigee,
        fiche_jusqu_au=inscrit.fiche_jusqu_au,
        assurance_exigee=activite.assurance_exigee,
        assurance_jusqu_au=inscrit.assurance_jusqu_au,
        garde=inscrit.garde,
        reserves=siens.reserves,
        reserves_ailleurs=siens.reserves_ailleurs,
        absences=siens.absences,
    )
