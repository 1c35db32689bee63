"""The forms of sign-in and passwords: allauth's, with our words, help and autocomplete tokens."""

from datetime import timedelta
from typing import Any

from allauth.account import forms as compte
from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import HttpResponse

from famille.comptes.adresse_en_attente import apres_une_entree_par_le_courriel
from famille.comptes.adresse_prouvee import adresse_verifiee
from famille.comptes.sessions.vie import demander_de_rester, regler_la_session
from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte as en_nombre_de
from famille.socle.saisie.adresses_courriel import joignable
from famille.socle.ville import service
from famille.travaux.file import confier

AIDE_MOT_DE_PASSE = (
    "12 caractères au moins. Une phrase facile à retenir convient très bien, espaces compris. "
    "Vous pouvez coller un mot de passe depuis un gestionnaire."
)
TROP_FAIBLE = (
    "Ce mot de passe se devine trop facilement : choisissez plutôt quatre mots sans rapport entre"
    " eux."
)


class MotDePasseMixin(forms.Form):
    """A password chosen, once: it can be shown while it is typed, and a forgotten one is changed in
    two minutes. Checked against D12's rules and the account's own name and address."""

    user: Any
    password1: Any = forms.CharField(
        label="Nouveau mot de passe",
        help_text=AIDE_MOT_DE_PASSE,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2: Any = None

    def clean_password1(self) -> str:
        try:
            validate_password(self.cleaned_data["password1"], self.user)
        except forms.ValidationError as refus:
            raise _en_une_phrase(refus) from refus
        return self.cleaned_data["password1"]


def _en_une_phrase(refus: forms.ValidationError) -> forms.ValidationError:
    """Of several reasons, what to do; that it was stolen elsewhere is said in any case."""
    raisons = refus.error_list
    volee = next((raison for raison in raisons if raison.code == "vole"), None)
    if volee or len(raisons) == 1:
        return volee or raisons[0]
    return forms.ValidationError(TROP_FAIBLE, code="trop_faible")


def _mot_de_passe_actuel(libelle: str = "Mot de passe") -> forms.CharField:
    return forms.CharField(
        label=libelle,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ConnexionForm(compte.LoginForm):
    password = _mot_de_passe_actuel()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.EmailField(
            label="Adresse e-mail",
            help_text=(
                f"Celle que vous avez donnée {service().au}. Exemple : camille.martin@exemple.fr"
            ),
            widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        )
        if settings.SESSION_GARDEE:
            jours = en_nombre_de(timedelta(seconds=settings.SESSION_GARDEE).days, "jour")
            self.fields["rester"] = forms.BooleanField(
                label="Rester connecté sur cet appareil",
                help_text=(
                    f"Pour les familles, pendant {jours}. Ne cochez pas sur un appareil que"
                    " d’autres utilisent."
                ),
                required=False,
            )
        self.order_fields(["login", "password", "rester"])

    def login(self, request: RequeteConnectee, redirect_url: str | None = None) -> HttpResponse:
        demander_de_rester(request, self.user, oui=self.cleaned_data.get("rester", False))
        reponse = super().login(request, redirect_url=redirect_url)
        if request.user.is_authenticated:
            regler_la_session(request)  # allauth has just set the same duration for everybody
        return reponse


class MotDePasseOublieForm(compte.ResetPasswordForm):
    email = forms.EmailField(
        label="Adresse e-mail",
        help_text="Celle de votre compte. Exemple : camille.martin@exemple.fr",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    def clean_email(self) -> str:
        """Only the account's own address counts: not one that somebody typed and nobody
        confirmed."""
        adresse = self.cleaned_data["email"].strip().lower()
        self.comptes = Utilisateur.objects.filter(
            email__iexact=adresse, is_active=True
        ).values_list("pk", "email")
        return adresse

    def save(self, request: RequeteConnectee, **kwargs: Any) -> Any:
        """Leave the mail to a task, that there is an account or not: the answer takes the same time
        (D13). PostgreSQL finds "laposte" by "lapoſte" too, which is limited as another address."""
        adresse = self.cleaned_data["email"]
        trouve = next((pk for pk, la_sienne in self.comptes if la_sienne.lower() == adresse), None)
        confier("famille.taches.envoyer_lien_de_mot_de_passe", trouve)
        return adresse


class NouveauMotDePasseForm(MotDePasseMixin, compte.ResetPasswordKeyForm):
    def save(self) -> None:
        super().save()
        adresse_verifiee(self.user)
        apres_une_entree_par_le_courriel(self.user)


class ChangerMotDePasseForm(MotDePasseMixin, compte.ChangePasswordForm):
    oldpassword = _mot_de_passe_actuel("Mot de passe actuel")

    def clean_oldpassword(self) -> str:
        """Counted as any proof: who finds a session open has no more tries than at the door."""
        actuel = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, actuel):
            raise get_adapter().validation_error("enter_current_password")
        return actuel


class ChoisirMotDePasseForm(MotDePasseMixin, compte.SetPasswordForm):
    pass


class ChangerAdresseForm(compte.AddEmailForm):
    email = forms.EmailField(
        label="Nouvelle adresse e-mail",
        help_text=(
            "Un message y est envoyé : votre adresse ne change qu’une fois ce message confirmé."
        ),
        validators=[joignable],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class ReauthentificationForm(compte.ReauthenticateForm):
    password = _mot_de_passe_actuel()
