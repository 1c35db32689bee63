"""A year at a glance: its months, a week a row, each day with what it is in a word."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from famille.socle.dire import en_jour, en_lettres
from reservations.lecture.filtres import Filtres, Mois
from reservations.lecture.presences_dites import mot_de

from .lecture import AnneeDUnEnfant, Annees
from .regles import EtatAnnee, JourAnnee

# state → (word of one, word of several, drawing), in the order in which a legend says them
DITS = {
    EtatAnnee.RESERVE: ("réservé", "réservés", "coche"),
    EtatAnnee.EN_PLUS: ("en plus", "en plus", "ajouter"),
    EtatAnnee.SAUF: ("sauf", "retirés", "moins"),
    EtatAnnee.A_RESERVER: ("à réserver", "à réserver", "alerte"),
    EtatAnnee.A_RETIRER: ("à annuler", "à annuler", "alerte"),
    EtatAnnee.CHOISI: ("dans votre demande", "dans votre demande", "brouillon"),
    EtatAnnee.EN_ATTENTE: ("en liste d’attente", "en liste d’attente", "attente"),
    EtatAnnee.COMPLET: ("complet", "complets", "attente"),
    EtatAnnee.RETENU: ("réservé, trop tard pour annuler", "trop tard pour annuler", "verrou"),
    EtatAnnee.TROP_TARD: ("trop tard pour réserver", "trop tard pour réserver", "verrou"),
    EtatAnnee.PAS_OUVERT: ("pas encore ouvert", "pas encore ouverts", "horloge"),
    EtatAnnee.REFUSE: ("impossible", "impossibles", "non"),
}
_EXCEPTIONS = {EtatAnnee.SAUF, EtatAnnee.EN_PLUS}


@dataclass(frozen=True)
class CaseAnnee:
    """A day of a month; `jours`: what the week has of it, morning first, in an activity of this
    `service`."""

    jour: date | None
    jours: tuple[JourAnnee, ...] = ()
    service: str = ""

    @property
    def etat(self) -> EtatAnnee | None:
        """That of the whole day; of several parts, the one that asks for something."""
        return max((un.etat for un in self.jours), key=list(DITS).index, default=None)

    @property
    def icone(self) -> str:
        return DITS[self.etat][2] if self.etat else ""

    @property
    def dit(self) -> str:
        """ "lundi 14 décembre : sauf"."""
        if not self.jour:
            return ""
        dits = [
            DITS[un.etat][0]
            if len(self.jours) == 1
            else f"{mot_de(self.service, un.bloc)} {DITS[un.etat][0]}"
            for un in self.jours
        ]
        return f"{en_jour(self.jour)} : {', '.join(dict.fromkeys(dits))}"


@dataclass(frozen=True)
class MoisDeLAnnee:
    """`semaines`: rows of cells, Monday first."""

    mois: Mois
    semaines: tuple[tuple[CaseAnnee, ...], ...]
    lien: str
    en_bref: str  # "12 réservés, 1 sauf"


@dataclass(frozen=True)
class AnneeDite:
    """One week as the page says it. `exceptions`: days alone, the next first."""

    une: AnneeDUnEnfant
    activite: str
    phrase: str
    colonnes: tuple[str, ...]
    mois: tuple[MoisDeLAnnee, ...]
    bilan: tuple[tuple[str, int, str, str], ...]  # state, how many, in words, drawing
    exceptions: tuple[tuple[str, str], ...] = field(default=())  # key of the bloc, in words


def dire_les_annees(annees: Annees) -> list[AnneeDite]:
    return [_decrire(une, annees) for une in annees.annees]


def _decrire(une: AnneeDUnEnfant, annees: Annees) -> AnneeDite:
    semaine, aujourdhui = une.semaine, annees.maintenant.date()
    jours = semaine.phrase or "aucun jour"
    fin = en_lettres(semaine.fin)
    quand = (
        f"jusqu’au {fin}"
        if semaine.debut <= aujourdhui
        else f"du {en_lettres(semaine.debut)} au {fin}"
    )
    colonnes = max([5, *(jour.bloc.debut.weekday() + 1 for jour in une.jours)])
    return AnneeDite(
        une,
        str(une.modele.activite),
        f"{jours}, {quand}, hors vacances scolaires",
        ("L", "M", "M", "J", "V", "S", "D")[:colonnes],
        tuple(_mois(une, colonnes)),
        tuple(_bilan(une.comptes)),
        tuple(_exceptions(une)),
    )


def _bilan(comptes: Counter[EtatAnnee]) -> Iterable[tuple[str, int, str, str]]:
    for etat, (un, plusieurs, icone) in DITS.items():
        if comptes[etat]:
            yield etat.value, comptes[etat], un if comptes[etat] == 1 else plusieurs, icone


def _exceptions(une: AnneeDUnEnfant) -> Iterable[tuple[str, str]]:
    """Those of the week, whether they can be seen in the year or not."""
    moments = len({jour.bloc.nom for jour in une.jours}) > 1
    for jour in une.jours:
        if jour.bloc.cle in une.semaine.exceptions and jour.etat in _EXCEPTIONS:
            quoi = f", {mot_de(une.modele.activite.service, jour.bloc)}" if moments else ""
            mot = "sauf" if jour.etat == EtatAnnee.SAUF else "en plus"
            yield jour.bloc.cle, f"{mot} {en_jour(jour.bloc.debut)}{quoi}"


def _mois(une: AnneeDUnEnfant, colonnes: int) -> Iterable[MoisDeLAnnee]:
    par_jour: dict[date, list[JourAnnee]] = {}
    for jour in une.jours:
        par_jour.setdefault(jour.bloc.debut, []).append(jour)
    if not par_jour:
        return
    mois, dernier = Mois.du(min(par_jour)), max(par_jour)
    while mois.debut <= dernier:
        siens = [jour for le, jours in par_jour.items() if le in mois for jour in jours]
        filtres = Filtres(mois, (une.modele.enfant_id,), (une.modele.activite_id,))
        bilan = [f"{n} {mot}" for _etat, n, mot, _icone in _bilan(Counter(j.etat for j in siens))]
        semaines = tuple(_semaines(mois, par_jour, colonnes, une.modele.activite.service))
        yield MoisDeLAnnee(mois, semaines, filtres.adresse, ", ".join(bilan) or "rien")
        mois = mois.decale(1)


def _semaines(
    mois: Mois, par_jour: dict[date, list[JourAnnee]], colonnes: int, service: str
) -> Iterable[tuple[CaseAnnee, ...]]:
    lundi = mois.debut - timedelta(days=mois.debut.weekday())
    while lundi <= mois.fin:
        jours = [lundi + timedelta(days=n) for n in range(colonnes)]
        if any(jour in mois for jour in jours):
            yield tuple(
                CaseAnnee(jour, tuple(par_jour.get(jour, ())), service)
                if jour in mois
                else CaseAnnee(None)
                for jour in jours
            )
        lundi += timedelta(days=7)
