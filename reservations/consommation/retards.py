"""The hours that presence lists note, and the late pick-ups among them: a line of their own beside
the day's (docs/comprendre/consommation.md)."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from operator import itemgetter
from typing import Any

from reservations.lecture.filtres import Mois
from reservations.models import Passage
from reservations.regles.accueil.passages import Porte, lire_la_porte
from reservations.regles.accueil.retard import Retard, retard_du_jour
from reservations.regles.consommation import Statut
from reservations.regles.juge import Moment

from .lecture import Consomme

type CleDePassage = tuple[int, int, date]  # child, activity, day
type Portes = dict[CleDePassage, dict[Moment, Porte]]
type Retards = dict[CleDePassage, Retard]


def lire_les_portes(mois: Mois, enfants: Collection[int], activites: Collection[int]) -> Portes:
    """What the door says of these children, in these activities, on the days of the month and of
    the weeks that begin in it. A day whose late pick-up an agent has waived has none: no hour at
    which the child was due. One query."""
    passages = (
        Passage.objects.filter(
            enfant__in=enfants,
            creneau__activite__in=activites,
            creneau__jour__range=(mois.debut, mois.fin + timedelta(days=6)),
        )
        .select_related("creneau")
        .only(
            *("enfant_id", "sens", "le", "note_le", "attendu_a", "repris_par", "motif"),
            "remis_le",
            *("creneau__activite_id", "creneau__jour", "creneau__moment"),
        )
    )
    notes: dict[CleDePassage, dict[Moment, list[Any]]] = defaultdict(lambda: defaultdict(list))
    remis: set[CleDePassage] = set()
    for passage in passages.order_by("pk"):
        creneau = passage.creneau
        cle = passage.enfant_id, creneau.activite_id, creneau.jour
        if passage.remis_le:
            remis.add(cle)
        notes[cle][Moment(creneau.moment)].append(passage)
    return {
        cle: {
            moment: _porte(siennes, remise=cle in remis) for moment, siennes in par_moment.items()
        }
        for cle, par_moment in notes.items()
    }


def _porte(notes: list[Any], *, remise: bool) -> Porte:
    porte = lire_la_porte(notes)
    return replace(porte, attendu_a=None) if remise else porte


def retards_des_portes(portes: Portes, midis: Mapping[int, time | None]) -> Retards:
    """In these activities (activity → end of its morning)."""
    trouves = {
        cle: retard_du_jour(siennes, midis[cle[1]])
        for cle, siennes in portes.items()
        if cle[1] in midis
    }
    return {cle: retard for cle, retard in trouves.items() if retard is not None}


def retards_de(un: Consomme, retards: Retards) -> Iterator[tuple[date, Retard]]:
    """Those of this booking, of which each is the household's that had booked the part of the day
    on whose list the departure is. What is excused is free, and the child was not there."""
    trouves = []
    for creneau in un.creneaux:
        retard = retards.get((un.enfant, un.activite, creneau.jour))
        if (
            retard
            and retard.moment == creneau.moment
            and creneau.presence != Statut.ABSENT_JUSTIFIE
        ):
            trouves.append((creneau.jour, retard))
    yield from sorted(trouves, key=itemgetter(0))
