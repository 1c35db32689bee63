"""Passwords tried in vain, counted on one account and from one address (D13,
`ACCOUNT_RATE_LIMITS["login_failed"]`).

allauth keeps a history for each limit, each behind a lock of its own, and does it all again to take
a good password off: 32 statements of a sign-in where the cache is in the database. The limits of
one account are here judged on one history, in 14.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from famille.socle.allauth_interne import Rate, cache_lock, get_ip, parse_rates

_PREFIXE = "essais"


@dataclass(frozen=True)
class Essai:
    """One that was counted."""

    instant: float
    cles: tuple[str, ...]

    def oublier(self) -> None:
        """The password was right: others' failures stay. Not held in time, it stays counted."""
        with _tenues(*self.cles) as tenues:
            if tenues:
                for cle, historique in cache.get_many(self.cles).items():
                    _garder(cle, [un for un in historique if un != self.instant])


def compter(request: HttpRequest, adresse: str) -> Essai | None:
    """The attempt on this account, counted before its password is looked at, so that none of those
    that come together goes free. None: too many have failed; it still counts for where it comes
    from."""
    origine, compte = f"{_PREFIXE}:ip:{get_ip(request)}", cle_du_compte(adresse)
    maintenant = time.time()
    with _tenues(origine, compte) as tenues:
        if not tenues:
            return None
        gardes = cache.get_many([origine, compte])
        for cle in (origine, compte):
            historique = gardes.get(cle, [])
            if any(_est_plein(historique, limite, maintenant) for limite in _limites(cle)):
                return None
            _garder(cle, [maintenant, *historique])
    return Essai(maintenant, (origine, compte))


def tout_oublier(adresse: str) -> None:
    """A password was chosen anew: its owner is no longer locked out."""
    compte = cle_du_compte(adresse)
    with _tenues(compte) as tenues:
        if tenues:
            cache.delete(compte)


def cle_du_compte(adresse: str) -> str:
    return f"{_PREFIXE}:key:{sha256(adresse.strip().lower().encode()).hexdigest()}"


def _est_plein(historique: list[float], limite: Rate, maintenant: float) -> bool:
    return sum(un > maintenant - limite.duration for un in historique) >= limite.amount


def _garder(cle: str, historique: list[float]) -> None:
    """As much of it, and for as long, as its limits may ask."""
    limites = _limites(cle)
    combien = max(limite.amount for limite in limites)
    cache.set(cle, historique[:combien], max(limite.duration for limite in limites))


def _limites(cle: str) -> list[Rate]:
    """Those of an account, or those of an address of origin."""
    _prefixe, par, _sujet = cle.split(":", 2)
    toutes = parse_rates(settings.ACCOUNT_RATE_LIMITS["login_failed"])
    return [limite for limite in toutes if limite.per == par]


@contextmanager
def _tenues(*cles: str) -> Iterator[bool]:
    """Whether all of these were held in time, always taken in the same order."""
    with ExitStack() as pile:
        yield all(pile.enter_context(cache_lock(cle)) for cle in cles)
