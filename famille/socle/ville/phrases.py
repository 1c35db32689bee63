"""Lazy sentences for modules: the town's names are filled in when a sentence is shown."""

from typing import Any

from django.utils.functional import lazystr

from .lecture import dits


def mots() -> dict[str, str]:
    """The words that may stand between braces in `dit`, by name."""
    perimetre = dits().perimetre
    return dits().service.mots | {
        "du_perimetre": perimetre.du,
        "Perimetre": perimetre.en_titre,
        "perimetre": perimetre.nom,
    }


def dit(phrase: str) -> str:
    """A lazy sentence that names the service, for a field's label or a refusal in a module. It can
    be joined to others by +, or in an f-string."""
    attendue: Any = lazystr(_Phrase(phrase))
    return attendue


class _Phrase:
    def __init__(self, phrase: str) -> None:
        self._phrase = phrase

    def __str__(self) -> str:
        return self._phrase.format_map(mots())
