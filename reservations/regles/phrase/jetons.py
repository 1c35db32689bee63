"""From words to what they say: a day, a stretch of days, a part of a day, a child, an activity.
What says nothing is kept as such, to be shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum, auto
from functools import cached_property
from typing import NamedTuple

from famille.socle.texte import normaliser

from .jours import Alternance, Calcul
from .mots import (
    ANNULER,
    FORTS,
    JOURS_CONNUS,
    LIENS,
    MOIS_CONNUS,
    SAUF,
    SEPARATEURS,
    VIDES,
    Mot,
    proche,
    singulier,
    vocabulaire,
)


class GenreActivite(StrEnum):
    """What an activity is, for who names it in a word."""

    CANTINE = "cantine"
    GARDERIE = "garderie"
    LOISIRS = "loisirs"


SYNONYMES = {
    GenreActivite.CANTINE: vocabulaire(
        "cantine cantines restaurant restauration resto repas dejeuner dejeune dejeunent dejeunera"
        " manger mange mangent mangera mangeront midi midis"
    ),
    GenreActivite.GARDERIE: vocabulaire("garderie garderies periscolaire peri etude etudes garde"),
    GenreActivite.LOISIRS: vocabulaire("centre centres loisirs loisir alsh clsh"),
}
_GENRES = {mot: genre for genre, mots in SYNONYMES.items() for mot in mots}


class Partie(StrEnum):
    """A part of a day, as a sentence names it."""

    MATIN = "matin"
    APRES_MIDI = "après-midi"
    SOIR = "soir"
    JOURNEE = "journée"


_PARTIES = {
    "matin": Partie.MATIN,
    "matinee": Partie.MATIN,
    "aprem": Partie.APRES_MIDI,
    "soir": Partie.SOIR,
    "soiree": Partie.SOIR,
    "journee": Partie.JOURNEE,
}


class Sorte(Enum):
    JOURS = auto()  # weekdays, dates, a stretch
    ACTIVITE = auto()
    PARTIE = auto()
    ENFANT = auto()
    TOUT = auto()  # "tout", alone
    COMME = auto()  # "comme la semaine dernière"
    QUI = auto()  # "ma fille", and several children may be meant
    SAUF = auto()
    ANNULER = auto()
    POUR = auto()  # "pour": a name is awaited
    VIDE = auto()
    SEPARATEUR = auto()
    INCONNU = auto()


_MOTS = {
    Sorte.POUR: frozenset({"pour"}),
    Sorte.SAUF: SAUF,
    Sorte.ANNULER: ANNULER,
    Sorte.VIDE: VIDES,
}


@dataclass(frozen=True)
class ActiviteConnue:
    """An activity to which a child is registered. `noms`: its own and its centre's."""

    pk: int
    genre: GenreActivite | None
    noms: tuple[str, ...]

    @cached_property
    def mots(self) -> frozenset[str]:
        """The words that are its own, those that say nothing left out."""
        mots = {mot for nom in self.noms for mot in normaliser(nom).replace("-", " ").split()}
        return frozenset(mot for mot in mots if len(mot) > 3 and mot not in _BANALS)

    @property
    def en_clair(self) -> str:
        """As a sentence names it."""
        return _EN_CLAIR[self.genre] if self.genre else self.noms[0]


_EN_CLAIR = {
    GenreActivite.CANTINE: "la cantine",
    GenreActivite.GARDERIE: "la garderie",
    GenreActivite.LOISIRS: "l’accueil de loisirs",
}
_BANALS = frozenset(
    ["accueil", "accueils", "loisirs", "scolaire", "ecole", "enfants", "temps", "mercredi"]
)


class Habitude(NamedTuple):
    """A booking of last week. `jour`: 0 is Monday."""

    enfant: int
    activite: int
    jour: int
    partie: Partie | None


@dataclass(frozen=True)
class Maisonnee:
    """The household, and today. `enfants`: key → first name. `fin`: the last day of what can be
    asked. `habitudes`: what was booked last week."""

    aujourdhui: date
    fin: date
    enfants: dict[int, str]
    activites: tuple[ActiviteConnue, ...] = ()
    vacances: tuple[tuple[str, date, date], ...] = ()  # school holidays: name, first day, last day
    habitudes: tuple[Habitude, ...] = ()

    @property
    def calcul(self) -> Calcul:
        return Calcul(self.aujourdhui, self.fin, self.vacances)

    @cached_property
    def prenoms(self) -> dict[str, set[int]]:
        """Word → the children whose first name has it."""
        connus: dict[str, set[int]] = {}
        for pk, prenom in self.enfants.items():
            entier = normaliser(prenom).replace("-", " ")
            for mot in {entier.replace(" ", ""), *entier.split()}:
                connus.setdefault(mot, set()).add(pk)
        return connus

    @cached_property
    def propres(self) -> dict[str, set[int]]:
        """Word → the activities whose name has it."""
        connus: dict[str, set[int]] = {}
        for activite in self.activites:
            for mot in activite.mots:
                connus.setdefault(mot, set()).add(activite.pk)
        return connus


@dataclass(frozen=True)
class Jeton:
    """`mots`: those that it was read in. The rest: of its sort only."""

    sorte: Sorte
    mots: tuple[Mot, ...]
    semaine: frozenset[int] = frozenset()  # weekdays
    pluriel: bool = False  # "lundis", "tous les lundis": of every week
    dates: frozenset[date] = frozenset()
    plage: tuple[date, date] | None = None
    rythme: Alternance | None = None
    enfants: frozenset[int] = frozenset()
    activites: frozenset[int] = frozenset()
    partie: Partie | None = None
    fort: bool = field(default=False)  # a separator that ends what is said

    @property
    def ecrit(self) -> str:
        return " ".join(mot.ecrit for mot in self.mots)

    @property
    def normes(self) -> list[str]:
        return [mot.norme for mot in self.mots]


def un_mot(mot: Mot, suivant: Mot | None, contexte: Maisonnee) -> Jeton:
    """What one word says, when it is no day. First names come before words that say nothing."""
    norme = mot.norme
    if norme in SEPARATEURS or norme in LIENS:
        return Jeton(Sorte.SEPARATEUR, (mot,), fort=norme in FORTS)
    if enfants := _enfants(norme, contexte):
        return Jeton(Sorte.ENFANT, (mot,), enfants=frozenset(enfants))
    if norme == "accueil" and suivant and suivant.norme == "du":
        garderies = (un.pk for un in contexte.activites if un.genre == GenreActivite.GARDERIE)
        return Jeton(Sorte.ACTIVITE, (mot,), activites=frozenset(garderies))
    if norme == "apres" and suivant and suivant.norme == "midi":
        return Jeton(Sorte.PARTIE, (mot, suivant), partie=Partie.APRES_MIDI)
    if partie := _PARTIES.get(singulier(norme)):
        return Jeton(Sorte.PARTIE, (mot,), partie=partie)
    sorte = next((une for une, mots in _MOTS.items() if norme in mots), None)
    return Jeton(sorte, (mot,)) if sorte else _nomme(mot, contexte)


def _nomme(mot: Mot, contexte: Maisonnee) -> Jeton:
    """An activity, or a word ill written."""
    if activites := _activites(mot.norme, contexte):
        return Jeton(Sorte.ACTIVITE, (mot,), activites=frozenset(activites))
    if partie := _PARTIES.get(proche(mot.norme, _PARTIES) or ""):
        return Jeton(Sorte.PARTIE, (mot,), partie=partie)
    return Jeton(Sorte.INCONNU, (mot,))


def _enfants(norme: str, contexte: Maisonnee) -> set[int]:
    """By a first name of the household, a slip of the finger aside; two children that bear it are
    both meant."""
    trouve = proche(norme, contexte.prenoms, seuil=86)
    return contexte.prenoms[trouve] if trouve else set()


def _activites(norme: str, contexte: Maisonnee) -> set[int]:
    """By its own name first, then by what everybody calls it. Empty too when the household has
    none of the kind: nothing else is booked instead."""
    propre = proche(norme, contexte.propres)
    if propre:
        return contexte.propres[propre]
    genre = _GENRES.get(proche(norme, _GENRES) or "")
    return {une.pk for une in contexte.activites if genre and une.genre == genre}


_NOMBRES = {"deux": 2, "2": 2, "trois": 3, "3": 3, "quatre": 4, "4": 4}


def tous_les_enfants(mots: Sequence[Mot], contexte: Maisonnee) -> int:
    """How many words say "all the children" ("mes enfants", "les deux", "les 2"); 0 for none. "Les
    deux" of three children are nobody; "les 2 et 9" and "les 2 semaines" are no children."""
    normes, n = [mot.norme for mot in mots[:6]], 0
    n += normes[:1] in (["tous"], ["toutes"])
    n += normes[n : n + 1] in (["les"], ["mes"], ["nos"])
    if normes[n : n + 1] in (["enfants"], ["kids"]):
        return n + 1
    combien = _NOMBRES.get(normes[n]) if 0 < n < len(normes) else None
    if combien is None or combien != len(contexte.enfants):
        return 0
    suite = next((un for un in normes[n + 1 :] if un not in ("et", ",", "au")), "")
    if suite in ("enfants", "filles", "garcons", "fils"):
        return n + 2
    compte = suite in _COMPTES or suite in MOIS_CONNUS or suite.rstrip("s") in JOURS_CONNUS
    un_jour = normes[n].isdigit() and suite.isdigit()
    return 0 if compte or un_jour else n + 1


_COMPTES = vocabulaire(
    "semaines jours mois prochaines prochains premiers premieres derniers dernieres"
)
_PRONOMS = frozenset({"il", "elle", "ils", "elles", "lui"})
_PERSONNES = vocabulaire(
    "fille fils garcon enfant gamin gamine bebe grand grande petit petite aine ainee cadet cadette"
    " puce loulou frere soeur jumeau jumelle"
)
_POSSESSIFS = frozenset({"ma", "mon", "mes", "sa", "son", "ses"})
_SANS_PERSONNE = frozenset({"faut", "faudrait", "y", "vous", "te", "est", "serait"})  # "il faut"


def une_personne(reste: Sequence[Mot], avant: Sequence[Jeton], contexte: Maisonnee) -> Jeton | None:
    """ "Ma fille", "il": the only child; nobody new beside a first name; of several, Sorte.QUI."""
    n = int(reste[0].norme in _POSSESSIFS and len(reste) > 1)
    mot, mots = reste[n], tuple(reste[: n + 1])
    suivant = reste[n + 1] if n + 1 < len(reste) else None
    norme, pluriel = mot.norme, mot.norme.endswith("s") and mot.norme != "fils"
    pronom = norme in _PRONOMS and not n
    if not pronom and (norme if norme == "fils" else norme.rstrip("s")) not in _PERSONNES:
        return None
    if norme == "il" and suivant and suivant.norme in _SANS_PERSONNE:
        return Jeton(Sorte.VIDE, mots)
    nomme = [un.sorte == Sorte.ENFANT for un in avant]
    if (pronom and any(nomme)) or any(nomme[-1:]):
        return Jeton(Sorte.VIDE, mots)
    if not pronom and suivant and _enfants(suivant.norme, contexte):
        return Jeton(Sorte.VIDE, mots)
    if len(contexte.enfants) == (2 if pluriel else 1):
        return Jeton(Sorte.ENFANT, mots, enfants=frozenset(contexte.enfants))
    return Jeton(Sorte.QUI, mots)
