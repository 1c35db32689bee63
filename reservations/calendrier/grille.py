"""The month as the page shows it: weeks, days, and in each day the choices of each child. Pure: no
database, no HTML (G10, G27, G31)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from famille.models import Enfant
from famille.socle.dire import en_jour, en_lettres, enumerer
from reservations.lecture.filtres import Mois
from reservations.lecture.presences_dites import COTE_A_COTE
from reservations.regles.cases import EtatCase
from reservations.regles.juge import PARIS, Delai, Moment, Nature, Unite, cle_de

from .choix import Choix, Contexte, choix_de, quand, qui

if TYPE_CHECKING:
    from reservations.lecture.lignes import Lecture, LigneInscription

    from .repas import RepasDuJour


SAMEDI = 5
_ORDRE = {"cantine": 1, "garderie": 1, "garderie du soir": 2}  # after those of the morning
HORIZON = 60  # days among which the first that can be changed is looked for
# The ordinary reasons why a day has nothing to choose.
ORDINAIRES = SANS_ACCUEIL, PASSE, INCONNU = (
    "pas d’accueil",
    "jour passé",
    "calendrier scolaire pas encore connu",
)


@dataclass(slots=True)
class RangEnfant:
    """The row of a child in an activity, on a day or in a week. `activite` "": the services of a
    school day, which their choices name."""

    enfant: Enfant
    foyer: str
    activite: str
    choix: list[Choix] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ensemble:
    """One press for several choices: book all that are free, or remove all that were just chosen.
    `cle`: its day ("2026-12-09") or week ("2026-S50"), as the key of a bloc; `mot`: its label."""

    cle: str
    quand: str
    mot: str
    action: str

    @classmethod
    def de(
        cls, groupe: "JourGrille | SemaineGrille", choix: "list[Choix]", mot: str
    ) -> "Ensemble | None":
        """The press of this day or week; None where a press on one choice does as much."""
        etats = [un.case.etat for un in communs(choix)]
        libres = etats.count(EtatCase.LIBRE)
        if libres > 1:
            return cls(groupe.cle, groupe.quand, mot, "reserver")
        if not libres and etats.count(EtatCase.AJOUT) > 1:
            return cls(groupe.cle, groupe.quand, "Tout retirer", "retirer")
        return None


def communs(choix: list[Choix]) -> list[Choix]:
    """The choices of a press for all: a garderie is not booked with the rest, unless it is
    alone."""
    return [un for un in choix if not un.mot.startswith("garderie")] or choix


@dataclass(slots=True)
class JourGrille:
    """A day. `etiquette`: why it is not an ordinary one. `rien`: why it has nothing to choose, or
    "". `repas`: the meals, one a place (repas)."""

    jour: date
    dedans: bool
    nature: Nature
    etiquette: str = ""
    passe: bool = False
    aujourdhui: bool = False
    rangs: list[RangEnfant] = field(default_factory=list)
    rien: str = ""
    repas: Sequence["RepasDuJour"] = ()

    @property
    def cle(self) -> str:
        return self.jour.isoformat()

    @property
    def choix(self) -> list[Choix]:
        return [un for rang in self.rangs for un in rang.choix]

    @property
    def quand(self) -> str:
        return en_jour(self.jour)

    @property
    def ordinaire(self) -> bool:
        """Whether it has nothing to choose for an ordinary reason, which screen readers say and the
        cell does not show."""
        return self.nature in (Nature.SCOLAIRE, Nature.INCONNUE) and self.rien in ORDINAIRES

    @property
    def allergiques(self) -> str:
        """The first names of the children whom a dish harms."""
        return enumerer(
            dict.fromkeys(qui for un in self.repas for une in un.alertes for qui in une.prenoms)
        )

    @property
    def illisibles(self) -> str:
        """The first names of the children whose allergies cannot be read."""
        return enumerer(dict.fromkeys(qui for un in self.repas for qui in un.illisibles))

    @property
    def ensemble(self) -> Ensemble | None:
        enfants = {rang.enfant.id for rang in self.rangs}
        mot = "Tous mes enfants" if len(enfants) > 1 else "Toute la journée"
        return Ensemble.de(self, self.choix, mot)

    @property
    def fixe(self) -> bool:
        """Whether a booking can no longer be cancelled: an absence is announced instead."""
        return any(un.case.etat is EtatCase.FIXE for rang in self.rangs for un in rang.choix)


@dataclass(slots=True)
class SemaineGrille:
    """A week. `titre` and `rangs`: what is booked by the week, below the days."""

    jours: list[JourGrille]
    titre: str = ""
    rangs: list[RangEnfant] = field(default_factory=list)

    @property
    def dedans(self) -> list[JourGrille]:
        """Its days in the month shown that have rows."""
        return [jour for jour in self.jours if jour.dedans and jour.rangs]

    @property
    def choix(self) -> list[Choix]:
        jours = [un for jour in self.dedans for un in jour.choix]
        return [*jours, *(un for rang in self.rangs for un in rang.choix)]

    @property
    def cle(self) -> str:
        return cle_de(Unite.SEMAINE, self.jours[0].jour, Moment.JOURNEE)

    @property
    def quand(self) -> str:
        return f"semaine du {en_lettres(self.jours[0].jour, annee=False)}"

    @property
    def ensemble(self) -> Ensemble | None:
        """The press of the week; None for a week of one day, which has its own."""
        if len(self.dedans) + bool(self.rangs) <= 1:
            return None
        return Ensemble.de(self, self.choix, "Toute la semaine")

    @property
    def bornes(self) -> str:
        """ "7 – 11": the first and the last day that it shows, for the strip of weeks."""
        jours = [jour.jour.day for jour in self.jours if jour.dedans]
        if not jours:
            return str(self.jours[0].jour.day)
        return str(jours[0]) if len(jours) == 1 else f"{jours[0]} – {jours[-1]}"


@dataclass(slots=True)
class GrilleMois:
    mois: Mois
    semaines: list[SemaineGrille]
    colonnes: int  # days shown of each week: 5, 6 or 7
    pleines: frozenset[int] = frozenset()  # the columns with something to choose
    serree: bool = (
        False  # a child's initial is enough to tell who and where: no name on a narrow screen
    )

    @property
    def large(self) -> bool:
        """Whether one day of the week at most has something to choose, so that its column has room
        for whole words."""
        return len(self.pleines) <= 1

    @property
    def etroites(self) -> frozenset[int]:
        """The narrow columns: those beside the only one with something to choose. A Friday alone
        would look cut."""
        return (
            frozenset(range(self.colonnes)) - self.pleines
            if len(self.pleines) == 1
            else frozenset()
        )

    @property
    def rangs(self) -> list[RangEnfant]:
        return [
            rang
            for s in self.semaines
            for rangs in (*(j.rangs for j in s.jours), s.rangs)
            for rang in rangs
        ]

    @property
    def vide(self) -> bool:
        return not self.rangs

    @property
    def bandeau(self) -> list[SemaineGrille]:
        """The weeks to which a phone may jump; none when there is only one."""
        pleines = [semaine for semaine in self.semaines if semaine.dedans or semaine.rangs]
        return pleines if len(pleines) > 1 else []

    def groupe(self, cle: str) -> JourGrille | SemaineGrille | None:
        """The day or the week of this key (`Ensemble.cle`)."""
        jours: list[JourGrille | SemaineGrille] = [
            jour for semaine in self.semaines for jour in semaine.dedans
        ]
        return next((un for un in [*jours, *self.semaines] if un.cle == cle), None)


def grille(lecture: "Lecture", mois: Mois, contexte: Contexte) -> GrilleMois:
    """The weeks of `mois`, with what `lecture` holds of them."""
    par_jour, par_semaine, titres = _ranger(lecture, contexte, mois)
    colonnes = max([5, *(jour.weekday() + 1 for jour in par_jour)])
    semaines = []
    lundi = mois.debut - timedelta(days=mois.debut.weekday())
    while lundi <= mois.fin:
        hebdo = par_semaine.get(lundi, [])
        jours = [
            _jour(lundi + timedelta(days=n), par_jour, bool(hebdo), lecture, mois, contexte)
            for n in range(colonnes)
        ]
        if hebdo or any(jour.dedans for jour in jours):
            semaines.append(SemaineGrille(jours, titres.get(lundi, ""), hebdo))
        lundi += timedelta(days=7)
    pleines = frozenset(
        jour.jour.weekday() for semaine in semaines for jour in semaine.jours if jour.rangs
    )
    return GrilleMois(mois, semaines, colonnes, pleines, _sans_equivoque(lecture.lignes))


def noms_des_activites(lignes: "list[LigneInscription]") -> dict[int, str]:
    """pk → the structure's name, with the activity's where these children have several there."""
    activites = {ligne.activite.pk: ligne.activite for ligne in lignes}
    par_structure = Counter(activite.structure_id for activite in activites.values())
    return {
        pk: str(activite) if par_structure[activite.structure_id] > 1 else activite.structure.nom
        for pk, activite in activites.items()
    }


def premiers_jours(lignes: "list[LigneInscription]", maintenant: datetime) -> dict[Delai, date]:
    """The first day that can still be booked, for each deadline of these lines."""
    aujourdhui = maintenant.astimezone(PARIS).date()
    trouves = {}
    for ligne in lignes:
        delai = ligne.faits.delai_reservation
        if delai not in trouves:
            jours = (aujourdhui + timedelta(days=n) for n in range(HORIZON))
            calendrier = ligne.faits.calendrier
            trouves[delai] = next(
                (jour for jour in jours if delai.limite(jour, calendrier) >= maintenant), aujourdhui
            )
    return trouves


def _ranger(
    lecture: "Lecture", contexte: Contexte, mois: Mois
) -> tuple[dict[date, list[RangEnfant]], dict[date, list[RangEnfant]], dict[date, str]]:
    """(day → its rows, Monday → the rows of its week, Monday → the week's title) for what touches
    the month, in the order of the lines."""
    noms = noms_des_activites(lecture.lignes)
    plusieurs = len({ligne.foyer.pk for ligne in lecture.lignes}) > 1
    par_jour: dict[date, list[RangEnfant]] = defaultdict(list)
    par_semaine: dict[date, list[RangEnfant]] = defaultdict(list)
    titres: dict[date, str] = {}
    rangs: dict[tuple, RangEnfant] = {}
    debut, fin = mois.debut, mois.fin
    for ligne in lecture.lignes:
        nom = noms[ligne.activite.pk]
        foyer = str(ligne.foyer) if plusieurs else ""
        dite = qui(ligne, nom=nom, plusieurs=plusieurs)
        a_cote = ligne.activite.service in COTE_A_COTE
        enfant = ligne.cle[:2]
        for bloc in ligne.blocs:
            hebdo, jour = bloc.unite is Unite.SEMAINE, bloc.debut
            if not (any(map(mois.__contains__, bloc.jours)) if hebdo else debut <= jour <= fin):
                continue
            un = choix_de(ligne, bloc, contexte, dite)
            if un is None:
                continue
            ou = jour - timedelta(days=jour.weekday()) if hebdo else jour
            ensemble = a_cote and not hebdo
            cle = (enfant, None if ensemble else ligne.cle[-1], ou, hebdo)
            rang = rangs.get(cle)
            if rang is None:
                rang = rangs[cle] = RangEnfant(ligne.enfant, foyer, "" if ensemble else nom)
                (par_semaine if hebdo else par_jour)[ou].append(rang)
            rang.choix.append(un)
            if hebdo:
                titres.setdefault(ou, quand(bloc).capitalize())
    for rang in rangs.values():
        if len(rang.choix) > 1:
            rang.choix.sort(key=lambda un: _ORDRE.get(un.mot, 0))
    return par_jour, par_semaine, titres


def _jour(
    jour: date,
    par_jour: dict[date, list[RangEnfant]],
    hebdo: bool,
    lecture: "Lecture",
    mois: Mois,
    contexte: Contexte,
) -> JourGrille:
    calendrier = lecture.calendrier
    nature = calendrier.nature(jour)
    un = JourGrille(
        jour,
        jour in mois,
        nature,
        passe=jour < contexte.aujourdhui,
        aujourdhui=jour == contexte.aujourdhui,
    )
    if not un.dedans:
        return un
    un.rangs = par_jour.get(jour, [])
    if nature == Nature.FERIE:
        nom = calendrier.feries[jour]
        # "mercredi 11 novembre", "11 novembre"
        un.etiquette = "férié" if nom in en_jour(jour) else f"{nom}, férié"
    elif nature == Nature.PONT and (periode := calendrier.periode(jour)):
        un.etiquette = periode.nom
    elif nature == Nature.VACANCES:
        un.etiquette = "vacances"
    if not un.rangs:
        un.rien = _pourquoi_rien(jour, nature, hebdo, lecture, passe=un.passe)
    return un


def _pourquoi_rien(
    jour: date, nature: Nature, hebdo: bool, lecture: "Lecture", *, passe: bool
) -> str:
    """Why this day has nothing to choose, in words."""
    if nature in (Nature.FERIE, Nature.PONT):
        return SANS_ACCUEIL
    raisons = {ligne.faits.ferme_pour(jour) for ligne in lecture.lignes}
    if len(raisons) == 1 and None not in raisons:
        return f"fermé : {raisons.pop()}"
    if passe:
        return PASSE
    if nature == Nature.INCONNUE and jour.weekday() < SAMEDI:
        return INCONNU
    return "réservé à la semaine" if hebdo and jour.weekday() < SAMEDI else SANS_ACCUEIL


def _sans_equivoque(lignes: "list[LigneInscription]") -> bool:
    """Whether a child's initial is enough to tell who and where."""
    initiales = {
        (ligne.foyer.pk, ligne.enfant.pk): ligne.enfant.prenom[:1].upper() for ligne in lignes
    }
    return len(initiales) == len(lignes) == len(set(initiales.values()))
