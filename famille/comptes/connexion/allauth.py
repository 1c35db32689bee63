"""allauth, as this portal wants it: no sign-up, mails in the outbox, sessions by role, secrets
encrypted (G1, D12)."""

import uuid
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse, RateLimited
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from famille.comptes.annuaire.modele import CODE
from famille.comptes.connexion import essais
from famille.comptes.journal import noter
from famille.comptes.openid.service_franceconnect import CODE as FRANCECONNECT
from famille.comptes.preuves import FRAICHEUR, a_prouve_depuis
from famille.comptes.second_facteur.facteurs import (
    CODE_REFUSE,
    code_actuel,
    enroler_totp,
    proposer_une_cle,
)
from famille.comptes.sessions.vie import CLE_PERSONNEL, CLE_VUE, duree_sans_usage, ouvrir_la_session
from famille.courriels.genres import SECRETS, GenreDeCourriel
from famille.models import Utilisateur
from famille.socle.allauth_interne import user_id_to_str
from famille.socle.connectee import RequeteConnectee

_ETAPES = {
    "allauth.account.stages.EmailVerificationStage": (
        "famille.comptes.authentification.AdresseProuvee"
    ),
    "allauth.mfa.stages.AuthenticateStage": "famille.comptes.second_facteur.etape.SecondeEtape",
}
PAR_L_ANNUAIRE = (
    "Votre compte d’agent s’ouvre par {nom} : choisissez « Se connecter avec {nom} ». Si ce n’est"
    " plus possible, demandez à l’administration du portail de délier votre compte."
)


class Adaptateur(DefaultAccountAdapter):
    """Accounts: what allauth asks, answered in this town's way."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": (
            "L’adresse e-mail ou le mot de passe ne correspond pas. Vérifiez-les, "
            "ou choisissez « Mot de passe oublié »."
        ),
        "incorrect_password": "Ce n’est pas votre mot de passe actuel.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
        "too_many_login_attempts": (
            "Trop d’essais ont échoué : la connexion est bloquée quelques minutes, puis plus"
            " longtemps à chaque nouvelle série d’erreurs. Attendez, ou choisissez « Mot de passe"
            " oublié »."
        ),
        "trop_de_preuves": (
            "Trop d’essais ont échoué : attendez quelques minutes avant de recommencer, puis plus"
            " longtemps à chaque nouvelle série d’erreurs. Vous pouvez aussi vous déconnecter et"
            " choisir « Mot de passe oublié »."
        ),
        "rate_limited": (
            "Vous avez fait cette demande plusieurs fois de suite. Attendez quelques minutes, "
            "puis recommencez."
        ),
        "duplicate_email": "C’est déjà l’adresse de votre compte.",
        "incorrect_code": CODE_REFUSE,
        "invalid_password_reset": "Ce lien n’est plus valable.",
    }

    def is_open_for_signup(self, request: RequeteConnectee) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        return [_ETAPES.get(etape, etape) for etape in super().get_login_stages()]

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self._compter(request, credentials.get("email", ""), refus="too_many_login_attempts")

    def _compter(self, request: HttpRequest, sur: str, *, refus: str) -> None:
        try:
            self.essai = essais.compter(request, sur)
        except RateLimited:
            raise ImmediateHttpResponse(respond_429(request)) from None
        if self.essai is None:
            raise self.validation_error(refus)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Utilisateur | None. A password that is right is no failure."""
        utilisateur = super().authenticate(request, **credentials)
        if utilisateur and self.essai:
            essais.reussir(self.essai)
        return utilisateur

    def reauthenticate(self, user: Utilisateur, password: str) -> bool:
        """Whether this is the password of whoever is signed in. Counted apart from the sign-in
        page, by which a stranger would keep the owner from proving who she is."""
        self._compter(self.request, essais.dans_la_session(user), refus="trop_de_preuves")
        if not user.check_password(password):
            noter("preuve refusee", user)
            return False
        if self.essai:
            essais.reussir(self.essai)
        return True

    def get_client_ip(self, request: HttpRequest) -> str:
        """An IPv4 address is itself even where a socket of IPv6 gives it (`::ffff:…`): the first
        half of those, which limits count, is everybody's."""
        adresse = super().get_client_ip(request)
        return str(getattr(ip_address(adresse), "ipv4_mapped", None) or adresse)

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """What allauth calls once a password was chosen anew."""
        essais.tout_oublier(credentials["email"])

    def pre_login(self, request: HttpRequest, user: Utilisateur, **sur_l_entree: Any) -> Any:
        """HttpResponse | None. An agent of the directory comes in by it alone, whatever he has just
        given here: who has left it is out."""
        from famille.comptes.annuaire.liens import entre_par_l_annuaire_seul

        reponse = super().pre_login(request, user, **sur_l_entree)
        par_un_service = (sur_l_entree.get("signal_kwargs") or {}).get("sociallogin")
        if reponse or par_un_service or not entre_par_l_annuaire_seul(user):
            return reponse
        messages.error(request, PAR_L_ANNUAIRE.format(nom=settings.OPENID[CODE].nom))
        return redirect("account_login")

    def login(self, request: RequeteConnectee, user: Utilisateur) -> None:
        # imports the models, which allauth loads before
        from famille.comptes.adresse_en_attente import prouver_l_adresse

        premiere_fois = user.last_login is None
        super().login(request, user)
        ouvrir_la_session(request)
        prouver_l_adresse(user)
        proposer_une_cle(request, user, premiere_fois=premiere_fois)

    def logout(self, request: RequeteConnectee) -> None:
        """Whoever signs out on a device is told nothing there any more; one whose session ends by
        itself still is, as he asked."""
        from famille.alertes.actions import retirer_de_la_session

        retirer_de_la_session(request.session.session_key or "")
        super().logout(request)

    def set_password(self, user: Utilisateur, password: str) -> None:
        """Another device may be why it was changed: this one alone is still told things."""
        from famille.comptes.sessions.vie import garder_cet_appareil

        super().set_password(user, password)
        essais.tout_oublier(essais.dans_la_session(user))
        garder_cet_appareil(self.request, user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail in the outbox; the task sends it and tries again (docs/comprendre/acces.md
        says what that keeps, and for how long). KeyError: a mail that has no French text of
        ours."""
        from famille.courriels.boite_d_envoi import (
            preparer,  # the outbox imports the models, which allauth loads before
        )

        genre = COURRIELS[template_prefix]
        if genre is None:
            return
        with transaction.atomic():
            preparer(genre.cle(uuid.uuid4()), email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _tiret, cle = key.partition("-")
        return _absolue(
            reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": cle})
        )

    def get_email_confirmation_url(self, request: RequeteConnectee, emailconfirmation: Any) -> str:
        return _absolue(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        return reverse("mes_donnees" if self.request.user.is_authenticated else "account_login")

    def get_password_change_redirect_url(self, request: RequeteConnectee) -> str:
        return reverse("mes_donnees")

    def confirm_email(self, request: RequeteConnectee, email_address: EmailAddress) -> Any:
        """bool. All or nothing; refused when another account, even one not activated yet, has this
        address."""
        compte = email_address.user
        if (
            type(compte)
            .objects.filter(email__iexact=email_address.email)
            .exclude(pk=compte.pk)
            .exists()
        ):
            self.add_message(
                request,
                messages.ERROR,
                "account/messages/email_confirmation_failed.txt",
                {"email": email_address.email},
            )
            return False
        ancienne = compte.email
        with transaction.atomic():
            confirmee = super().confirm_email(request, email_address)
            if confirmee:
                noter_l_adresse(compte, ancienne)
        return confirmee

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who comes by the town's directory proves there who he is: he may have no password here,
        and one that he kept is worth nothing."""
        from famille.comptes.annuaire.liens import entre_par_l_annuaire_seul

        if user.is_authenticated and entre_par_l_annuaire_seul(user):
            annuaire = settings.OPENID[CODE]
            adresse = reverse("vers_l_annuaire")
            return [{"id": CODE, "description": annuaire.nom, "url": adresse}]
        methodes: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        la = user.is_authenticated and FRANCECONNECT in settings.OPENID
        if la and user.socialaccount_set.filter(provider=FRANCECONNECT).exists():
            adresse = reverse("vers_franceconnect")
            methodes.append({"id": FRANCECONNECT, "description": "FranceConnect", "url": adresse})
        return methodes

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whether a password or a code given less than FRAICHEUR ago, at sign-in too, is proof
        enough."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        return not a_prouve_depuis(self.request, FRAICHEUR)


def _genre(nom: str) -> GenreDeCourriel:
    return GenreDeCourriel(f"{SECRETS}{nom}", f"comptes/{nom}")


# allauth's mails, and ours that say them.
MOT_DE_PASSE_CHANGE = _genre("mot_de_passe_change")
COURRIELS = {
    "account/email/password_reset_key": _genre("mot_de_passe_oublie"),
    "account/email/password_reset": MOT_DE_PASSE_CHANGE,
    "account/email/password_changed": MOT_DE_PASSE_CHANGE,
    "account/email/password_set": MOT_DE_PASSE_CHANGE,
    "account/email/email_confirmation": _genre("adresse_a_confirmer"),
    "account/email/email_changed": _genre("adresse_changee"),
    # a change given up: the screen says it, and nothing has changed
    "account/email/email_deleted": None,
    "mfa/email/totp_activated": _genre("second_facteur_active"),
    "mfa/email/totp_deactivated": _genre("second_facteur_desactive"),
    "mfa/email/webauthn_added": _genre("cle_ajoutee"),
    "mfa/email/webauthn_removed": _genre("cle_retiree"),
    "mfa/email/recovery_codes_generated": _genre("codes_de_secours"),
}


def _absolue(chemin: str) -> str:
    from famille.courriels.boite_d_envoi import adresse_absolue

    return adresse_absolue(chemin)


def noter_l_adresse(utilisateur: Utilisateur, ancienne: str) -> None:
    """The households of this account keep the change, and are found by its new address."""
    from famille.journal.modifications import noter_modification
    from famille.journal.recherche import rafraichir_recherche

    avant, apres = {"Adresse e-mail": ancienne}, {"Adresse e-mail": utilisateur.email}
    for responsable in utilisateur.responsabilites.select_related("foyer"):
        noter_modification(
            responsable.foyer,
            f"responsable {responsable}",
            par=utilisateur,
            avant=avant,
            apres=apres,
        )
        rafraichir_recherche(responsable.foyer)


_TOUJOURS = 2**33  # Unix seconds, the year 2242


def session_de_test(session: SessionBase, utilisateur: Utilisateur) -> None:
    """Make a test client's session look signed in with both factors, at any time a moment ago."""
    session["account_authentication_methods"] = [
        {"method": "password", "at": _TOUJOURS},
        {"method": "mfa", "at": _TOUJOURS},
    ]
    session["account_authentication_methods_user"] = user_id_to_str(utilisateur)
    session[CLE_PERSONNEL] = utilisateur.est_du_personnel
    session.set_expiry(duree_sans_usage(utilisateur.est_du_personnel))
    session[CLE_VUE] = _TOUJOURS  # no request of the test refreshes the session


# the last two are for the demo town and the tests
__all__ = ["Adaptateur", "code_actuel", "enroler_totp"]
