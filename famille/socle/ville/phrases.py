"""Sentences that name the service and are written in a module: they wait until they are read."""

from typing import Any

from django.utils.functional import lazystr

from .lecture import dits


def mots() -> dict[str, str]:
    """What stands between braces in `dit`, by name."""
    perimetre = dits().perimetre
    return dits().service.mots | {
        "du_perimetre": perimetre.du,
        "Perimetre": perimetre.en_titre,
        "perimetre": perimetre.nom,
    }


def dit(phrase: str) -> str:
    """A sentence that names the service, written when it is read and not when the module is: the
    label of a field, the words of a refusal. It is joined to others by +, or in an f-string."""
    attendue: Any = lazystr(_Phrase(phrase))
    return attendue


class _Phrase:
    def __init__(self, phrase: str) -> None:
        self._phrase = phrase

    def __str__(self) -> str:
        return self._phrase.format_map(mots())
