"""The access token of a sign-in, for the services of the State that take it (the CAF's quotient by
FranceConnect): in the session, encrypted, as long as it lives, five
minutes at most."""

import time
from typing import Any

from django.http import HttpRequest

from famille.models import Utilisateur
from famille.socle.chiffrement import OPENID, Illisible, chiffrer, dechiffrer

ACCES = "openid_acces"  # in a session: of which service, whose, until when, and the token
AU_PLUS = 300  # seconds, whatever the service says
MARGE = 5  # seconds that the call it serves may take to leave


def retenir_l_acces(
    request: HttpRequest, code: str, compte: Utilisateur, jeton: str, duree: Any
) -> None:
    secondes = min(duree, AU_PLUS) if isinstance(duree, int) and duree > 0 else 60
    fin = time.time() + secondes
    request.session[ACCES] = [code, compte.pk, fin, chiffrer(jeton, usage=OPENID)]


def lire_l_acces(request: HttpRequest, code: str) -> str | None:
    """The token that this service gave to who is signed in, while it lives. API Particulier's
    `/v3/dss/quotient_familial/france_connect` is called with that of "franceconnect"; None: one
    asks by name (famille.dossier.identites.lecture.identite_de), or signs in again."""
    service, pk, fin, jeton = request.session.get(ACCES) or ("", None, 0, "")
    if service != code or not request.user.is_authenticated or pk != request.user.pk:
        return None
    if fin - MARGE < time.time():
        retirer_l_acces(request)
        return None
    try:
        return dechiffrer(jeton, usage=OPENID)
    except Illisible:
        return None


def retirer_l_acces(request: HttpRequest) -> None:
    request.session.pop(ACCES, None)
