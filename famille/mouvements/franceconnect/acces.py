"""For who calls a service of the State in the name of a parent who has just come by FranceConnect
(API Particulier, `/v3/dss/quotient_familial/france_connect`)."""

from django.conf import settings
from django.http import HttpRequest

from famille.comptes.openid.acces import lire_l_acces
from famille.comptes.openid.liens import est_lie as est_lie  # noqa: PLC0414 - offered
from famille.comptes.openid.service_franceconnect import CODE

DU_QUOTIENT = "cnaf_quotient_familial"  # the scope by which a token may ask for it


def jeton_d_acces(request: HttpRequest) -> str | None:
    """Her access token, while it lives (a minute). None: ask by name
    (famille.dossier.identites.lecture.identite_de), or let her come by FranceConnect again."""
    return lire_l_acces(request, CODE)


def donne_le_quotient() -> bool:
    """Whether the town asks FranceConnect for tokens that may ask for a quotient."""
    service = settings.OPENID.get(CODE)
    return service is not None and DU_QUOTIENT in service.portees


def jeton_du_quotient(request: HttpRequest) -> str | None:
    """`jeton_d_acces`, where it may ask for her quotient."""
    return jeton_d_acces(request) if donne_le_quotient() else None
