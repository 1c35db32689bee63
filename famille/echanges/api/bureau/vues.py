"""The keys, one and its last calls, a new one, its end. Its secret is shown once, kept nowhere."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.comptes.droits import exige
from famille.comptes.preuves import preuve_exigee
from famille.echanges.api.cles import creer_cle, revoquer_cle
from famille.echanges.api.portees import portees
from famille.journal.une_fois import CleField
from famille.models import CleAPI
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.saisie.champ_jour import JourDAgentField

VOIR, FAIRE, REVOQUER = "famille.view_cleapi", "famille.add_cleapi", "famille.change_cleapi"
LISTE = ("Clés d’API", "cles_api:liste")
APPELS_MONTRES = 50
RECENTS = timedelta(days=30)
UN_AN = timedelta(days=365)


class ChoixExpliquesInput(forms.CheckboxSelectMultiple):
    """Boxes, each with a sentence of its own."""

    option_template_name = "famille/api/choix_explique.html"

    def __init__(self, explications: dict[str, str]) -> None:
        super().__init__()
        self.explications = explications

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_explication"
        return option | {"explication": self.explications.get(str(value), "")}


class CleDApiForm(Formulaire):
    nom = forms.CharField(
        label="Logiciel",
        max_length=80,
        help_text=CleAPI._meta.get_field("nom").help_text,
    )
    expire_le = JourDAgentField(
        label="Dernier jour de validité",
        help_text="Deux ans au plus. Ensuite, faites-en une nouvelle.",
    )
    cle = CleField()

    field_order = ("nom", "portees", "expire_le")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        connues = portees()
        self.fields["portees"] = forms.MultipleChoiceField(
            label="Ce qu’elle peut lire",
            help_text="Le moins possible : une clé par logiciel, avec ce dont il a besoin.",
            choices=[(code, une.titre) for code, une in connues.items()],
            widget=ChoixExpliquesInput({code: une.explication for code, une in connues.items()}),
            error_messages={"required": "Choisissez au moins une chose que cette clé pourra lire."},
        )
        self.fields["expire_le"].initial = timezone.localdate() + UN_AN
        self.order_fields(self.field_order)


@require_safe
@exige(VOIR)
def liste(request: RequeteConnectee) -> HttpResponse:
    """Two queries, however many keys."""
    recents = Count("appels", filter=Q(appels__le__gte=timezone.now() - RECENTS))
    cles = list(CleAPI.objects.annotate(recents=recents))
    jour = timezone.localdate()
    en_service = [une for une in cles if une.revoquee_le is None and une.expire_le >= jour]
    contexte = {
        "titre": "Clés d’API",
        "en_service": en_service,
        "finies": [une for une in cles if une not in en_service],
        "peut_faire": request.user.has_perm(FAIRE),
    }
    return page(request, "famille/api/liste.html", contexte)


@require_safe
@exige(VOIR)
def cle(request: RequeteConnectee, pk: int) -> HttpResponse:
    lue = get_object_or_404(CleAPI.objects.select_related("par", "revoquee_par"), pk=pk)
    connues = portees()
    contexte = {
        "titre": str(lue),
        "cle": lue,
        "portees": [connues[code] for code in lue.portees if code in connues],
        "appels": lue.appels.all()[:APPELS_MONTRES],
        "expiree": lue.expire_le < timezone.localdate(),
        "peut_revoquer": request.user.has_perm(REVOQUER) and lue.revoquee_le is None,
        "breadcrumbs_items": fil(LISTE),
    }
    return page(request, "famille/api/cle.html", contexte)


@never_cache
@require_http_methods(["GET", "POST"])
@exige(FAIRE)
@preuve_exigee
def nouvelle(request: RequeteConnectee) -> HttpResponse:
    form = CleDApiForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        dits = form.cleaned_data
        with agir(form):
            faite, secret = creer_cle(
                dits["nom"], dits["portees"], expire_le=dits["expire_le"], par=request.user
            )
            contexte = {
                "titre": "La clé est faite",
                "cle": faite,
                "secret": secret,
                "suite": reverse("cles_api:cle", args=[faite.pk]),
                "breadcrumbs_items": fil(LISTE),
            }
            return page(request, "famille/api/faite.html", contexte)
    contexte = {
        "titre": "Faire une clé",
        "form": form,
        "bouton": "Faire la clé",
        "retour": reverse(LISTE[1]),
        "breadcrumbs_items": fil(LISTE),
    }
    return page(request, "famille/api/formulaire.html", contexte, refusee=form.errors)


@require_POST
@exige(REVOQUER)
def revoquer(request: RequeteConnectee, pk: int) -> HttpResponse:
    lue = get_object_or_404(CleAPI, pk=pk)
    revoquer_cle(lue, par=request.user)
    messages.success(request, f"La clé de « {lue} » est révoquée : elle n’ouvre plus rien.")
    return redirect("cles_api:cle", pk)
