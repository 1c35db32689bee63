"""The week that a household keeps all year: which blocs it wants, and what is to be done of each.
No database; each bloc is judged by the rules that the engine will enforce."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from famille.socle.dire import JOURS, enumerer
from reservations.regles.juge import (
    Bloc,
    Calendrier,
    Faits,
    Motif,
    Suite,
    verdict,
    verdict_annulation,
)

# What of a day is booked, in the order of the day: as a code says it, and as it is said.
MOMENTS = {"matin": "matin", "apres-midi": "après-midi", "journee": "journée"}
CODES = frozenset(f"{jour}-{moment}" for jour in range(7) for moment in MOMENTS)


class EtatAnnee(StrEnum):
    """What a bloc of the year is, for who keeps a week."""

    RESERVE = "reserve"  # booked, as the week says
    EN_PLUS = "en-plus"  # booked, though the week does not say it
    A_RETIRER = "a-retirer"  # booked, no longer wanted, and it can be cancelled
    RETENU = "retenu"  # booked, no longer wanted, and too late to cancel
    SAUF = "sauf"  # left out on purpose
    A_RESERVER = "a-reserver"  # wanted, and it can be had
    CHOISI = "choisi"  # in the basket already
    EN_ATTENTE = "en-attente"  # in the queue already
    COMPLET = "complet"
    TROP_TARD = "trop-tard"
    PAS_OUVERT = "pas-ouvert"
    REFUSE = "refuse"  # another reason, said by its sentence


@dataclass(frozen=True)
class Semaine:
    """`jours`: codes, a weekday (0: Monday) and a part of the day ("0-journee", "2-matin").
    `exceptions`: key of a bloc → whether it is booked all the same."""

    jours: frozenset[str]
    debut: date
    fin: date
    exceptions: Mapping[str, bool] = field(default_factory=dict)

    def dit(self, bloc: Bloc, calendrier: Calendrier) -> bool:
        """Whether the week has this bloc, its exceptions aside: a day with school, between its two
        dates."""
        return bool(self.dit_la_cle(bloc.cle, calendrier))

    def dit_la_cle(self, cle: str, calendrier: Calendrier) -> bool | None:
        """The same of a key alone: None for a whole week and for a day that the week does not rule
        (holidays, before it begins, after it ends)."""
        if "-S" in cle:
            return None
        jour, moment = date.fromisoformat(cle[:10]), cle[11:] or "journee"
        if not self.debut <= jour <= self.fin or not calendrier.en_classe(jour):
            return None
        return f"{jour.weekday()}-{moment}" in self.jours

    def veut(self, bloc: Bloc, calendrier: Calendrier) -> bool:
        """The same, with its exceptions."""
        return self.exceptions.get(bloc.cle, self.dit(bloc, calendrier))

    @property
    def phrase(self) -> str:
        """ "lundi, mardi et jeudi", "mercredi matin": what the week has."""
        return dire_les_jours(self.jours)


@dataclass(frozen=True)
class JourAnnee:
    """One bloc of the year. `phrase`: the rule's own sentence, "" for what needs none."""

    bloc: Bloc
    etat: EtatAnnee
    phrase: str = ""
    suite: Suite | None = None


def dire_les_jours(jours: Iterable[str]) -> str:
    """In words, the parts of a day together.

    >>> dire_les_jours(["0-journee", "3-journee", "1-journee"])
    'lundi, mardi et jeudi'
    >>> dire_les_jours(["2-matin", "2-apres-midi", "4-matin"])
    'mercredi matin et après-midi, vendredi matin'
    """
    rangs: dict[int, list[str]] = {}
    for code in sorted(jours, key=_rang):
        jour, moment = code.split("-", 1)
        rangs.setdefault(int(jour), []).append(moment)
    if all(moments == ["journee"] for moments in rangs.values()):
        return enumerer(JOURS[jour] for jour in rangs)
    return ", ".join(
        f"{JOURS[jour]} {enumerer(MOMENTS[moment] for moment in moments)}"
        for jour, moments in rangs.items()
    )


def _rang(code: str) -> tuple[int, int]:
    jour, moment = code.split("-", 1)
    return int(jour), list(MOMENTS).index(moment)


def annee(
    semaine: Semaine,
    blocs: Iterable[Bloc],
    faits: Faits,
    *,
    maintenant: datetime,
    panier: Mapping[str, str] | None = None,
    attentes: Collection[str] = (),
) -> list[JourAnnee]:
    """What is to be said of the year, the blocs of which the week says nothing left out. `panier`:
    key of a bloc → what is asked of it there; `attentes`: keys of those queued for."""
    jours = (
        _jour(semaine, bloc, faits, maintenant, (panier or {}).get(bloc.cle, ""), attentes)
        for bloc in blocs
    )
    return [jour for jour in jours if jour]


def _jour(
    semaine: Semaine,
    bloc: Bloc,
    faits: Faits,
    maintenant: datetime,
    action: str,
    attentes: Collection[str],
) -> JourAnnee | None:
    veut, reserve = semaine.veut(bloc, faits.calendrier), faits.reserve(bloc)
    if reserve and veut:
        prevu = semaine.dit(bloc, faits.calendrier)
        return JourAnnee(bloc, EtatAnnee.RESERVE if prevu else EtatAnnee.EN_PLUS)
    if reserve:
        if not semaine.debut <= bloc.debut <= semaine.fin:
            return JourAnnee(bloc, EtatAnnee.EN_PLUS)
        return _de_trop(bloc, faits, maintenant, action)
    if not veut:
        sauf = semaine.exceptions.get(bloc.cle) is False
        return JourAnnee(bloc, EtatAnnee.SAUF) if sauf else None
    return _voulu(bloc, faits, maintenant, action, attentes)


def _de_trop(bloc: Bloc, faits: Faits, maintenant: datetime, action: str) -> JourAnnee:
    if action:
        return JourAnnee(bloc, EtatAnnee.CHOISI)
    juge = verdict_annulation(bloc, faits, maintenant=maintenant)
    etat = EtatAnnee.A_RETIRER if juge.possible else EtatAnnee.RETENU
    return JourAnnee(bloc, etat, juge.phrase, juge.suite)


def _voulu(
    bloc: Bloc, faits: Faits, maintenant: datetime, action: str, attentes: Collection[str]
) -> JourAnnee:
    if action:
        return JourAnnee(bloc, EtatAnnee.CHOISI)
    if bloc.cle in attentes:
        return JourAnnee(bloc, EtatAnnee.EN_ATTENTE)
    juge = verdict(bloc, faits, maintenant=maintenant)
    return JourAnnee(bloc, _ETATS.get(juge.motif, EtatAnnee.REFUSE), juge.phrase, juge.suite)


_ETATS: dict[Motif | None, EtatAnnee] = {
    None: EtatAnnee.A_RESERVER,
    Motif.TROP_TARD: EtatAnnee.TROP_TARD,
    Motif.PAS_OUVERT: EtatAnnee.PAS_OUVERT,
    Motif.COMPLET: EtatAnnee.COMPLET,
}


def suivre(
    semaine: Semaine, faites: Iterable[tuple[str, bool]], calendrier: Calendrier
) -> dict[str, bool]:
    """The exceptions, once what the household has booked and cancelled by hand is added to them.

    `faites`: (key of a bloc, whether it is booked), the oldest first. What says again what the
    week says is no exception any more."""
    exceptions = dict(semaine.exceptions)
    for cle, reserve in faites:
        prevu = semaine.dit_la_cle(cle, calendrier)
        if prevu is None or prevu == reserve:
            exceptions.pop(cle, None)
        else:
            exceptions[cle] = reserve
    return exceptions
