"""What a parent is told of one bloc of one child: free, booked, asked for, full… Judged by the
rules, never here (G28).

Pure: no database, `maintenant` is an argument. The page, the button that htmx brings back and the
summary use it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from famille.socle.dire import compte, en_heure, en_jour

from .attente import PREVENUS, apres_la_limite
from .juge import (
    PARIS,
    Bloc,
    Faits,
    Motif,
    Suite,
    Verdict,
    est_passe,
    verdict,
    verdict_annulation,
)


class EtatCase(StrEnum):
    """The state of a bloc, which is also its CSS class (`cal-…`)."""

    LIBRE = "libre"
    RESERVE = "reserve"
    FIXE = "fixe"  # booked, and too late to cancel
    PASSE = "passe"  # booked, and over
    AJOUT = "ajout"
    ANNULATION = "annulation"
    ATTENDRE = "attendre"  # in the basket: a place in the queue
    COMPLET = "complet"
    EN_ATTENTE = "en-attente"
    PROPOSEE = "proposee"
    AILLEURS = "ailleurs"
    REFUSE = "refuse"


# What one press asks of the basket; the others are no button.
GESTES = {
    EtatCase.LIBRE: "reserver",
    EtatCase.RESERVE: "annuler",
    EtatCase.AJOUT: "retirer",
    EtatCase.ANNULATION: "retirer",
    EtatCase.ATTENDRE: "retirer",
}
MOTS = {
    Motif.DEJA_RESERVE: "déjà réservé",
    Motif.NON_INSCRIT: "non inscrit",
    Motif.PAS_OUVERT: "pas encore ouvert",
    Motif.TROP_TARD: "trop tard",
    Motif.FERME: "fermé",
    Motif.TROP_JEUNE: "trop jeune",
    Motif.TROP_AGE: "trop âgé",
    Motif.FICHE: "fiche sanitaire à donner",
    Motif.ASSURANCE: "assurance à donner",
    Motif.COMPLET: "complet",
    Motif.PAS_SON_JOUR: "pas votre jour de garde",
}
A_REVOIR = "à revoir"  # in the basket, and no longer possible
VERROU = "non annulable"  # booked, and too late to cancel
ABSENCE = "absence annoncée"
ABSENTE = "Le centre sait que votre enfant ne vient pas. S’il vient finalement, dites-le."
_PAPIERS = {Motif.FICHE: "fiche sanitaire", Motif.ASSURANCE: "assurance"}
# The same words, where room is short: what stands under the label.
NOTES = MOTS | {
    Motif.PAS_OUVERT: "pas encore",
    Motif.FICHE: "fiche à donner",
    Motif.PAS_SON_JOUR: "pas votre jour",
}


@dataclass(frozen=True, slots=True)
class EnAttente:
    """This household's place in the queue of a bloc; `rang` None once a place is offered, until
    `expire_le`."""

    reference: str
    rang: int | None
    expire_le: datetime | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """`dit`: the state in words, which ends the button's name. `phrase`: the sentence, for what
    cannot be pressed. `note`: what stands small under the label. `suite`: the next step."""

    etat: EtatCase
    dit: str
    phrase: str = ""
    note: str = ""
    suite: Suite | None = None
    reference: str = ""

    @property
    def geste(self) -> str:
        return GESTES.get(self.etat, "")

    @property
    def a_revoir(self) -> bool:
        return self.note == A_REVOIR


def case(
    bloc: Bloc,
    faits: Faits,
    *,
    maintenant: datetime,
    action: str = "",
    attente: EnAttente | None = None,
    seuil: int = 5,
) -> Case | None:
    """The state of this bloc. `action`: what the basket asks of it ("" when nothing); `seuil`: say
    how many places are left from that number down. None: a day that is over and was not booked, of
    which there is nothing to say."""
    reserve = faits.reserve(bloc)
    if est_passe(bloc, maintenant):
        return _PASSEE if reserve else None
    if reserve:
        juge = verdict_annulation(bloc, faits, maintenant=maintenant)
        return _reserve(bloc, faits, juge, action)
    juge = verdict(bloc, faits, maintenant=maintenant)
    if action in ("reserver", "attendre"):
        attendre = action == "attendre"
        etat = EtatCase.ATTENDRE if attendre else EtatCase.AJOUT
        quoi = "liste d’attente à demander" if attendre else "ajout à soumettre"
        if juge.possible or (attendre and juge.motif == Motif.COMPLET):
            return Case(etat, quoi, note="liste d’attente" if attendre else "à réserver")
        return Case(etat, f"{quoi}, plus possible. {juge.phrase}", note=A_REVOIR)
    # a place left free is for whoever waits, too
    if attente and not (attente.rang and juge.possible):
        return _en_attente(attente, _ce_qui_l_attend(bloc, juge, maintenant))
    if juge.possible:
        return _libre(juge.phrase, bloc.places if bloc.places <= seuil else None)
    return _refuse(juge)


_PASSEE = Case(EtatCase.PASSE, "réservé, jour passé", note="réservé")


def _reserve(bloc: Bloc, faits: Faits, juge: Verdict, action: str) -> Case:
    """`juge`: whether it can be cancelled."""
    if action == "annuler":
        if juge.possible:
            return Case(EtatCase.ANNULATION, "réservé, annulation à soumettre", note="à annuler")
        return Case(
            EtatCase.ANNULATION,
            f"annulation à soumettre, plus possible. {juge.phrase}",
            note=A_REVOIR,
        )
    if juge.possible:
        return _annulable(juge.phrase)
    if faits.absences.issuperset(bloc.pks):
        return Case(EtatCase.FIXE, "réservé, absence annoncée", ABSENTE, ABSENCE, juge.suite)
    return Case(EtatCase.FIXE, f"réservé, {VERROU}", juge.phrase, VERROU, juge.suite)


# The same for each child and each place on a day: a page says it again and again.
@lru_cache(maxsize=1024)
def _annulable(phrase: str) -> Case:
    return Case(EtatCase.RESERVE, f"réservé, {_initiale(phrase)}", note="réservé")


def _ce_qui_l_attend(bloc: Bloc, juge: Verdict, maintenant: datetime) -> str:
    """What whoever waits for this bloc may hope, in a sentence: what is against a booking is
    against an offer too, but for the place, and an opening, which he is before."""
    if juge.motif == Motif.TROP_TARD:
        return apres_la_limite(bloc.debut, maintenant)
    if juge.possible or juge.motif in (Motif.COMPLET, Motif.PAS_OUVERT):
        return PREVENUS
    return f"Aucune place ne peut vous être proposée pour le moment. {juge.phrase}"


def _en_attente(attente: EnAttente, suite: str) -> Case:
    """`suite`: what is said after the rank."""
    if attente.rang is None and (fin := attente.expire_le) is not None:
        jusqu_au = f"{en_jour(fin.astimezone(PARIS).date())} à {en_heure(fin)}"
        phrase = (
            f"Une place vous est proposée jusqu’au {jusqu_au}. Sans réponse, elle ira au suivant."
        )
        return Case(
            EtatCase.PROPOSEE,
            "place proposée, à accepter",
            phrase,
            "à accepter",
            reference=attente.reference,
        )
    return Case(
        EtatCase.EN_ATTENTE,
        f"en attente, rang {attente.rang}",
        f"Vous êtes en liste d’attente, au rang {attente.rang}. {suite}",
        f"rang {attente.rang}",
        reference=attente.reference,
    )


@lru_cache(maxsize=1024)
def _libre(phrase: str, peu: int | None) -> Case:
    """`peu`: how many places are left, when they are few enough to be said."""
    if peu is None:
        return Case(EtatCase.LIBRE, f"libre, {_initiale(phrase)}")
    places = compte(peu, "place")
    reste = "plus qu’une place" if peu == 1 else f"plus que {places}"
    return Case(EtatCase.LIBRE, f"libre, {reste}, {_initiale(phrase)}", note=places)


def _refuse(juge: Verdict) -> Case:
    if juge.motif == Motif.COMPLET:
        return Case(EtatCase.COMPLET, "complet", juge.phrase, "complet", juge.suite)
    etat = EtatCase.AILLEURS if juge.motif == Motif.DEJA_RESERVE else EtatCase.REFUSE
    motif = Motif(juge.motif or Motif.FERME)
    if motif in (Motif.FICHE, Motif.ASSURANCE) and juge.suite == Suite.PATIENCE:
        return Case(etat, f"{_PAPIERS[motif]} à l’étude", juge.phrase, "à l’étude", juge.suite)
    return Case(etat, MOTS[motif], juge.phrase, NOTES[motif], juge.suite)


def _initiale(phrase: str) -> str:
    """A sentence inside another one: "Annulable jusqu’au …." → "annulable jusqu’au …"."""
    return phrase[:1].lower() + phrase[1:].removesuffix(".")
