"""The list, a new batch, one taken up again, its lines applied or taken back."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin.ui.components import Component

from demarches.caisses import application, lot
from demarches.caisses.service import api
from demarches.models import LotDeQuotients, QuotientDemande
from demarches.regles.quotient import est_a_proposer
from famille.foyers.bureau.droits import MODIFIER, exige
from famille.listes.vues import exporter_la_liste, montrer
from famille.models import Travail
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_mois
from famille.socle.ecran import agir, fil, page
from famille.socle.erreurs import Refus

from . import LISTE
from .liste import PREMIERS, ListeDesQuotients

# What is asked before a batch.


ACCORDS, TOUS = "accords", "tous"


class LotForm(forms.Form):
    fields: dict[str, Any]

    qui = forms.ChoiceField(
        label="De quels foyers ?",
        choices=[
            (ACCORDS, "Ceux qui ont donné leur accord sur leur page"),
            (
                TOUS,
                "Tous ceux qui ont un enfant au dossier, sauf accord retiré (CRPA, L. 114-8)",
            ),
        ],
        help_text="« Tous » demande que la collectivité en ait informé les familles.",
        widget=forms.RadioSelect,
        initial=ACCORDS,
        error_messages={"required": "Choisissez de quels foyers."},
    )

    @property
    def accord_seul(self) -> bool:
        return self.cleaned_data["qui"] == ACCORDS


CHEMIN = ("Quotients de la CAF", LISTE)
RIEN_DE_COCHE = "Cochez d’abord des lignes, puis choisissez quoi en faire."
CLES_MAX = 500


@require_safe
@exige(MODIFIER)
def liste(request: RequeteConnectee) -> HttpResponse:
    dernier = LotDeQuotients.objects.select_related("travail").first()
    travail = dernier.travail if dernier else None
    return montrer(
        request,
        ListeDesQuotients,
        dernier=dernier,
        ouvert=api() is not None,
        travail_en_cours=travail if travail and travail.etat in application.EN_COURS else None,
        restent=_restent(dernier) if dernier else 0,
        pas_fini=application.PAS_FINI,
    )


def _restent(dernier: LotDeQuotients) -> int:
    """How many of its lines have no answer."""
    return dernier.lignes.filter(issue__in=QuotientDemande.A_REPRENDRE).count()


@require_POST
@exige(MODIFIER)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesQuotients)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(MODIFIER)
def nouveau(request: RequeteConnectee) -> HttpResponse:
    mois = timezone.localdate().replace(day=1)
    form = LotForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ouvert = lot.commencer(mois, accord_seul=form.accord_seul, par=request.user)
        except Refus as refus:
            form.add_error(None, str(refus))
        else:
            return _suivre(ouvert.travail)
    contexte: dict[str, Any] = {
        "titre": f"Demander les quotients de {en_mois(mois)}",
        "form": form,
        "ouvert": api() is not None,
        "retour": reverse(LISTE),
        "breadcrumbs_items": fil(CHEMIN),
    }
    return page(request, "demarches/caisses/bureau/nouveau.html", contexte, refusee=form.errors)


@require_POST
@exige(MODIFIER)
def relancer(request: RequeteConnectee, pk: int) -> HttpResponse:
    arrete = get_object_or_404(LotDeQuotients, pk=pk)
    with agir(request):
        lot.relancer(arrete, par=request.user)
        arrete.refresh_from_db()
        return _suivre(arrete.travail)
    return redirect(LISTE)


@require_POST
@exige(MODIFIER)
def suites(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`action`: appliquer or annuler, of the lines ticked (`ligne`); appliquer-tout,
    appliquer-premiers, annuler-tout, of the batch."""
    choisi = get_object_or_404(LotDeQuotients, pk=pk)
    action, _, tout = request.POST.get("action", "").partition("-")
    cochees = [cle for cle in request.POST.getlist("ligne") if cle.isdecimal()][:CLES_MAX]
    cles = None if tout else [int(cle) for cle in cochees]
    tous = QuotientDemande.PREMIER if tout == PREMIERS else QuotientDemande.PROCHE
    faire = (
        application.demander_l_annulation
        if action == "annuler"
        else partial(application.demander_l_application, tous=tous)
    )
    try:
        if cles is not None and not cles:
            raise Refus(RIEN_DE_COCHE)
        return _suivre(faire(choisi, cles, par=request.user))
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect(f"{reverse(LISTE)}?lot={choisi.pk}")


def _suivre(travail: Travail | None) -> HttpResponse:
    return redirect("travaux:travail", travail.pk) if travail else redirect(LISTE)


class PanneauDesQuotients(Component):
    name = "quotients"
    template_name = "demarches/caisses/bureau/panneau.html"
    order = 55

    @staticmethod
    def visible(request: RequeteConnectee) -> bool:
        """Two queries, in February and March only."""
        jour = timezone.localdate()
        if not est_a_proposer(jour, None) or not request.user.has_perm(MODIFIER) or api() is None:
            return False
        dernier = LotDeQuotients.objects.values_list("cree_le", flat=True).first()
        return est_a_proposer(jour, timezone.localdate(dernier) if dernier else None)
