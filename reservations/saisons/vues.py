"""The screen of a new season: choose, read what would be, one press. What was prepared is listed,
and taken back from here."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from famille.regles.scolarite import dire_annee
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.ecran import agir, page
from reservations.bureau.droits import PLANIFIER, exige
from reservations.bureau.ecran import SAISON
from reservations.models import SaisonReprise, Structure

from .actions import annuler_la_saison, demander_la_saison, dire_ce_qui_est_fait
from .formulaires import QUOI, SaisonForm
from .plan import prevoir, saison_a_preparer


@require_http_methods(["GET", "POST"])
@exige(PLANIFIER)
def saison(request: RequeteConnectee) -> HttpResponse:
    """The form in GET, with its preview once it is filled; the same in POST does it."""
    annee = saison_a_preparer(timezone.localdate())
    donnees = request.POST if request.method == "POST" else request.GET
    form = SaisonForm(
        donnees if "structures" in donnees or request.method == "POST" else None, initial=_tout()
    )
    plan = None
    if form.is_bound and form.is_valid():
        with agir(form):
            if request.method == "POST":
                travail = demander_la_saison(form.demande(annee), par=request.user)
                return redirect("travaux:travail", travail.pk)
            plan = prevoir(form.demande(annee))
    contexte: dict[str, Any] = {
        "form": form,
        "plan": plan,
        "envoye": list(donnees.lists()) if plan else [],
        "preparees": [
            (une, dire_ce_qui_est_fait(une))
            for une in SaisonReprise.objects.select_related("par").prefetch_related("elements")[:10]
        ],
        "annee": dire_annee(annee),
        "titre": f"Préparer la saison {dire_annee(annee)}",
        "breadcrumbs_items": [],
    }
    return page(request, "reservations/saisons/saison.html", contexte, refusee=form.errors)


def _tout() -> dict[str, Any]:
    return {
        "structures": list(Structure.objects.values_list("pk", flat=True)),
        "quoi": [nom for nom, _dit in QUOI],
    }


@require_POST
@exige(PLANIFIER)
def annuler(request: RequeteConnectee, pk: int) -> HttpResponse:
    une = get_object_or_404(SaisonReprise, pk=pk)
    with agir(request):
        defait = annuler_la_saison(une, par=request.user)
        dit = compte(defait.retires, "élément est retiré", "éléments sont retirés")
        gardees = compte(defait.grilles_gardees, "grille tarifaire", "grilles tarifaires")
        suite = f" {gardees} aux prix changés depuis restent." if defait.grilles_gardees else ""
        messages.success(request, f"{dit}.{suite}")
    return redirect(SAISON[1])
