"""Reductions on the agents' screens: listed, granted, ended, taken back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.actions import noter_consultation
from famille.listes.vues import exporter_la_liste, montrer
from famille.models import Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir, fil, page
from reservations.bureau.droits import ACCORDER, VOIR_LES_REDUCTIONS, exige
from reservations.models import ReductionAccordee
from reservations.regles.reductions.calcul import ORDRE

from .actions import accorder_une_reduction, finir_une_reduction, retirer_une_reduction
from .formulaires import FinDeReductionForm, ReductionForm
from .liste import ListeDesReductions

ICI = ("Réductions", "reservations_bureau:reductions")


@require_safe
@exige(VOIR_LES_REDUCTIONS)
def reductions(request: RequeteConnectee) -> HttpResponse:
    return montrer(request, ListeDesReductions, ordre=ORDRE)


@require_POST
@exige(VOIR_LES_REDUCTIONS)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesReductions)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ACCORDER)
def nouvelle(request: RequeteConnectee) -> HttpResponse:
    """`?foyer=`: the household of whose page one comes (key)."""
    pour = Foyer.objects.ouverts().filter(pk=entier(request.GET.get("foyer", "")) or 0).first()
    depart = {
        "foyer": pour.numero if pour else "",
        "debut": timezone.localdate(),
        "mesure": ReductionAccordee.Mesure.POURCENT,
    }
    form = ReductionForm(request.POST or None, initial=depart)
    if form.is_valid():
        with agir(form):
            accordee = accorder_une_reduction(**form.cleaned_data, par=request.user)
            messages.success(request, f"C’est accordé : {accordee.dite}. {_suite(accordee)}")
            return redirect("reservations_bureau:reductions")
    contexte = {
        "titre": "Accorder une réduction",
        "form": form,
        "ordre": ORDRE,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "reservations/reductions/bureau/nouvelle.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(VOIR_LES_REDUCTIONS)
def reduction(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One of them; POST gives it a last day, or takes it back (`retirer`)."""
    lues = ReductionAccordee.objects.select_related(
        "foyer", "structure", "activite__structure", "par"
    )
    trouvee = get_object_or_404(lues, pk=pk)
    retire = "retirer" in request.POST
    form = FinDeReductionForm(
        request.POST if request.method == "POST" and not retire else None,
        initial={"fin": trouvee.fin},
    )
    if request.method == "POST" and (retire or form.is_valid()):
        with agir(form):
            return _changer(request, trouvee, form, retire=retire)
    if trouvee.foyer:
        noter_consultation(trouvee.foyer, "réduction accordée", par=request.user)
    contexte = {
        "titre": f"Réduction : {trouvee.motif}",
        "reduction": trouvee,
        "form": form,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "reservations/reductions/bureau/reduction.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@exige(ACCORDER)
def _changer(
    request: RequeteConnectee, trouvee: ReductionAccordee, form: FinDeReductionForm, *, retire: bool
) -> HttpResponse:
    if retire:
        retirer_une_reduction(trouvee, par=request.user)
        messages.success(request, f"La réduction est retirée. {_suite(trouvee)}")
        return redirect("reservations_bureau:reductions")
    finir_une_reduction(trouvee, fin=form.cleaned_data["fin"], par=request.user)
    messages.success(request, f"Son dernier jour est noté. {_suite(trouvee)}")
    return redirect("reservations_bureau:reduction", trouvee.pk)


def _suite(accordee: ReductionAccordee) -> str:
    """What becomes of what is billed already."""
    if accordee.foyer_id:
        return "Ce qui était déjà facturé et change de prix est dans « Lignes à revoir »."
    return (
        "Ce qui était déjà facturé et change de prix sera demain dans « Lignes à revoir » :"
        " « Comparer » l’y met tout de suite."
    )
