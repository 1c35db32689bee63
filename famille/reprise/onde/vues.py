"""The screen of a school on which a list of ONDE is brought: compared first, applied if asked. The
file is read, and kept nowhere."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from famille.foyers.bureau.droits import MODIFIER, exige
from famille.models import Ecole
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.ecran import fil, page
from famille.socle.erreurs import Refus

from .comparaison import comparer_les_adultes, comparer_les_eleves, ranger_les_eleves
from .lecture import AdulteDOnde, Eleve, ListeDOnde, lire


class ListeDOndeForm(forms.Form):
    fichier = forms.FileField(
        label="Liste d’ONDE",
        help_text=(
            "Le fichier CSV des élèves, ou celui de leurs responsables, que donne la direction de"
            " l’école. L’identifiant national (INE) n’est ni lu ni gardé."
        ),
        error_messages={"required": "Choisissez le fichier que l’école vous a donné."},
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def onde(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`geste`: "ranger" applies what the list says; anything else only compares."""
    ecole = get_object_or_404(Ecole, pk=pk)
    formulaire = ListeDOndeForm(request.POST or None, request.FILES or None)
    contexte: dict[str, Any] = {}
    if request.method == "POST" and formulaire.is_valid():
        try:
            lue = _lire(formulaire)
            eleves = [une for une in lue if isinstance(une, Eleve)]
            if request.POST.get("geste") == "ranger" and eleves:
                combien = ranger_les_eleves(ecole, eleves, par=request.user)
                dit = compte(combien, "enfant a changé", "enfants ont changé")
                messages.success(request, f"{dit} d’école, de classe ou de niveau.")
                return redirect("ecoles:ecole", pk)
            contexte = _comparaison(ecole, lue, eleves)
        except Refus as refus:
            formulaire.add_error("fichier", str(refus))
    contexte |= {
        "ecole": ecole,
        "form": formulaire,
        "titre": f"Comparer avec ONDE : {ecole}",
        "breadcrumbs_items": fil(("Écoles", "ecoles:liste"), (str(ecole), "ecoles:ecole", pk)),
    }
    return page(request, "famille/reprise/onde.html", contexte, refusee=formulaire.errors)


def _lire(formulaire: ListeDOndeForm) -> ListeDOnde:
    fichier = formulaire.cleaned_data["fichier"]
    return lire(fichier.file, fichier.name or "")


def _comparaison(ecole: Ecole, lue: ListeDOnde, eleves: list[Eleve]) -> dict[str, Any]:
    if eleves:
        return {"eleves": comparer_les_eleves(ecole, eleves)}
    adultes = [un for un in lue if isinstance(un, AdulteDOnde)]
    return {"adultes": comparer_les_adultes(ecole, adultes)}
