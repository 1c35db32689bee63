"""allauth's `openid_connect`, with what ProConnect and FranceConnect ask for and it lacks: a nonce,
sent and checked; signatures verified; a signed userinfo; what a service publishes, read once an
hour; no word of the address bar in what we ask."""

import secrets
import time
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from .decouverte import lire_la_configuration
from .jetons import exiger_une_preuve_fraiche, lire_l_identite, lire_la_personne
from .reseau import SessionBornee
from .service import ServiceOpenID

SIGNE = "application/jwt"
# asked as OpenID Connect Core, 5.5: the service says it of who signs in, if it knows
COMMENT = '{"id_token":{"amr":{"essential":true}}}'


class Echanges(OpenIDConnectOAuth2Adapter):
    """What is asked of a service once the browser is back."""

    def __init__(self, request: HttpRequest, service: ServiceOpenID) -> None:
        self.service = service
        super().__init__(request, service.code)

    def get_provider(self) -> "FournisseurOpenID":
        return FournisseurOpenID(self.request, service=self.service)

    @property
    def openid_config(self) -> dict[str, Any]:
        return lire_la_configuration(self.service)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Of PORTAIL_ADRESSE, as the service knows it, whatever host the browser names."""
        return f"{settings.ADRESSE}{reverse(self.service.retour)}"

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """`response`: what the token endpoint gave; `nonce`: of our question; `depuis`: when it
        was asked, of who was to prove again who she is. `dits` is then all that the service says of
        the person. OAuth2Error: a paper does not hold."""
        identite = lire_l_identite(
            kwargs["response"].get("id_token"),
            self.service,
            self.openid_config,
            nonce=kwargs["nonce"],
        )
        if kwargs["depuis"] is not None:
            exiger_une_preuve_fraiche(identite, kwargs["depuis"])
        personne = self._fetch_user_info(token.token)
        if personne.get("sub") != identite["sub"]:
            raise OAuth2Error("sujet")
        self.jeton = kwargs["response"]["id_token"]
        self.acces = (token.token, kwargs["response"].get("expires_in"))
        self.identite, self.dits = identite, {**personne, **identite}
        return self.get_provider().sociallogin_from_response(request, {"id_token": self.dits})

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        with SessionBornee() as session:
            reponse = session.get(
                self.profile_url, headers={"Authorization": f"Bearer {access_token}"}
            )
        reponse.raise_for_status()
        if reponse.headers.get("Content-Type", "").partition(";")[0].strip().lower() == SIGNE:
            return lire_la_personne(reponse.text.strip(), self.service, self.openid_config)
        lu = reponse.json()
        return lu if isinstance(lu, dict) else {}


class FournisseurOpenID(OpenIDConnectProvider):
    """One service, as allauth handles a provider. Nothing of it is in the database."""

    oauth2_adapter_class = Echanges

    def __init__(self, request: HttpRequest, app: Any = None, *, service: ServiceOpenID) -> None:
        self.service = service
        super().__init__(request, app=app or _application(service))

    def get_oauth2_adapter(self, request: HttpRequest) -> Echanges:
        return Echanges(request, self.service)

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """Where to go afterwards, and nothing else that the address says: allauth lets it choose
        what is asked of the service, and link an account."""
        return {"process": AuthProcess.LOGIN, "next_url": get_next_redirect_url(request)}

    def redirect(
        self,
        request: HttpRequest,
        process: str,
        next_url: str | None = None,
        data: Any = None,
        **kwargs: Any,
    ) -> HttpResponse:
        questions = self._questions(request)
        # 43 characters, where ProConnect asks for 32
        gardees: dict[str, Any] = {"nonce": secrets.token_urlsafe(32)}
        if "prompt" in questions:
            gardees["depuis"] = time.time()
        kwargs["auth_params"] = {**questions, "nonce": gardees["nonce"]}
        kwargs["state_id"] = secrets.token_urlsafe(32)
        return super().redirect(request, process, next_url, gardees, **kwargs)

    def _questions(self, request: HttpRequest) -> dict[str, str]:
        """What is asked beside the identity: only what the service says that it understands, since
        ProConnect refuses an unknown parameter."""
        configuration = self.get_oauth2_adapter(request).openid_config
        questions = {}
        if self.service.acr:
            questions["acr_values"] = " ".join(self.service.acr)
        if self.service.amr and configuration.get("claims_parameter_supported"):
            questions["claims"] = COMMENT
        if request.user.is_authenticated:
            questions["prompt"] = "login"  # to prove again who one is
        return questions

    def get_pkce_params(self) -> dict[str, str]:
        configuration = self.get_oauth2_adapter(self.request).openid_config
        connues = configuration.get("code_challenge_methods_supported") or ()
        return generate_code_challenge() if "S256" in connues else {}

    def get_scope(self) -> list[str]:
        return list(self.service.portees)

    def extract_uid(self, data: dict[str, Any]) -> str:
        return self.service.sujet(data["id_token"])

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing is kept of what it says but the identifier that pairs."""
        return {}


def _application(service: ServiceOpenID) -> SocialApp:
    return SocialApp(
        provider=FournisseurOpenID.id,
        provider_id=service.code,
        name=service.nom,
        client_id=service.client,
        secret=service.secret,
        settings={"server_url": service.emetteur},
    )
