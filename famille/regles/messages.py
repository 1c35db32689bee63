"""How long a family has waited for an answer. No database, and today is an argument."""

from dataclasses import dataclass
from datetime import date

JOURS_PROMIS = 7  # beyond, the answer is late


@dataclass(frozen=True)
class Attente:
    """`jours` since the first word that has no answer."""

    jours: int

    @property
    def en_retard(self) -> bool:
        return self.jours > JOURS_PROMIS

    @property
    def phrase(self) -> str:
        """
        >>> [Attente(n).phrase for n in (0, 1, 3, 8)]
        ['depuis aujourd’hui', 'depuis hier', 'depuis 3 jours', 'depuis 8 jours, en retard']
        """
        if self.jours < 2:
            return "depuis hier" if self.jours else "depuis aujourd’hui"
        return f"depuis {self.jours} jours{', en retard' if self.en_retard else ''}"


def attente(depuis: date | None, jour: date) -> Attente | None:
    """Attente on `jour` of what waits since `depuis`; None when nothing does."""
    return Attente(max(0, (jour - depuis).days)) if depuis else None
