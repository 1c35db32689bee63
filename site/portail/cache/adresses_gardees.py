"""Addresses computed once in the life of a process: those of the views (`reverse`, `{% url %}`) and
of the static files (`static`, `{% static %}`). A page asks for 30 to 100 of them, always the same.

The first leans on a private name of Django, behind the setting RACCOURCIS; the second on none.
"""

from collections.abc import Iterable
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import URLResolver
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from whitenoise.storage import CompressedManifestStaticFilesStorage

GARDEES = 1024  # by resolver: the views, and the rows that were lately shown
# What says by itself how it is written; anything else is asked each time.
_SIMPLES = {str, SafeString, int, UUID}
_ecrire = URLResolver._reverse_with_prefix  # type: ignore[attr-defined]  # Django's


class Statiques(CompressedManifestStaticFilesStorage):
    """WhiteNoise's, whose manifest does not change in the life of a process."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.url = lru_cache(GARDEES)(super().url)  # type: ignore[method-assign]


def installer() -> None:
    """From now on `reverse` remembers. A change of ROOT_URLCONF makes new resolvers, which know
    nothing yet; the script's prefix and the language are part of what is asked."""
    if settings.RACCOURCIS:
        URLResolver._reverse_with_prefix = _de_memoire  # type: ignore[attr-defined]


def _de_memoire(self: Any, vue: str, prefixe: str, /, *args: Any, **kwargs: Any) -> str:
    valeurs = args or kwargs.values()
    if (
        type(vue) is not str
        or (args and kwargs)
        or not all(type(valeur) in _SIMPLES for valeur in valeurs)
    ):
        return _ecrire(self, vue, prefixe, *args, **kwargs)
    gardees = self.__dict__.get("_adresses_gardees")
    if gardees is None:
        gardees = lru_cache(GARDEES, typed=True)(partial(_a_nouveau, self))
        self.__dict__["_adresses_gardees"] = gardees
    return gardees(vue, prefixe, get_language(), tuple(kwargs), *valeurs)


def _a_nouveau(
    resolveur: URLResolver, vue: str, prefixe: str, _langue: str, noms: Iterable[str], *valeurs: Any
) -> str:
    if noms:
        return _ecrire(resolveur, vue, prefixe, **dict(zip(noms, valeurs, strict=True)))
    return _ecrire(resolveur, vue, prefixe, *valeurs)
