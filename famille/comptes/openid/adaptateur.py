"""allauth's door of other services, as this portal wants it: those of the settings only, no account
made, no error page of its own."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect

from .fournisseur import FournisseurOpenID
from .reseau import SessionBornee


class AdaptateurOpenID(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: HttpRequest, provider: Any = None, client_id: Any = None
    ) -> list[SocialApp]:
        return []

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> FournisseurOpenID:
        """By the code of a service, or by its client number: a sign-in that waits for its second
        step is kept under both. SocialApp.DoesNotExist."""
        for service in settings.OPENID.values():
            if provider == service.code or (client_id and client_id == service.client):
                return FournisseurOpenID(request, service=service)
        raise SocialApp.DoesNotExist

    def get_requests_session(self) -> SessionBornee:
        """By which allauth exchanges a code for its papers."""
        return SessionBornee()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **details: Any) -> None:
        """Where allauth would show a page of its own: our views have said why already."""
        raise ImmediateHttpResponse(redirect("account_login"))
