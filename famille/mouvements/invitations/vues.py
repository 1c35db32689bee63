"""Who holds a letter types its code, or follows its QR code, and gives the e-mail address where his
activation link is sent."""

from allauth.core.ratelimit import consume_or_429
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from famille.socle.saisie.adresses_courriel import joignable

from . import codes, seconde_lettre

# the code stands here, not in an address: history and logs keep no secret
_EN_SESSION = "code_d_invitation"


class CodeDeLettreForm(forms.Form):
    code = forms.CharField(
        label="Code de votre lettre",
        max_length=40,
        help_text="Douze lettres et chiffres, par exemple ABCD-EFGH-JKMN.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "Recopiez le code imprimé sur votre lettre."},
    )


class AdresseDeLettreForm(forms.Form):
    courriel = forms.EmailField(
        label="Votre adresse e-mail",
        help_text="Ce sera votre identifiant. Par exemple : nom@exemple.fr.",
        validators=[joignable],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": "Donnez votre adresse e-mail.",
            "invalid": "Cette adresse n’est pas complète : vérifiez-la.",
        },
    )


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def invitation(request: HttpRequest, code: str = "") -> HttpResponse:
    """The code, typed or in the address that the QR code holds."""
    if trop := consume_or_429(request, action="invitation", limit_get=True):
        return trop
    form = CodeDeLettreForm(request.POST or None)
    if code or (request.method == "POST" and form.is_valid()):
        donne = code or form.cleaned_data["code"]
        if codes.trouver(donne):
            request.session[_EN_SESSION] = codes.lire(donne)
            return redirect("famille:invitation_adresse")
        return render(request, "famille/invitations/code_perime.html", status=410)
    return render(request, "famille/invitations/code.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("courriel")
def adresse(request: HttpRequest) -> HttpResponse:
    """The same page whatever came of it: it tells nobody whether an address has an account."""
    if trop := consume_or_429(request, action="invitation", limit_get=True):
        return trop
    trouvee = codes.trouver(request.session.get(_EN_SESSION, ""))
    if trouvee is None:
        return render(request, "famille/invitations/code_perime.html", status=410)
    form = AdresseDeLettreForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        # before anything is sent, were it to somebody who has asked for nothing
        if trop := consume_or_429(request, action="invitation_repondue", key=trouvee.code):
            return trop
        courriel = form.cleaned_data["courriel"]
        codes.repondre(request.session[_EN_SESSION], courriel)
        return render(request, "famille/invitations/parti.html", {"courriel": courriel})
    contexte = {"form": form, "adulte": trouvee.responsable}
    return render(request, "famille/invitations/adresse.html", contexte)


@require_POST
@sensitive_post_parameters("code")
def par_courrier(request: RequeteConnectee) -> HttpResponse:
    """The code of a second letter, typed by who is in his account."""
    if trop := consume_or_429(request, action="invitation"):
        return trop
    with agir(request, "C’est confirmé : tout votre dossier vous est ouvert."):
        seconde_lettre.repondre(request.POST.get("code", ""), request.user)
    return redirect("famille:acces")
