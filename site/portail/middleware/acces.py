"""Who must be signed in, and how well, and for how long."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.deprecation import MiddlewareMixin

from famille.comptes.second_facteur.facteurs import (
    a_prouve_le_second_facteur,
    a_un_second_facteur,
    page_de_preuve,
)
from famille.comptes.sessions.vie import (
    ENTETE_ARRIERE_PLAN,
    a_trop_dure,
    derniere_vue,
    est_du_personnel,
    prolonger,
)
from famille.socle.connectee import RequeteConnectee

from . import GESTION, fin_de_session


class SessionVivante(MiddlewareMixin):
    """Pushes the session's end back while somebody uses it, and ends one that has lived for too
    long, used or not.

    Once a minute, so that reading writes nothing. What a page asks by itself is no use: a screen
    left open would keep its session for ever.
    """

    intervalle = 60  # seconds
    d_elles_memes = frozenset(
        # parts of a page
        {
            *("session", "wagtailadmin_editing_sessions:ping", "cms_pages:couleurs"),
            *("cms_pages:media", "cms_pages:manifeste", "cms_pages:service_worker"),
            *("cms_pages:icone_180", "cms_pages:icone_192", "cms_pages:icone_512"),
            "cms_pages:icone_masquable",
        }
    )

    # `request`: or nobody's, which is let through at once
    def process_view(self, request: RequeteConnectee, *vue: Any) -> None:
        if not request.user.is_authenticated:
            return
        if a_trop_dure(request):
            logout(request)
        elif (
            not self._d_elle_meme(request)
            and time.time() - derniere_vue(request) >= self.intervalle
        ):
            prolonger(request)

    def _d_elle_meme(self, request: HttpRequest) -> bool:
        return (
            ENTETE_ARRIERE_PLAN in request.headers
            or getattr(request.resolver_match, "view_name", None) in self.d_elles_memes
        )


class ConnexionExigee(LoginRequiredMiddleware):
    """Every view asks for a signed-in user, but for those that say `login_not_required` and
    Wagtail's public ones.

    The whole of /gestion/ asks for more, without exception: the right to enter it. Wagtail would
    send a parent back to the sign-in page, which would send him back to Wagtail.
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

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponseBase],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> HttpResponseBase | None:
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

    def handle_no_permission(  # type: ignore[override]  # a 401 too
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        """To the sign-in page, and back to the page that was on the screen. htmx gets a 401, so
        that no sign-in form is put in the middle of a page being filled: what is typed stays
        there."""
        if request.headers.get("HX-Request"):
            return HttpResponse("Votre session a pris fin\u00a0: reconnectez-vous.", status=401)
        return fin_de_session.repondre(request, self.est_publique)

    def est_publique(self, trouve: ResolverMatch) -> bool:
        """Whether this page is read without being signed in."""
        return trouve.view_name in self.publiques or not getattr(
            trouve.func, "login_required", True
        )


class SecondFacteurExige(MiddlewareMixin):
    """Whoever may enter the admin proves a second factor in this session: being enrolled is not
    enough (D12).

    Until then, nothing else than enrolling, proving, and leaving.
    """

    permises = frozenset(
        {
            "account_logout",
            "porte_deconnexion",
            "account_reauthenticate",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "cms_pages:couleurs",
            "cms_pages:manifeste",
            "cms_pages:service_worker",
            "cms_pages:hors_connexion",
            "session",
        }
    )
    # Only for who has no factor yet: a password alone must not add one beside those of the account.
    enrolement = frozenset({"mfa_activate_totp", "mfa_add_webauthn"})

    # `request`: or nobody's, which is let through at once
    def process_view(self, request: RequeteConnectee, *vue: Any) -> HttpResponse | None:
        if (
            not request.user.is_authenticated
            or not est_du_personnel(request)
            or a_prouve_le_second_facteur(request)
        ):
            return None
        ecran = request.resolver_match.view_name if request.resolver_match is not None else None
        if ecran in self.permises:
            return None
        if not a_un_second_facteur(request.user):
            return None if ecran in self.enrolement else redirect("mfa_activate_totp")
        suite = urlencode({"next": request.get_full_path()} if request.method == "GET" else {})
        return redirect(f"{reverse(page_de_preuve(request.user))}?{suite}")
