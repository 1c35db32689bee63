"""What is said to somebody whose session has ended: so it is, and what becomes of what was typed.

The cookie goes with the session: that there was one is seen from the page one comes from, which
nobody reads without being signed in.
"""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils.cache import add_never_cache_headers

# in the address of the sign-in page: a session has just ended, and what was asked of it
FIN, LECTURE, ENVOI = "fin", "lecture", "envoi"
ECRIT = "texte"  # what families write at length has this name in every form


def repondre(request: HttpRequest, est_publique: Callable[[ResolverMatch], bool]) -> HttpResponse:
    """To the sign-in page, which leads back to the page that was on the screen. What was sent from
    a page of somebody signed in was not taken: it is said, and a message that was written is given
    back, since it is kept nowhere; a draft is."""
    precedente = _page_precedente(request)
    suite = _page_en_cours(request, precedente)
    if precedente is None or est_publique(precedente):
        return redirect_to_login(suite)
    quoi = LECTURE if request.method in ("GET", "HEAD") else ENVOI
    connexion = f"{reverse('account_login')}?{FIN}={quoi}"
    ecrit = request.POST.get(ECRIT, "").strip()
    if not ecrit:
        return redirect_to_login(suite, connexion)
    contexte = {"connexion": f"{connexion}&{urlencode({'next': suite})}", "ecrit": ecrit}
    reponse = render(request, "account/session_terminee.html", contexte, status=401)
    add_never_cache_headers(reponse)
    return reponse


def _page_precedente(request: HttpRequest) -> ResolverMatch | None:
    """The view of the page of ours that one comes from."""
    morceaux = urlsplit(request.headers.get("Referer", ""))
    if morceaux.netloc != request.get_host():
        return None
    try:
        return resolve(morceaux.path)
    except Resolver404:
        return None


def _page_en_cours(request: HttpRequest, precedente: ResolverMatch | None) -> str:
    """A path of ours that can be read again. After a POST, the page that held the form."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    if precedente is None:
        return reverse("accueil_connecte")
    return urlsplit(request.headers["Referer"]).path
