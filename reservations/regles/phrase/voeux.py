"""What a sentence asks, once it is read."""

from dataclasses import dataclass
from datetime import date

from reservations.regles.blocs import Bloc, Unite

from .jetons import Partie

_PARTIES = {
    Partie.MATIN: {"matin"},
    Partie.APRES_MIDI: {"après-midi"},
    Partie.SOIR: {"après-midi"},
    Partie.JOURNEE: {"matin", "après-midi", "journée"},
}


@dataclass(frozen=True)
class Morceau:
    """A piece of the sentence as typed. `compris`: False for what was left aside."""

    texte: str
    compris: bool = True


@dataclass(frozen=True)
class Sauf:
    """What is left out of all that is asked: days, activities, children."""

    semaine: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()
    plages: tuple[tuple[date, date], ...] = ()
    activites: frozenset[int] = frozenset()  # "tout sauf la garderie"
    enfants: frozenset[int] = frozenset()

    def retire(self, jour: date) -> bool:
        return (
            jour.weekday() in self.semaine
            or jour in self.dates
            or any(debut <= jour <= fin for debut, fin in self.plages)
        )


@dataclass(frozen=True)
class Voeu:
    """What one clause asks. `semaine`: weekdays, of every week between `debut` and `fin`; `dates`:
    days alone. `tous`: each day of the stretch."""

    enfants: frozenset[int]
    activites: frozenset[int]
    parties: frozenset[Partie] = frozenset()
    semaine: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()
    tous: bool = False
    debut: date = date.min
    fin: date = date.max
    sauf: Sauf = Sauf()
    annuler: bool = False

    def couvre(self, bloc: Bloc) -> bool:
        """Whether this bloc is asked for."""
        if bloc.unite == Unite.SEMAINE:
            jours = range(bloc.debut.toordinal(), bloc.fin.toordinal() + 1)
            return all(self.demande(date.fromordinal(jour)) for jour in jours)
        if self.parties and not any(bloc.nom in _PARTIES[une] for une in self.parties):
            return False
        return self.demande(bloc.debut)

    def demande(self, jour: date) -> bool:
        """Whether something is asked that day; a whole week is asked with each of its days."""
        if self.sauf.retire(jour):
            return False
        if jour in self.dates:
            return True
        return self.debut <= jour <= self.fin and (self.tous or jour.weekday() in self.semaine)


@dataclass(frozen=True)
class Phrase:
    """A sentence read. `manques`: what it does not say, or says of nobody here, in sentences."""

    texte: str
    morceaux: tuple[Morceau, ...] = ()
    voeux: tuple[Voeu, ...] = ()
    manques: tuple[str, ...] = ()
    avis: tuple[str, ...] = ()
    contredits: bool = False  # days are underlined that are understood, and cannot be

    @property
    def entiere(self) -> bool:
        """Whether each word of it is read, and nothing is missing: else it asks for nothing."""
        return bool(self.voeux) and not self.manques and not self.incompris

    @property
    def incompris(self) -> list[str]:
        return [un.texte for un in self.morceaux if not un.compris]
