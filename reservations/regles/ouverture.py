"""Is this household ready for the opening? The rules' own answer, asked as of the opening minute.
No database.

Each bloc of the opening is judged by `regles.juge.verdict` as if there were a place. What a
paper or a registration would mend is noted, supposed mended, and the bloc judged again: so the list
names all that is missing, and a child said ready is one whom the engine books at that minute.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from famille.regles.foyer import age_le
from famille.socle.dire import en_jour

from .juge import PARIS, Bloc, Faits, Motif, Suite, Verdict, verdict

if TYPE_CHECKING:
    from famille.socle.offres.caisse import VoieDeLaCaisse


class EtatPoint(StrEnum):
    OK = "ok"
    MANQUE = "manque"
    A_SAVOIR = "a-savoir"


@dataclass(frozen=True)
class Point:
    """One line of the check-list, with its next step when there is one."""

    etat: EtatPoint
    phrase: str
    suite: Suite | None = None
    voie: "VoieDeLaCaisse | None" = None  # how the CAF or the MSA gives the quotient


@dataclass(frozen=True)
class Examen:
    """One child in one activity, for one opening. `jours`: the first day of each bloc that can be
    booked once nothing is missing, or is booked already."""

    points: tuple[Point, ...]
    jours: tuple[date, ...]

    @property
    def pret(self) -> bool:
        return bool(self.jours) and not any(point.etat == EtatPoint.MANQUE for point in self.points)


PATIENCE = Suite.PATIENCE  # what was sent is looked at: nothing is asked
TOUTE_LA_VIE = ((date.min, None),)
# What a family can mend, and the same facts once it is.
_REMEDES: dict[Motif, dict[str, Any]] = {
    Motif.NON_INSCRIT: {"inscriptions": TOUTE_LA_VIE},
    Motif.FICHE: {"fiche_exigee": False},
    Motif.ASSURANCE: {"assurance_exigee": False},
}
# The next step of what the judge refuses is its own; these are the words where nothing is missing.
_EN_ORDRE = {
    Motif.FICHE: "Fiche sanitaire valable pour toute la période.",
    Motif.ASSURANCE: "Assurance valable pour toute la période.",
}


def blocs_de(
    blocs: Iterable[Bloc], faits: Faits, *, debut: date, fin: date, ouvre_le: datetime
) -> list[Bloc]:
    """The blocs that open at `ouvre_le` and touch the days from `debut` to `fin`. A day that an
    earlier opening covers is open since that one, whatever this one says."""
    return [
        bloc
        for bloc in blocs
        if bloc.fin >= debut and bloc.debut <= fin and faits.ouvre_le(bloc) == ouvre_le
    ]


def souhaitables(
    blocs: Sequence[Bloc], faits: Faits, *, maintenant: datetime
) -> list[tuple[Bloc, tuple[str, ...]]]:
    """[(bloc, what must still be given)]: those that nothing but a missing paper is against, as if
    there were room, at this moment."""
    juges = [(bloc, *_juger(bloc, faits, maintenant)) for bloc in blocs]
    return [
        (bloc, tuple(manque.phrase for manque in manques.values()))
        for bloc, manques, contre in juges
        if contre is None
    ]


def examiner(blocs: Sequence[Bloc], faits: Faits, *, maintenant: datetime) -> Examen:
    """The check-list of these blocs, all of one opening, at the minute when it opens
    (`maintenant`)."""
    juges = [(bloc, *_juger(bloc, faits, maintenant)) for bloc in blocs]
    possibles = [(bloc, manques) for bloc, manques, contre in juges if contre is None]
    d_age = [
        bloc for bloc, _manques, contre in juges if contre in (Motif.TROP_JEUNE, Motif.TROP_AGE)
    ]
    points = [
        _inscription(faits, possibles),
        _piece(Motif.FICHE, possibles) if faits.fiche_exigee else None,
        _piece(Motif.ASSURANCE, possibles) if faits.assurance_exigee else None,
    ]
    if not possibles:
        points = []
    points += [
        _age(faits, d_age, [bloc for bloc, _manques in possibles]),
        _garde(faits, bool(possibles)),
    ]
    jours = {bloc.debut for bloc, _manques, contre in juges if contre in (None, Motif.DEJA_RESERVE)}
    return Examen(tuple(point for point in points if point), tuple(sorted(jours)))


def _juger(
    bloc: Bloc, faits: Faits, maintenant: datetime
) -> tuple[dict[Motif, Verdict], Motif | None]:
    """(what is missing for this bloc, what is against it whatever the family gives; None:
    nothing)."""
    bloc = replace(
        bloc,
        creneaux=tuple(c._replace(capacite=max(c.capacite, c.prises + 1)) for c in bloc.creneaux),
    )
    manques: dict[Motif, Verdict] = {}
    while True:
        juge = verdict(bloc, faits, maintenant=maintenant)
        if juge.motif is None or juge.motif not in _REMEDES:
            return manques, juge.motif
        manques[juge.motif] = juge
        faits = replace(faits, **_REMEDES[juge.motif])


def _inscription(faits: Faits, possibles: list[tuple[Bloc, dict[Motif, Verdict]]]) -> Point:
    sans = [bloc for bloc, manques in possibles if Motif.NON_INSCRIT in manques]
    if not sans:
        return Point(EtatPoint.OK, f"Inscription à {faits.activite} pour toute la période.")
    if len(sans) == len(possibles):
        phrase = (
            f"Pas d’inscription à {faits.activite} pour cette période : demandez d’abord une place."
        )
    else:
        premier = en_jour(sans[0].debut, annee=True)
        phrase = (
            f"L’inscription à {faits.activite} ne couvre pas toute la période, par exemple le"
            f" {premier} : demandez à la prolonger."
        )
    return Point(EtatPoint.MANQUE, phrase, Suite.INSCRIPTION)


def _piece(motif: Motif, possibles: list[tuple[Bloc, dict[Motif, Verdict]]]) -> Point:
    """The sentence of the judge himself, the same for every bloc that the paper does not cover."""
    contre = next((manques[motif] for _bloc, manques in possibles if motif in manques), None)
    return (
        Point(EtatPoint.MANQUE, contre.phrase, contre.suite if contre.suite != PATIENCE else None)
        if contre
        else Point(EtatPoint.OK, _EN_ORDRE[motif])
    )


def _age(faits: Faits, d_age: list[Bloc], possibles: list[Any]) -> Point | None:
    accueil = f"{faits.activite} accueille les enfants de {faits.age_min} à {faits.age_max} ans"
    if not d_age:
        return (
            Point(EtatPoint.OK, f"{accueil} : l’âge convient toute la période.")
            if possibles
            else None
        )
    if not possibles:
        return Point(
            EtatPoint.A_SAVOIR, f"{accueil} : l’âge ne convient pas à cette période.", Suite.CONTACT
        )
    if d_age[0].debut < possibles[0].debut:
        return Point(
            EtatPoint.A_SAVOIR,
            f"{accueil} : réservation possible à partir du"
            f" {en_jour(possibles[0].debut, annee=True)}.",
        )
    return Point(
        EtatPoint.A_SAVOIR,
        f"{accueil} : réservation possible jusqu’au {en_jour(possibles[-1].fin, annee=True)}.",
    )


def _garde(faits: Faits, possible: bool) -> Point | None:
    """The point on days of custody; None for a child who always lives here."""
    garde = faits.garde
    if not garde.semaines and not garde.periodes:
        return None
    if not possible:
        phrase = "Garde partagée : aucun jour de cette période n’est réservable par votre foyer."
        return Point(EtatPoint.A_SAVOIR, phrase, Suite.CONTACT)
    if not garde.semaines:
        return Point(
            EtatPoint.A_SAVOIR,
            "Garde partagée : vous réservez vos jours, selon le calendrier de garde.",
        )
    reste = ", et les dates de votre calendrier de garde" if garde.periodes else ""
    return Point(
        EtatPoint.A_SAVOIR, f"Garde partagée : vous réservez les semaines {garde.semaines}{reste}."
    )


def quotient(
    jours: Iterable[date],
    connu: Callable[[date], bool],
    fini: Callable[[date], date | None],
    *,
    voie: "VoieDeLaCaisse | None" = None,
) -> Point:
    """Whether the price of these days is known: `connu` says if a quotient is in force on a day,
    `fini` when the last one before it ended; `voie`: how the CAF or the MSA gives the next. Nothing
    stops a family from booking without one."""
    jours = sorted(set(jours))
    sans = [jour for jour in jours if not connu(jour)]
    if not sans:
        return Point(EtatPoint.OK, "Quotient familial connu pour toute la période.")
    if sans[0] > jours[0]:
        debut = (
            f"À partir du {en_jour(sans[0], annee=True)}, nous ne connaissons plus votre quotient :"
        )
    elif fin := fini(sans[0]):
        debut = f"Nous connaissons votre quotient jusqu’au {en_jour(fin, annee=True)}. Ensuite,"
    else:
        debut = "Nous ne connaissons pas votre quotient :"
    phrase = f"{debut} vous payez le tarif le plus haut."
    return Point(EtatPoint.A_SAVOIR, phrase, Suite.QUOTIENT, voie)


def age_convient(naissance: date, age_min: int, age_max: int, debut: date, fin: date) -> bool:
    """Whether the child has an age of this activity at some time from `debut` to `fin`.

    >>> age_convient(date(2021, 6, 2), 3, 7, date(2026, 12, 21), date(2027, 1, 1))
    True
    """
    return age_le(fin, naissance) >= age_min and age_le(debut, naissance) <= age_max


def a_prevenir(
    debut: datetime,
    deja: datetime | None,
    maintenant: datetime,
    *,
    jours: int,
    fin: datetime | None = None,
) -> bool:
    """Whether families are to be told now that they are not ready: from `jours` days before
    `debut` (the opening, or the first wishes), at midnight in Paris, until `fin` (until it, when
    there is none). `deja`: when they were told; what agents put off is told again."""
    minuit = debut.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    premier = minuit - timedelta(days=jours)
    return premier <= maintenant < (fin or debut) and (deja is None or deja < premier)
