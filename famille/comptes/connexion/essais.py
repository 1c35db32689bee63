"""Passwords tried, counted on one account and from one address (D13): `ACCOUNT_RATE_LIMITS`, of
which `essais` bounds all of them and `login_failed` those that were wrong.

allauth keeps a history for each limit, behind a lock of its own, in the cache: 36 statements of a
sign-in where the cache is in the database. Here an attempt is a row, and costs three: it is
written, then read among the others, and said to be right. Two that come together see each other,
whatever their processes, and what is counted outlives a Redis.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.core.exceptions import RateLimited
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from famille.models import EssaiDeConnexion, Utilisateur
from famille.socle.allauth_interne import Rate, get_ip, parse_rates

TOUS, MANQUES = "essais", "login_failed"  # of ACCOUNT_RATE_LIMITS
GARDE = timedelta(days=1)  # no limit looks further back
AVANCE = timedelta(minutes=5)  # of another machine's clock; beyond, ours was wrong
_SEL = "famille.essais"


def compter(request: HttpRequest, sur: str) -> EssaiDeConnexion | None:
    """Records an attempt on this account (its address, or `dans_la_session`), before its password
    is looked at, so that none of those that come together goes free. None: too many have failed; it
    still counts for where it comes from. RateLimited: too many come from there, right or wrong."""
    origine, compte, maintenant = get_ip(request), cle_du_compte(sur), timezone.now()
    essai = EssaiDeConnexion.objects.create(origine=origine, compte=compte, le=maintenant)
    d_ici, dessus = _faits(origine, compte, maintenant)
    manques = [un for un in d_ici if not un.reussi]
    trop = _depassent(d_ici, _limites(TOUS, "ip"), maintenant)
    if trop or _depassent(manques, _limites(MANQUES, "ip"), maintenant):
        essai.delete()  # who goes on trying would never be let in again
        if trop:
            raise RateLimited
        return None
    if _depassent(dessus, _limites(MANQUES, "key"), maintenant):
        EssaiDeConnexion.objects.filter(pk=essai.pk).update(compte="")
        return None
    return essai


def reussir(essai: EssaiDeConnexion) -> None:
    """The password was right: others' failures stay."""
    EssaiDeConnexion.objects.filter(pk=essai.pk).update(reussi=True)


def dans_la_session(compte: Utilisateur) -> str:
    """What is counted of the proofs given in its open sessions: apart from its address, which a
    stranger can lock by the sign-in page."""
    return f"session {compte.pk}"


def tout_oublier(sur: str) -> None:
    """A password was chosen anew: its owner is no longer locked out."""
    EssaiDeConnexion.objects.filter(compte=cle_du_compte(sur)).update(compte="")


def purger_les_anciens() -> int:
    """How many were forgotten."""
    maintenant = timezone.now()
    hors = Q(le__lt=maintenant - GARDE) | Q(le__gt=maintenant + AVANCE)
    return EssaiDeConnexion.objects.filter(hors).delete()[0]


def cle_du_compte(sur: str) -> str:
    """A keyed print: who has the table alone cannot try on it the addresses that he knows."""
    return salted_hmac(_SEL, sur.strip().lower(), algorithm="sha256").hexdigest()


def _faits(
    origine: str, compte: str, maintenant: datetime
) -> tuple[list[EssaiDeConnexion], list[EssaiDeConnexion]]:
    """The late attempts from this address, and those on this account that were not right."""
    par_origine = [*_limites(TOUS, "ip"), *_limites(MANQUES, "ip")]
    faits = EssaiDeConnexion.objects.filter(
        Q(origine=origine, le__gt=maintenant - _au_plus(par_origine))
        | Q(compte=compte, le__gt=maintenant - _au_plus(_limites(MANQUES, "key")), reussi=False)
    )
    return (
        [un for un in faits if un.origine == origine],
        [un for un in faits if un.compte == compte and not un.reussi],
    )


def _au_plus(limites: Iterable[Rate]) -> timedelta:
    return timedelta(seconds=max((une.duration for une in limites), default=0))


def _depassent(
    faits: list[EssaiDeConnexion], limites: Iterable[Rate], maintenant: datetime
) -> bool:
    for limite in limites:
        depuis = maintenant - timedelta(seconds=limite.duration)
        if sum(depuis < un.le <= maintenant + AVANCE for un in faits) > limite.amount:
            return True
    return False


def _limites(sur: str, par: str) -> list[Rate]:
    """The limits of an account ("key"), or of an address of origin ("ip")."""
    return [une for une in parse_rates(settings.ACCOUNT_RATE_LIMITS[sur]) if une.per == par]
