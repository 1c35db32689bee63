"""The page from which the journal of readings is exported."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.admin.menu import MenuItem

from famille.models import ReglageConservation
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import page
from famille.socle.erreurs import Refus
from famille.socle.saisie.champ_jour import JourDAgentField

from .formulaires import FormDossier
from .journal_acces import EXPORTER, lancer_l_export


class EntreeJournalAcces(MenuItem):
    def is_shown(self, request: RequeteConnectee) -> bool:
        return request.user.has_perm(EXPORTER)


class PeriodeForm(FormDossier):
    du = JourDAgentField(label="Du")
    au = JourDAgentField(label="Au")
    sorte = forms.ChoiceField(
        label="Format", choices=[("xlsx", "Excel"), ("csv", "CSV")], widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any] | None:
        lu = super().clean() or {}
        if lu.get("du") and lu.get("au") and lu["du"] > lu["au"]:
            self.add_error("au", "Le dernier jour est avant le premier : corrigez l’un des deux.")
        return lu


@require_http_methods(["GET", "HEAD", "POST"])
def journal_acces(request: RequeteConnectee) -> HttpResponse:
    """Two days and a format; the job's page gives the file."""
    if not request.user.has_perm(EXPORTER):
        raise PermissionDenied
    jour = timezone.localdate()
    form = PeriodeForm(
        request.POST or None, initial={"du": jour - timedelta(days=30), "au": jour, "sorte": "xlsx"}
    )
    if request.method == "POST" and form.is_valid():
        try:
            travail = lancer_l_export(**form.cleaned_data, par=request.user)
        except Refus as refus:
            form.refuser(refus)
        else:
            return redirect("travaux:travail", travail.pk)
    contexte = {
        "titre": "Journal des consultations",
        "form": form,
        "duree": ReglageConservation.lire().lectures,
        "breadcrumbs_items": [],
    }
    return page(request, "famille/foyers/bureau/journal_acces.html", contexte, refusee=form.errors)
