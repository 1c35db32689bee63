"""The facts about each child in each activity that the rules need, for the page, the basket and the
engine. `questions` reads them from the database."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from famille.models import Enfant, Foyer
from reservations.models import Activite
from reservations.regles.juge import (
    Bloc,
    Calendrier,
    Faits,
    Garde,
    Unite,
    blocs,
    etendue,
)

from .questions import (
    CreneauxLus,
    Gardes,
    Reserves,
    SejourInscrit,
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
    creneaux = lire_les_creneaux(inscriptions, debut, fin)
    ville = lire_ville(debut, fin)
    gardes = lire_les_gardes(inscriptions, debut, fin)
    return Lecture(debut, fin, ville, ranger(foyers, ville, inscriptions, gardes, creneaux))


def ranger(
    foyers: Iterable[Foyer],
    ville: Ville,
    inscriptions: Iterable[SejourInscrit],
    gardes: Gardes,
    creneaux: CreneauxLus,
) -> list[LigneInscription]:
    """Build the lines, in the order of the registrations. A child with several stays in a household
    counts once: the last stay gives its days of custody."""
    par_pk = {foyer.pk: foyer for foyer in foyers}
    activites = {une.activite_id: une.activite for une in inscriptions}
    par_activite, *reserves = creneaux
    groupes = {
        pk: grouper(activite, par_activite.get(pk, ()), ville.calendrier)
        for pk, activite in activites.items()
    }
    sejours: dict[tuple[int, int], list[SejourInscrit]] = defaultdict(list)
    for une in inscriptions:
        sejours[une.foyer_id, une.enfant_id].append(une)
    lignes = []
    for (foyer, _enfant), siennes in sejours.items():
        de_l_enfant = _de_l_enfant(siennes, gardes, *reserves)
        for pk in dict.fromkeys(une.activite_id for une in siennes):
            periodes = dict.fromkeys((s.debut, s.fin) for s in siennes if s.activite_id == pk)
            enfant, activite = siennes[0].enfant, activites[pk]
            faits = _faits(de_l_enfant, enfant, activite, ville, tuple(periodes))
            blocs = [bloc for bloc in groupes[pk] if bloc.propose or faits.reserve(bloc)]
            lignes.append(LigneInscription(par_pk[foyer], enfant, activite, faits, blocs))
    return lignes


def enfants_du(foyer: int) -> set[int]:
    """The children (keys) whom a household (a key) still has today (D11)."""
    return set(Enfant.objects.du(Foyer.objects.filter(pk=foyer)).values_list("pk", flat=True))


def semaines_entieres(debut: date, fin: date) -> tuple[date, date]:
    """From the Monday before `debut` to the Sunday after `fin`."""
    return debut - timedelta(days=debut.weekday()), fin + timedelta(days=6 - fin.weekday())


def lire_bloc(foyer: Foyer, enfant_id: int, activite_id: int, cle: str) -> BlocLu | None:
    """`Lecture.bloc`, reading only what this key needs."""
    try:
        debut, fin = etendue(cle)
    except ValueError:
        return None
    lecture = lire([foyer], debut=debut, fin=fin, enfants=[enfant_id], activites=[activite_id])
    return lecture.bloc(foyer.pk, enfant_id, activite_id, cle)


def grouper(activite: Activite, creneaux: Any, calendrier: Calendrier) -> list[Bloc]:
    """Group these créneaux of `activite` into blocs, by the unit of each day: the unit of term when
    nobody knows whether there is school. On a day without a unit, a bloc is not proposed."""
    vacances = Unite(activite.unite_vacances) if activite.unite_vacances else None
    scolaire = Unite(activite.unite_scolaire) if activite.unite_scolaire else None
    return blocs(creneaux, lambda jour: vacances if calendrier.en_vacances(jour) else scolaire)


def _de_l_enfant(
    siennes: Sequence[SejourInscrit], gardes: Gardes, reserves: Reserves, absences: Reserves
) -> dict[str, Any]:
    """The Faits of a child in one household that do not depend on the activity."""
    premiere, derniere = siennes[0], siennes[-1]
    foyer, couples = premiere.foyer_id, reserves.get(premiere.enfant_id, ())
    absents = absences.get(premiere.enfant_id, ())
    dates = tuple(gardes.get(derniere.rattachement, ()))
    return {
        "fiche_jusqu_au": premiere.fiche_jusqu_au,
        "assurance_jusqu_au": premiere.assurance_jusqu_au,
        "garde": Garde(derniere.semaines, dates, derniere.depuis, derniere.jusqu_au),
        "reserves": frozenset(creneau for titulaire, creneau in couples if titulaire == foyer),
        "reserves_ailleurs": frozenset(
            creneau for titulaire, creneau in couples if titulaire != foyer
        ),
        "absences": frozenset(creneau for titulaire, creneau in absents if titulaire == foyer),
    }


def _faits(
    de_l_enfant: dict[str, Any],
    enfant: Enfant,
    activite: Activite,
    ville: Ville,
    inscriptions: tuple[tuple[date, date | None], ...],
) -> Faits:
    """The Faits of one child in one activity."""
    return Faits(
        activite=activite.structure.nom,
        naissance=enfant.naissance,
        age_min=activite.age_min,
        age_max=activite.age_max,
        calendrier=ville.calendrier,
        delai_reservation=activite.pour_reserver,
        delai_annulation=activite.pour_annuler,
        inscriptions=inscriptions,
        ouvertures=ville.ouvertures_de(activite),
        voeux=ville.voeux_de(activite),
        fermetures=ville.fermetures_pour(activite, enfant.naissance),
        fiche_exigee=activite.fiche_exigee,
        assurance_exigee=activite.assurance_exigee,
        **de_l_enfant,
    )
