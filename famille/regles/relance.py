"""Reminders as pure rules: no database, no Django, and today is an argument."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# word between braces -> what it becomes, in the words of who writes the step
VARIABLES = {
    "factures": "les numéros des factures en retard",
    "echeance": "la plus ancienne date d’échéance",
    "dossier": "le numéro de dossier du foyer",
    "regie": "le nom de la régie",
    "contact": "le téléphone et l’e-mail de la régie",
}
_VARIABLE = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class Etape:
    """A step: its key and how many days after the due date."""

    cle: int
    jours: int


def etape_due(
    depuis: date, aujourdhui: date, etapes: Sequence[Etape], envoyees: dict[int, date]
) -> Etape | None:
    """The step whose time has come, or None. `depuis`: late since; `envoyees`: step → its day.

    Steps are climbed one by one, in their order: a family late for long, when the town sets its
    steps, gets the first one first, and each next one after the same gap as the steps have between
    them.

    >>> etapes = [Etape(1, 7), Etape(2, 20)]
    >>> etape_due(date(2026, 1, 1), date(2026, 3, 1), etapes, {}).cle
    1
    >>> etape_due(date(2026, 1, 1), date(2026, 3, 10), etapes, {1: date(2026, 3, 1)}) is None
    True
    """
    precedente: Etape | None = None
    for etape in sorted(etapes, key=lambda une: une.jours):
        if etape.cle in envoyees:
            precedente = etape
            continue
        suivantes = [une.cle for une in etapes if une.jours > etape.jours]
        if precedente is None and any(cle in envoyees for cle in suivantes):
            continue  # a step added before one that has gone
        if (aujourdhui - depuis).days < etape.jours:
            return None
        if (
            precedente
            and (aujourdhui - envoyees[precedente.cle]).days < etape.jours - precedente.jours
        ):
            return None
        return etape
    return None


def remplacer(texte: str, valeurs: dict[str, str]) -> str:
    """The text with its words between braces replaced; an unknown one stays as it is.

    >>> remplacer("Facture {factures}.", {"factures": "F-2026-000001"})
    'Facture F-2026-000001.'
    """
    return _VARIABLE.sub(lambda trouve: valeurs.get(trouve[1], trouve[0]), texte)


def variables_inconnues(texte: str) -> list[str]:
    """Those between braces that nothing replaces, once each, in order."""
    trouves = _VARIABLE.finditer(texte)
    return list(dict.fromkeys(un[0] for un in trouves if un[1] not in VARIABLES))
