"""What stands between every request and the rooms: who must be signed in and how well, what a page may load, who may
keep a copy of it. docs/acces.md tells it as a whole."""

import time
from urllib.parse import urlencode, urlsplit

from allauth.usersessions.models import UserSession
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.csp import CSP

from famille.comptes import CLE_VUE, est_du_personnel
from famille.second_facteur import a_prouve_le_second_facteur, a_un_second_facteur

GESTION = "/gestion/"
ENTETE_CSP = "Content-Security-Policy"
# Wagtail's editor has inline scripts and styles. No nonce here: it would make browsers ignore 'unsafe-inline'.
CSP_GESTION = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.NONE],
}
# What no page of ours ever asks of a browser.
PERMISSIONS = ", ".join(
    f"{capacite}=()"
    for capacite in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
        "browsing-topics",
    )
)


class EntetesSurs:
    """The headers Django has no setting for. A page seen signed in is kept by no cache, unless its view said how."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        utilisateur = getattr(request, "user", None)
        if not response.has_header("Cache-Control") and utilisateur is not None and utilisateur.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response


class CspGestion:
    """Gives the admin its own policy. Stands outside Django's, whose header it replaces; a page of ours that stands in
    the admin without its editor keeps the strict one (`politique_stricte` on the answer)."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.politique = "; ".join(f"{cle} {' '.join(valeurs)}" for cle, valeurs in CSP_GESTION.items())

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(GESTION) and not getattr(response, "politique_stricte", False):
            # A page preview answers through an inner request that already carries the public policy.
            response.headers[ENTETE_CSP] = self.politique
        return response


class SessionVivante:
    """Pushes the session's end back and notes where it was last seen: once a minute, so that reading writes nothing."""

    intervalle = 60  # seconds

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        maintenant = int(time.time())
        if request.user.is_authenticated and maintenant - request.session.get(CLE_VUE, 0) >= self.intervalle:
            request.session[CLE_VUE] = maintenant
            UserSession.objects.create_from_request(request)
        return self.get_response(request)


class ConnexionExigee(LoginRequiredMiddleware):
    """Every view asks for a signed-in user, but for those that say `login_not_required` and Wagtail's public ones.

    The whole of /gestion/ asks for more, without exception: the right to enter it. Wagtail would send a parent back
    to the sign-in page, which would send him back to Wagtail.
    """

    publiques = frozenset(
        {
            "wagtail_serve",
            "wagtaildocs_serve",
            "wagtailimages_serve",
            "wagtailcore_authenticate_with_password",
            "wagtaildocs_authenticate_with_password",
            "porte_gestion",
            "porte_mot_de_passe",
        }
    )

    def process_view(self, request, view_func, view_args, view_kwargs):
        trouve = request.resolver_match
        if trouve is not None and trouve.view_name in self.publiques:
            return None
        if not request.path.startswith(GESTION):
            return super().process_view(request, view_func, view_args, view_kwargs)
        if not request.user.is_authenticated:
            return self.handle_no_permission(request, view_func)
        if not request.user.est_du_personnel:
            raise PermissionDenied
        return None

    def handle_no_permission(self, request, view_func):
        """To the sign-in page, and back to the page that was on the screen. htmx gets a 401, so that no sign-in form is
        put in the middle of a page being filled: what is typed stays there."""
        if request.headers.get("HX-Request"):
            return HttpResponse("Votre session a pris fin\u00a0: reconnectez-vous.", status=401)
        return redirect_to_login(_page_en_cours(request))


def _page_en_cours(request):
    """str: a path of ours that can be read again. After a POST, the page that held the form."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    precedente = urlsplit(request.headers.get("Referer", ""))
    return precedente.path if precedente.netloc == request.get_host() else reverse("accueil_connecte")


class SecondFacteurExige:
    """Whoever may enter the admin proves a second factor in this session: being enrolled is not enough (D12).

    Until then, nothing else than enrolling, proving, and leaving.
    """

    permises = frozenset(
        {
            "account_logout",
            "porte_deconnexion",
            "account_reauthenticate",
            "mfa_activate_totp",
            "mfa_reauthenticate",
            "cms_pages:couleurs",
        }
    )

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not request.user.is_authenticated or not self._doit(request) or a_prouve_le_second_facteur(request):
            return None
        if request.resolver_match is not None and request.resolver_match.view_name in self.permises:
            return None
        if not a_un_second_facteur(request.user):
            return redirect("mfa_activate_totp")
        suite = urlencode({"next": request.get_full_path()} if request.method == "GET" else {})
        return redirect(f"{reverse('mfa_reauthenticate')}?{suite}")

    def _doit(self, request):
        # In the admin, the right is read again: an account may have got it after it signed in.
        return est_du_personnel(request) or (request.path.startswith(GESTION) and request.user.est_du_personnel)
