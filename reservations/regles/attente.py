"""The queue's rules: who is next, until when an offer stands, and whose turn it is to take a place
that another family gives up. No database, no Django; moments
are aware."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from .calendrier import PARIS

UN_JOUR = timedelta(days=1)
PREVENUS = "Nous vous écrirons si une place se libère pour vous avant la date limite."
_TROP_TARD = "La date limite de réservation est passée : le portail ne proposera plus de place."
_D_UNE_FAMILLE = (
    " Une autre famille peut encore céder la sienne, un e-mail vous le dirait ; prévoyez tout de"
    " même une autre solution."
)


@dataclass(frozen=True)
class Nuit:
    """The quiet hours, in Paris: nothing is sent and no delay runs from `debut` to `fin`. None when
    they are equal."""

    debut: time = time(21)
    fin: time = time(8)

    def contient(self, instant: datetime) -> bool:
        heure = instant.astimezone(PARIS).time()
        if self.debut <= self.fin:
            return self.debut <= heure < self.fin
        return heure >= self.debut or heure < self.fin

    def lever(self, instant: datetime) -> datetime:
        """`instant` itself by day, else the end of this night."""
        return _prochain(instant, self.fin) if self.contient(instant) else instant

    def coucher(self, instant: datetime) -> datetime:
        """The beginning of the next night."""
        return _prochain(instant, self.debut)


def _prochain(instant: datetime, heure: time) -> datetime:
    """The first moment after `instant` when clocks in Paris show `heure`."""
    jour = instant.astimezone(PARIS).date()
    trouve = datetime.combine(jour, heure, tzinfo=PARIS)
    return trouve if trouve > instant else datetime.combine(jour + UN_JOUR, heure, tzinfo=PARIS)


@dataclass(frozen=True)
class Delais:
    """`envoi`: when the family is told; `expire`: when the place goes to the next."""

    envoi: datetime
    expire: datetime


def delais(maintenant: datetime, *, heures: int, nuit: Nuit, limite: datetime) -> Delais | None:
    """How long a place freed at `maintenant` is held. The place is held at once; its mail leaves by
    day, and the hours count from then, those of the night excepted. Never past `limite`, the
    booking deadline of the bloc.

    None: nobody could be told before `limite`; the place stays free for whoever looks.
    """
    envoi = nuit.lever(maintenant)
    if envoi >= limite:
        return None
    return Delais(envoi, min(_apres(envoi, timedelta(hours=heures), nuit), limite))


def en_heures_de_jour(depart: datetime, heures: int, nuit: Nuit) -> datetime:
    """`heures` hours of day after `depart`; a night is waited for first."""
    return _apres(nuit.lever(depart), timedelta(hours=heures), nuit)


def _apres(depart: datetime, duree: timedelta, nuit: Nuit) -> datetime:
    """`duree` of day time after `depart`, which is by day. Real durations: a clock change takes or
    gives an hour."""
    instant = depart.astimezone(UTC)
    while nuit.debut != nuit.fin:
        soir = nuit.coucher(instant).astimezone(UTC)
        if soir - instant >= duree:
            break
        duree -= soir - instant
        instant = nuit.lever(soir).astimezone(UTC)
    return instant + duree


def fin_de_la_bourse(debut: date) -> datetime:
    """The beginning of the first day, in Paris: the list of that morning is then what it is."""
    return datetime.combine(debut, time.min, tzinfo=PARIS)


def apres_la_limite(debut: date, maintenant: datetime) -> str:
    """What may still come to who waits for this day once its booking deadline has passed."""
    return _TROP_TARD + (_D_UNE_FAMILLE if maintenant < fin_de_la_bourse(debut) else "")


def a_son_tour(cedee_le: datetime, rang: int, *, heures: int, nuit: Nuit) -> datetime:
    """From when whoever stands at `rang` (from 1) in the queue may take it: the first at once, each
    one after him `heures` hours of day later. A turn that has come never ends, so a place is not
    lost because the first one sleeps."""
    return en_heures_de_jour(cedee_le, heures * (rang - 1), nuit)


@dataclass(frozen=True)
class EnFile:
    """One child who waits. `besoins`: keys of the créneaux of his bloc. `ensemble`: brothers and
    sisters served at once share it, even in two activities. `liste`: what he waits for, (activity,
    key of the bloc)."""

    pk: int
    besoins: frozenset[int] = frozenset()
    ensemble: UUID | None = None
    liste: tuple[int, str] | None = None


@dataclass(frozen=True)
class Service:
    """`servis`: groups to whom a place is offered; `depasses`: brothers and sisters for whom what
    is free was not enough for all, though it was for one."""

    servis: list[list[EnFile]] = field(default_factory=list)
    depasses: list[list[EnFile]] = field(default_factory=list)


def groupes(file: Iterable[EnFile]) -> list[list[EnFile]]:
    """Group the waits served at once, in the order of the queue. Brothers and sisters together have
    the rank of the last of them: joining later overtakes nobody."""
    ensembles: dict[UUID, list[EnFile]] = {}
    seuls: list[list[EnFile]] = []
    for candidat in sorted(file, key=lambda candidat: candidat.pk):
        if candidat.ensemble:
            ensembles.setdefault(candidat.ensemble, []).append(candidat)
        else:
            seuls.append([candidat])
    return sorted([*seuls, *ensembles.values()], key=lambda groupe: groupe[-1].pk)


def a_servir(file: Iterable[EnFile], libres: Mapping[int, int]) -> Service:
    """Share the free places (créneau → how many), first come first served. A group that does not
    fit keeps its rank, and the place goes to the next who can use it."""
    restants, service = Counter(libres), Service()
    for groupe in groupes(file):
        besoins = Counter(creneau for membre in groupe for creneau in membre.besoins)
        if all(restants[creneau] >= combien for creneau, combien in besoins.items()):
            restants -= besoins
            service.servis.append(groupe)
        elif any(all(restants[creneau] > 0 for creneau in membre.besoins) for membre in groupe):
            service.depasses.append(groupe)
    return service


def rangs(file: Iterable[EnFile]) -> dict[int, int]:
    """pk → rank in his queue, 1 for the next. Those of one group in one queue share theirs."""
    devant: Counter = Counter()
    trouves: dict[int, int] = {}
    for groupe in groupes(file):
        trouves |= {membre.pk: devant[membre.liste] + 1 for membre in groupe}
        devant.update(membre.liste for membre in groupe)
    return trouves
