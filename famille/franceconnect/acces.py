"""For who calls a service of the State in the name of a parent who has just come by FranceConnect
(API Particulier, `/v3/dss/quotient_familial/france_connect`): `jeton_d_acces(request)`."""

from django.http import HttpRequest

from famille.comptes.openid.acces import lire_l_acces
from famille.comptes.openid.service_franceconnect import CODE


def jeton_d_acces(request: HttpRequest) -> str | None:
    """Her access token, while it lives (a minute). None: ask by name
    (famille.identites.lecture.identite_de), or let her come by FranceConnect again."""
    return lire_l_acces(request, CODE)
