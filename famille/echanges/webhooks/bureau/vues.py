"""The list of the webhooks, one of them and its last deliveries, and what is done with it. A secret
is on one page, once: no cache keeps it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.comptes.droits import exige
from famille.comptes.preuves import preuve_exigee
from famille.echanges.webhooks import actions
from famille.echanges.webhooks.faits import faits
from famille.models import Livraison, Webhook
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.ecran import Formulaire, agir, fil, page

VOIR, AJOUTER = "famille.view_webhook", "famille.add_webhook"
CHANGER = "famille.change_webhook"
LISTE = ("Webhooks", "webhooks:liste")
LIVRAISONS_MONTREES = 50
ATTENDENT = (Livraison.Etat.PREPAREE, Livraison.Etat.EN_COURS)


class WebhookForm(Formulaire):
    nom = forms.CharField(
        label="Logiciel",
        max_length=80,
        help_text=Webhook._meta.get_field("nom").help_text,
    )
    adresse = forms.URLField(
        label="Adresse",
        max_length=500,
        assume_scheme="https",
        help_text=Webhook._meta.get_field("adresse").help_text,
        error_messages={
            "invalid": "Écrivez une adresse, par exemple https://logiciel.exemple.fr/reception.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["faits"] = forms.MultipleChoiceField(
            label="Ce qui lui est annoncé",
            help_text=(
                "Le message ne contient que des numéros : le logiciel lit le reste par l’API, avec"
                " sa clé."
            ),
            choices=[(code, fait.titre) for code, fait in faits().items()],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choisissez au moins une chose à annoncer."},
        )


@require_safe
@exige(VOIR)
def liste(request: RequeteConnectee) -> HttpResponse:
    """One query, however many."""
    attendent = Count("livraisons", filter=Q(livraisons__etat__in=ATTENDENT))
    contexte = {
        "titre": "Webhooks",
        "webhooks": Webhook.objects.annotate(attendent=attendent),
        "peut_ajouter": request.user.has_perm(AJOUTER),
    }
    return page(request, "famille/webhooks/liste.html", contexte)


@require_safe
@exige(VOIR)
def webhook(request: RequeteConnectee, pk: int) -> HttpResponse:
    lu = get_object_or_404(Webhook.objects.select_related("par"), pk=pk)
    connus = faits()
    contexte = {
        "titre": str(lu),
        "webhook": lu,
        "faits": [connus[code].titre for code in lu.faits if code in connus],
        "livraisons": [
            (livraison, connus[livraison.fait].titre if livraison.fait in connus else "")
            for livraison in lu.livraisons.all()[:LIVRAISONS_MONTREES]
        ],
        "peut_changer": request.user.has_perm(CHANGER),
        "breadcrumbs_items": fil(LISTE),
    }
    return page(request, "famille/webhooks/webhook.html", contexte)


@never_cache
@require_http_methods(["GET", "POST"])
@exige(AJOUTER)
@preuve_exigee
def nouveau(request: RequeteConnectee) -> HttpResponse:
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        dits = form.cleaned_data
        with agir(form):
            ajoute, secret = actions.ajouter(
                dits["nom"], dits["adresse"], dits["faits"], par=request.user
            )
            return _montrer_le_secret(request, ajoute, secret, "Le webhook est ajouté")
    return _formulaire(request, form, "Ajouter un webhook", "Ajouter", reverse(LISTE[1]))


@require_http_methods(["GET", "POST"])
@exige(CHANGER)
@preuve_exigee
def modifier(request: RequeteConnectee, pk: int) -> HttpResponse:
    lu = get_object_or_404(Webhook, pk=pk)
    connu = {"nom": lu.nom, "adresse": lu.adresse, "faits": lu.faits}
    form = WebhookForm(request.POST if request.method == "POST" else None, initial=connu)
    if request.method == "POST" and form.is_valid():
        dits = form.cleaned_data
        with agir(form):
            actions.modifier(lu, dits["nom"], dits["adresse"], dits["faits"], par=request.user)
            messages.success(request, f"« {lu} » est modifié.")
            return redirect("webhooks:webhook", pk)
    retour = reverse("webhooks:webhook", args=[pk])
    return _formulaire(request, form, f"Modifier {lu}", "Enregistrer", retour)


@never_cache
@require_POST
@exige(CHANGER)
@preuve_exigee
def changer_le_secret(request: RequeteConnectee, pk: int) -> HttpResponse:
    lu = get_object_or_404(Webhook, pk=pk)
    secret = actions.changer_le_secret(lu, par=request.user)
    return _montrer_le_secret(request, lu, secret, "Le secret est changé")


@require_POST
@exige(CHANGER)
def arreter(request: RequeteConnectee, pk: int) -> HttpResponse:
    lu = get_object_or_404(Webhook, pk=pk)
    actions.arreter(lu, par=request.user)
    messages.success(request, f"Plus rien n’est annoncé à « {lu} ».")
    return redirect("webhooks:webhook", pk)


@require_POST
@exige(CHANGER)
def rouvrir(request: RequeteConnectee, pk: int) -> HttpResponse:
    lu = get_object_or_404(Webhook, pk=pk)
    attendent = actions.rouvrir(lu, par=request.user)
    suite = f" : {compte(attendent, 'envoi')} en attente part maintenant" if attendent else ""
    messages.success(request, f"« {lu} » est de nouveau prévenu{suite}.")
    return redirect("webhooks:webhook", pk)


@require_POST
@exige(CHANGER)
def renvoyer(request: RequeteConnectee, pk: str) -> HttpResponse:
    livraison = get_object_or_404(Livraison.objects.select_related("webhook"), pk=pk)
    with agir(request, "Cet envoi repart dans la minute, sous le même numéro."):
        actions.renvoyer(livraison, par=request.user)
    return redirect("webhooks:webhook", livraison.webhook_id)


def _montrer_le_secret(
    request: RequeteConnectee, lu: Webhook, secret: str, titre: str
) -> HttpResponse:
    contexte = {
        "titre": titre,
        "webhook": lu,
        "secret": secret,
        "suite": reverse("webhooks:webhook", args=[lu.pk]),
        "breadcrumbs_items": fil(LISTE),
    }
    return page(request, "famille/webhooks/secret.html", contexte)


def _formulaire(
    request: RequeteConnectee, form: WebhookForm, titre: str, bouton: str, retour: str
) -> HttpResponse:
    contexte = {
        "titre": titre,
        "form": form,
        "bouton": bouton,
        "retour": retour,
        "breadcrumbs_items": fil(LISTE),
    }
    return page(request, "famille/api/formulaire.html", contexte, refusee=form.errors)
