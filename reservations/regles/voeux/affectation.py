"""Deferred acceptance: each one proposes to his best place that has not refused him, and a place
keeps the best placed of those who propose (Gale and Shapley, 1962). Pure and deterministic.

Who asks proposes, so that he gets the best that any result without justified envy can give him. A
choice made of several places (brothers and sisters, several weeks) is taken whole or not at all:
docs/comprendre/voeux.md says what that costs.
"""

from bisect import insort
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

# The smallest is the best placed.
type Rang = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartDeVoeu:
    """One child at one place."""

    enfant: str
    place: str


@dataclass(frozen=True)
class Demandeur:
    """What one asks: `choix`, the best liked first, each of which is taken whole; at most `maximum`
    of them. Two choices that occupy a child at the same time are never both given."""

    cle: str
    choix: tuple[tuple[PartDeVoeu, ...], ...]
    maximum: int


@dataclass(frozen=True)
class Lieu:
    """A place to give: `capacite` seats; `occupe`: the half-days that it takes."""

    capacite: int
    occupe: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Marche:
    """`rang(child, place)`: where the rules put this child there, a different tuple for each."""

    listes: tuple[Demandeur, ...]
    lieux: Mapping[str, Lieu]
    rang: Callable[[str, str], Rang]

    @cached_property
    def par_cle(self) -> dict[str, Demandeur]:
        return {liste.cle: liste for liste in self.listes}

    @cached_property
    def rangs(self) -> dict[tuple[str, int], Rang]:
        """Of each choice of each list."""
        return {
            (liste.cle, rang): self.rang_du_choix(choix)
            for liste in self.listes
            for rang, choix in enumerate(liste.choix)
        }

    def rang_du_choix(self, choix: Iterable[PartDeVoeu]) -> Rang:
        """Brothers and sisters together stand where the last of them stands, as in the queue."""
        return max(self.rang(part.enfant, part.place) for part in choix)

    def se_genent(self, un: tuple[PartDeVoeu, ...], autre: tuple[PartDeVoeu, ...]) -> bool:
        """Whether one child would be at two places at once."""
        return any(
            part.enfant == sien.enfant
            and not self.lieux[part.place].occupe.isdisjoint(self.lieux[sien.place].occupe)
            for part in un
            for sien in autre
        )


@dataclass(frozen=True, order=True)
class Titulaire:
    """Who holds a seat, and by which choice."""

    rang: Rang
    liste: str
    choix: int
    enfant: str


@dataclass(frozen=True)
class Affectation:
    """`obtenus`: for each list, the ranks (from 0) of the choices that it gets. `titulaires`: of
    each place, the best placed first. `ecartes`: the choices of several places that were taken off
    because a better placed child wanted one of them."""

    obtenus: dict[str, tuple[int, ...]]
    titulaires: dict[str, tuple[Titulaire, ...]]
    ecartes: frozenset[tuple[str, int]] = frozenset()

    def libres(self, marche: Marche, place: str) -> int:
        return marche.lieux[place].capacite - len(self.titulaires[place])


def affecter(marche: Marche) -> Affectation:
    """What each list gets. The order in which the lists are given changes nothing.

    A choice of several places that loses one of them leaves the others, which had been refused to
    somebody meanwhile: the round is played again from nothing without such choices, until one in
    which none is lost. Each round takes at least one off, so it ends. They come back at the end
    where seats are left for all of it, which takes nothing from anybody.
    """
    ecartes: set[tuple[str, int]] = set()
    while True:
        tour = _Tour(marche, ecartes)
        if not (perdus := tour.jouer()):
            break
        ecartes |= perdus
    for un in sorted(ecartes, key=lambda un: (marche.rangs[un], un)):
        if tour.remettre(*un):
            ecartes.discard(un)
    return tour.fin(ecartes)


@dataclass
class _Tour:
    """One round, from nothing, without the choices `ecartes`."""

    marche: Marche
    ecartes: Iterable[tuple[str, int]]
    tenus: dict[str, set[int]] = field(default_factory=dict)
    refuses: dict[str, set[int]] = field(default_factory=dict)
    places: dict[str, list[Titulaire]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tenus = {liste.cle: set() for liste in self.marche.listes}
        self.refuses = {liste.cle: set() for liste in self.marche.listes}
        self.places = {place: [] for place in self.marche.lieux}
        for cle, choix in self.ecartes:
            self.refuses[cle].add(choix)

    def jouer(self) -> set[tuple[str, int]]:
        """The choices of several places that lost one; the round holds when there is none."""
        perdus: set[tuple[str, int]] = set()
        attendent = deque(sorted(self.marche.listes, key=self._tour_de_parole))
        while attendent:
            liste = attendent.popleft()
            while (choix := self._prochain(liste)) is not None:
                for chasse in self._proposer(liste, choix):
                    if len(self.marche.par_cle[chasse.liste].choix[chasse.choix]) > 1:
                        perdus.add((chasse.liste, chasse.choix))
                        self._laisser(chasse)
                    self.tenus[chasse.liste].discard(chasse.choix)
                    self.refuses[chasse.liste].add(chasse.choix)
                    attendent.append(self.marche.par_cle[chasse.liste])
        return perdus

    def _laisser(self, chasse: Titulaire) -> None:
        """The other seats of this choice."""
        for part in self.marche.par_cle[chasse.liste].choix[chasse.choix]:
            self.places[part.place] = [
                un
                for un in self.places[part.place]
                if (un.liste, un.choix) != (chasse.liste, chasse.choix)
            ]

    def remettre(self, cle: str, choix: int) -> bool:
        """Whether this choice, taken off before, now holds seats that nobody wanted."""
        liste = self.marche.par_cle[cle]
        parts, tenus = liste.choix[choix], self.tenus[cle]
        if len(tenus) >= liste.maximum or not self._a_de_la_place(parts):
            return False
        if any(self.marche.se_genent(parts, liste.choix[tenu]) for tenu in tenus):
            return False
        self._proposer(liste, choix)
        return True

    def _tour_de_parole(self, liste: Demandeur) -> tuple[Rang, str]:
        """The best placed speak first. Of children alone the result is the same in any order; who
        asks for several places then meets only those who stand before him."""
        rangs = (self.marche.rangs[liste.cle, choix] for choix in range(len(liste.choix)))
        return min(rangs, default=()), liste.cle

    def _prochain(self, liste: Demandeur) -> int | None:
        """The best of its choices that nobody has refused and that it may still take."""
        tenus, refuses = self.tenus[liste.cle], self.refuses[liste.cle]
        if len(tenus) >= liste.maximum:
            return None
        for choix, parts in enumerate(liste.choix):
            if choix in tenus or choix in refuses:
                continue
            if not any(self.marche.se_genent(parts, liste.choix[tenu]) for tenu in tenus):
                return choix
        return None

    def _proposer(self, liste: Demandeur, choix: int) -> list[Titulaire]:
        """Take all the seats of this choice, or have it refused; those who lose theirs."""
        parts = liste.choix[choix]
        rang = self.marche.rangs[liste.cle, choix]
        chasses = self._chasses(parts, rang)
        if chasses is None:
            self.refuses[liste.cle].add(choix)
            return []
        for place, perdants in chasses.items():
            if perdants:
                del self.places[place][-len(perdants) :]
        for part in parts:
            insort(self.places[part.place], Titulaire(rang, liste.cle, choix, part.enfant))
        self.tenus[liste.cle].add(choix)
        return [perdant for perdants in chasses.values() for perdant in perdants]

    def _chasses(
        self, parts: tuple[PartDeVoeu, ...], rang: Rang
    ) -> dict[str, list[Titulaire]] | None:
        """{place: who would lose his seat}; None where those who hold it stand before."""
        chasses = {}
        for place, combien in Counter(part.place for part in parts).items():
            tenue = self.places[place]
            de_trop = len(tenue) + combien - self.marche.lieux[place].capacite
            if de_trop > len(tenue) or (de_trop > 0 and tenue[-de_trop].rang < rang):
                return None
            chasses[place] = tenue[-de_trop:] if de_trop > 0 else []
        return chasses

    def _a_de_la_place(self, parts: tuple[PartDeVoeu, ...]) -> bool:
        return all(
            len(self.places[place]) + combien <= self.marche.lieux[place].capacite
            for place, combien in Counter(part.place for part in parts).items()
        )

    def fin(self, ecartes: Iterable[tuple[str, int]]) -> Affectation:
        return Affectation(
            {cle: tuple(sorted(choix)) for cle, choix in self.tenus.items()},
            {place: tuple(tenue) for place, tenue in self.places.items()},
            frozenset(ecartes),
        )
