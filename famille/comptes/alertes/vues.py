"""What my telephone is told: the choices, which work without JavaScript; this device, which only
its browser can add."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from phonenumber_field.phonenumber import PhoneNumber

from famille.alertes import actions
from famille.alertes.actions import Abonnement
from famille.alertes.push.vapid import publique
from famille.alertes.registre import ouverts
from famille.alertes.sms.canal import numero_de
from famille.alertes.sms.retour import noter_le_retour
from famille.comptes.journal import noter
from famille.comptes.sessions.appareils import decrire
from famille.models import AppareilAlerte, ChoixAlerte, Utilisateur
from famille.models.alerte import CanalEnPlus
from famille.regles.alertes import PUSH, SMS, SUJETS
from famille.socle.connectee import RequeteConnectee
from famille.socle.erreurs import Refus
from famille.socle.texte import lire_json


class AlertesForm(forms.Form):
    """A box for each thing and each of these ways (codes); nothing ticked that was not asked.
    `numero`: the mobile of this account, in E.164."""

    def __init__(
        self, *args: Any, compte: Utilisateur, canaux: Collection[str], numero: str, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        au_mobile = f", au {PhoneNumber.from_string(numero).as_national}" if numero else ""
        choisis = set(ChoixAlerte.objects.de(compte).values_list("sujet", "canal"))
        for sujet in SUJETS.values():
            for canal in CanalEnPlus:
                if canal in canaux and canal in sujet.canaux:
                    self.fields[f"{sujet.code}-{canal}"] = forms.BooleanField(
                        label=f"{canal.label}{au_mobile if canal == SMS else ''}",
                        required=False,
                        initial=(sujet.code, canal) in choisis,
                    )

    def lignes(self) -> list[dict[str, Any]]:
        """dict(sujet, cases) for each thing."""
        return [
            {
                "sujet": une,
                "cases": [self[nom] for nom in self.fields if nom.startswith(f"{code}-")],
            }
            for code, une in SUJETS.items()
        ]

    def voulus(self) -> set[tuple[str, str]]:
        """(thing, way), once valid."""
        coches = (nom.partition("-") for nom, oui in self.cleaned_data.items() if oui)
        return {(sujet, canal) for sujet, _tiret, canal in coches}


ENREGISTRE = "Vos choix d’alertes sont enregistrés."
AJOUTE = "Cet appareil reçoit maintenant vos alertes."
RETIRE = "Cet appareil ne reçoit plus d’alerte. Vous êtes toujours prévenu par e-mail."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mes_alertes(request: RequeteConnectee) -> HttpResponse:
    codes = {canal.code for canal in ouverts()}
    numero = numero_de(request.user.pk) if SMS in codes else ""
    demandes = codes if numero else codes - {SMS}
    envoye = request.POST if request.method == "POST" else None  # nothing ticked is an answer too
    form = AlertesForm(envoye, compte=request.user, canaux=demandes, numero=numero)
    if form.is_valid():
        actions.choisir(request.user, form.voulus(), parmi=demandes, par=request.user)
        noter("alertes choisies", request.user, nombre=len(form.voulus()))
        messages.success(request, ENREGISTRE)
        return redirect("mes_alertes")
    contexte = {
        "form": form,
        "canaux": codes,
        "demandes": demandes,
        "numero": numero,
        "sans_mobile": SMS in codes and not numero,
    }
    if PUSH in codes:
        contexte |= {
            "appareils": AppareilAlerte.objects.de(request.user),
            "cle_publique": publique(settings.PUSH["cle"]),
            "abonnement": settings.PUSH["abonnement"],
        }
    return render(request, "account/alertes/mes_alertes.html", contexte)


@require_POST
def abonner_appareil(request: RequeteConnectee) -> JsonResponse:
    """The browser that asks is told things from now on. 409 and a sentence: why not."""
    try:
        actions.abonner(
            request.user,
            _abonnement(request),
            nom=decrire(request.headers.get("user-agent", "")),
            session=request.session.session_key or "",
            par=request.user,
        )
    except Refus as refus:
        return JsonResponse({"phrase": str(refus)}, status=409)
    noter("appareil d’alertes ajoute", request.user)
    messages.success(request, AJOUTE)
    return JsonResponse({})


@require_POST
def reconnaitre_appareil(request: RequeteConnectee) -> JsonResponse:
    """{"a_moi": bool}: asked by a page that opens on a browser that somebody subscribed."""
    a_moi = actions.reconnaitre(
        request.user, request.POST.get("endpoint", ""), session=request.session.session_key or ""
    )
    return JsonResponse({"a_moi": a_moi})


@require_POST
def retirer_appareil(request: RequeteConnectee, pk: int) -> HttpResponse:
    appareil = get_object_or_404(AppareilAlerte.objects.de(request.user), pk=pk)
    actions.retirer(appareil, par=request.user)
    noter("appareil d’alertes retire", request.user)
    messages.success(request, RETIRE)
    return redirect("mes_alertes")


@csrf_exempt
@login_not_required
@never_cache
@require_POST
def renouveler_appareil(request: HttpRequest) -> HttpResponse:
    """The service worker says that its browser has changed its address, no page being open. It
    proves itself by the former one, which nobody else knows."""
    try:
        connu = actions.remplacer(request.POST.get("ancien", ""), _abonnement(request))
    except Refus:
        connu = False
    return HttpResponse(status=204 if connu else 404)


def _abonnement(request: HttpRequest) -> Abonnement:
    return Abonnement(*(request.POST.get(nom, "") for nom in ("endpoint", "p256dh", "auth")))


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def retour_sms(request: HttpRequest, secret: str) -> HttpResponse:
    """The provider reports a delivery, at an address that it alone was given."""
    attendu = settings.SMS_RETOUR
    if settings.SMS is None or not attendu or not constant_time_compare(secret, attendu):
        raise Http404("not the address of reports")
    en_json = request.content_type == "application/json"
    dit = lire_json(request.body) if en_json else {**request.GET.dict(), **request.POST.dict()}
    noter_le_retour(settings.SMS, dit)
    return HttpResponse(status=204)  # known or not: asked again, it would be the same
