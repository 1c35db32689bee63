"""The same half-days every week: which blocs a repeat covers, and what can be said of each before
anything is asked.

No database here: `maintenant` is an argument, and each bloc is judged by the rules that the engine
will enforce.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Any

from famille.socle.dire import JOURS, centimes_en_euros, en_jour, enumerer
from reservations.lecture.presences_dites import mot_de
from reservations.regles.juge import (
    Bloc,
    Calendrier,
    Faits,
    Motif,
    Nature,
    Suite,
    Unite,
    Verdict,
    verdict,
    verdict_annulation,
)
from reservations.regles.tarifs import Prix

if TYPE_CHECKING:
    from reservations.calendrier.phrase import DeLaPhrase
    from reservations.lecture.lignes import LigneInscription


# What a repeat is asked for, as the address says it: what a family calls each bloc (`mot_de`), in
# the order of the day.
MOMENTS = {
    "garderie-matin": "garderie du matin",
    "matin": "matin",
    "cantine": "cantine",
    "apres-midi": "après-midi",
    "garderie-soir": "garderie du soir",
    "garderie": "garderie",
    "journee": "journée",
    "semaine": "semaine",
}
CODES = {nom: code for code, nom in MOMENTS.items()}


def moments_couverts(moments: Collection[str]) -> frozenset[str]:
    """A whole day is its morning and its afternoon too, where those are booked apart."""
    entiere = {"matin", "apres-midi"} if "journee" in moments else set()
    return frozenset(moments) | entiere


_SANS = (Nature.FERIE, Nature.PONT, Nature.VACANCES)
# what a parent can do himself, that a whole term depends on
A_FAIRE = Suite.INSCRIPTION, Suite.SANTE


class Rythme(StrEnum):
    """Counted in weeks from the first one: by their numbers, 53 and 1 would be two odd weeks in a
    row."""

    TOUTES = "toutes"
    UNE_SUR_DEUX = "une-sur-deux"
    L_AUTRE = "l-autre"

    def garde(self, jour: date, debut: date) -> bool:
        """Whether the week of `jour` is one of these, in a repeat that begins on `debut`."""
        if self == Rythme.TOUTES:
            return True
        semaines = (_lundi(jour) - _lundi(debut)).days // 7
        return semaines % 2 == (self == Rythme.L_AUTRE)


def _lundi(jour: date) -> date:
    return jour - timedelta(days=jour.weekday())


class EtatProposition(StrEnum):
    """What a repeat can do with a bloc."""

    POSSIBLE = "possible"
    COMPLET = "complet"  # only the queue is left
    CHOISI = "choisi"  # already in the basket
    EN_ATTENTE = "en-attente"  # already in the queue
    RESERVE = "reserve"
    ANNULABLE = "annulable"  # booked, and its cancelling is what is asked
    REFUSE = "refuse"


_A_COCHER = (EtatProposition.POSSIBLE, EtatProposition.COMPLET, EtatProposition.ANNULABLE)
# word, class of the state, drawing
_DITS = {
    EtatProposition.POSSIBLE: ("possible", "validee", "coche"),
    EtatProposition.COMPLET: ("complet", "en-attente", "attente"),
    EtatProposition.CHOISI: ("dans votre demande", "brouillon", "ajouter"),
    EtatProposition.EN_ATTENTE: ("en attente", "en-attente", "attente"),
    EtatProposition.RESERVE: ("réservé", "validee", "succes"),
    EtatProposition.ANNULABLE: ("à annuler", "completer", "moins"),
    EtatProposition.REFUSE: ("impossible", "brouillon", "croix"),
}


@dataclass(frozen=True)
class Repetition:
    """`jours`: weekdays, 0 is Monday (a week is taken whole, whatever they are); `moments`: keys of
    MOMENTS."""

    jours: frozenset[int]
    moments: frozenset[str]
    debut: date
    fin: date
    rythme: Rythme = Rythme.TOUTES

    def couvre(self, bloc: Bloc, service: str) -> bool:
        """A week is covered when all its days are between the two dates."""
        return (
            CODES.get(mot_de(service, bloc)) in moments_couverts(self.moments)
            and self.rythme.garde(bloc.debut, self.debut)
            and self.debut <= bloc.debut
            and bloc.fin <= self.fin
            and (bloc.unite == Unite.SEMAINE or bloc.debut.weekday() in self.jours)
        )

    def sans(
        self, servis: Iterable[date], calendrier: Calendrier, ouverts: Collection[date]
    ) -> list[str]:
        """Of the days that it goes over, those on which it has nothing (`servis`: the others), in
        words: "mercredi 11 novembre, férié", "Vacances de Noël", "jamais le mercredi"; of those
        that are open at another moment (`ouverts`), each, or how many."""
        servis, dits = set(servis), []
        ailleurs: list[date] = []
        for n in range((self.fin - self.debut).days + 1):
            jour = self.debut + timedelta(days=n)
            voulu = jour.weekday() in self.jours and self.rythme.garde(jour, self.debut)
            nature = calendrier.nature(jour)
            if not voulu or jour in servis:
                continue
            if jour in ouverts:
                ailleurs.append(jour)
            if jour in ouverts or nature not in _SANS:
                continue
            if nature == Nature.FERIE:
                dits.append(f"{en_jour(jour)}, férié")
            else:
                periode = calendrier.periode(jour)
                dits.append(periode.nom if periode else en_jour(jour))
        des_jours = {jour.weekday() for jour in ouverts}
        dits += [f"jamais le {JOURS[jour]}" for jour in sorted(self.jours - des_jours) if ouverts]
        return [*dict.fromkeys(dits), *_dire_ailleurs(ailleurs)]


def _dire_ailleurs(jours: list[date]) -> list[str]:
    if len(jours) <= NOMMES:
        return [en_jour(jour) for jour in jours]
    debut, fin = en_jour(jours[0], annee=True), en_jour(jours[-1], annee=True)
    return [f"{len(jours)} jours entre le {debut} et le {fin}"]


NOMMES = 5  # days without anything that are said one by one


type Demandee = Repetition | DeLaPhrase  # what is asked of a line


@dataclass(frozen=True)
class Proposition:
    """One bloc for one child. `phrase`: the rule's own sentence, or what stands already in the
    basket or the queue."""

    bloc: Bloc
    etat: EtatProposition
    phrase: str
    verdict: Verdict
    prix: Prix | None = None
    nom: str = ""  # of the bloc, as the calendar says it: "matin", "cantine"

    @property
    def centimes(self) -> int:
        return self.prix.centimes if self.prix else 0


@dataclass(frozen=True)
class RangeeDates:
    """A day (or a week) of one child: what is said of its blocs, those of one same answer
    together."""

    cle: str  # household, child, activity and first day: the value of its box
    jour: date
    titre: str
    propositions: tuple[Proposition, ...]

    @property
    def groupes(self) -> list[dict]:
        """dict(dit, phrase, pastille, icone): "matin et après-midi : complet", "Il n’y a plus de
        place…". What is possible says its price, the rest its reason."""
        groupes = []
        for (etat, dite), liste in _ensemble(self.propositions, lambda p: (p.etat, p.phrase)):
            mot, pastille, icone = _DITS[etat]
            phrase = dite
            if etat == EtatProposition.POSSIBLE:
                somme = centimes_en_euros(sum(p.centimes for p in liste))
                phrase = somme if all(p.prix for p in liste) else ""
            dit = f"{enumerer(p.nom for p in liste)} : {mot}"
            groupes.append({"dit": dit, "phrase": phrase, "pastille": pastille, "icone": icone})
        return groupes

    @property
    def a_cocher(self) -> bool:
        return any(p.etat in _A_COCHER for p in self.propositions)

    @property
    def reponse(self) -> tuple:
        """What is said of it: neighbours that cannot be had for the same reasons are shown as
        one."""
        return tuple((p.nom, p.etat, p.phrase) for p in self.propositions)


@dataclass(frozen=True)
class Serie:
    """Neighbouring days of which the same is said, and of which nothing can be had."""

    rangees: tuple[RangeeDates, ...]
    a_cocher = False

    @property
    def groupes(self) -> list[dict]:
        return self.rangees[0].groupes

    @property
    def titre(self) -> str:
        if len(self.rangees) == 1:
            return self.rangees[0].titre
        debut, fin = self.rangees[0].jour, self.rangees[-1].jour
        premier = en_jour(debut, annee=debut.year != fin.year)
        return f"Du {premier} au {en_jour(fin, annee=True)}, {len(self.rangees)} dates"


@dataclass(frozen=True)
class Volet:
    """All the days of one child in one activity. `ligne`: a line of
    reservations.lecture.lignes."""

    ligne: Any
    rangees: list[RangeeDates] = field(default_factory=list)
    # the days that are asked for without anything: those of the calendar, those that were named
    sans: str = ""
    annuler: bool = False
    # of what is cancelled: nothing is booked there; the days booked at another moment than said
    rien: bool = False
    ailleurs: str = ""

    @property
    def montrees(self) -> list[RangeeDates | Serie]:
        """The lines of the preview, in the order of the days."""
        lignes: list[RangeeDates | Serie] = []
        for (a_cocher, _reponse), rangees in _ensemble(
            self.rangees, lambda r: (r.a_cocher, r.reponse)
        ):
            lignes += rangees if a_cocher else [Serie(tuple(rangees))]
        return lignes

    @property
    def suites(self) -> list[Suite]:
        """The next steps that would make some of these days possible, once each."""
        refus = [p.verdict.suite for p in self.propositions if p.etat == EtatProposition.REFUSE]
        return [suite for suite in dict.fromkeys(refus) if suite in A_FAIRE]

    @property
    def absence(self) -> bool:
        """Whether an absence can still be announced, where it is too late to cancel."""
        return any(p.verdict.suite == Suite.ABSENCE for p in self.propositions)

    @property
    def propositions(self) -> list[Proposition]:
        return [p for rangee in self.rangees for p in rangee.propositions]


def proposer(
    ligne: "LigneInscription",
    repetition: Demandee,
    *,
    maintenant: datetime,
    prix: Mapping[tuple[int, int, str], Prix],
    paniers: Iterable[tuple[int, int, int, str]] = (),
    attentes: Iterable[tuple[int, int, int, str]] = (),
    annuler: bool = False,
) -> Volet:
    """What the repeat gives to this line; with `annuler`, what of it is booked and can be
    cancelled. `paniers`, `attentes`: (household, child, activity, key
    of the bloc)."""
    debut = (ligne.foyer.pk, ligne.enfant.pk, ligne.activite.pk)
    propositions = []
    service = ligne.activite.service
    for bloc in (un for un in ligne.blocs if repetition.couvre(un, service)):
        nom = mot_de(service, bloc)
        if annuler:
            propositions += _a_annuler(bloc, ligne.faits, maintenant, nom)
            continue
        juge = verdict(bloc, ligne.faits, maintenant=maintenant)
        etat, phrase = _rediger(juge, (*debut, bloc.cle) in paniers, (*debut, bloc.cle) in attentes)
        son_prix = prix.get((*debut[1:], bloc.cle))
        propositions.append(Proposition(bloc, etat, phrase, juge, son_prix, nom))
    servis = [p.bloc.debut for p in propositions]
    if annuler:  # a booking at another moment of the day is not nothing
        servis += [bloc.debut for bloc in ligne.blocs if ligne.faits.reserve(bloc)]
    return Volet(
        ligne,
        annuler=annuler,
        sans=enumerer(
            repetition.sans(servis, ligne.faits.calendrier, {un.debut for un in ligne.blocs})
        ),
        rangees=[
            RangeeDates(
                "-".join(map(str, (*debut, f"{jour:%Y%m%d}"))),
                jour,
                _titre(liste[0].bloc, maintenant),
                tuple(liste),
            )
            for jour, liste in _ensemble(propositions, lambda p: p.bloc.debut)
        ],
    )


def _a_annuler(bloc: Bloc, faits: Faits, maintenant: datetime, nom: str) -> list[Proposition]:
    """What is not booked is not said."""
    if not faits.reserve(bloc):
        return []
    juge = verdict_annulation(bloc, faits, maintenant=maintenant)
    etat = EtatProposition.ANNULABLE if juge.possible else EtatProposition.REFUSE
    return [Proposition(bloc, etat, juge.phrase, juge, nom=nom)]


def _rediger(juge: Verdict, choisi: bool, en_attente: bool) -> tuple[EtatProposition, str]:
    if juge.motif == Motif.DEJA_RESERVE:
        return EtatProposition.RESERVE, ""
    if choisi:
        return EtatProposition.CHOISI, ""
    if juge.motif == Motif.COMPLET and en_attente:
        return EtatProposition.EN_ATTENTE, ""
    if juge.suite == Suite.ATTENTE:
        return EtatProposition.COMPLET, juge.phrase
    return (EtatProposition.POSSIBLE if juge.possible else EtatProposition.REFUSE), juge.phrase


def _titre(bloc: Bloc, maintenant: datetime) -> str:
    annee = bloc.fin.year != maintenant.year
    if bloc.unite == Unite.SEMAINE:
        return f"Semaine du {en_jour(bloc.debut)} au {en_jour(bloc.fin, annee=annee)}"
    return en_jour(bloc.debut, annee=annee).capitalize()


def _ensemble(
    suite: Any, cle: Callable[[Any], tuple[Any, Any]] | Callable[[Any], Any]
) -> list[Any]:
    """(key, list) of neighbours with the same key."""
    return [(valeur, list(groupe)) for valeur, groupe in groupby(suite, key=cle)]
