"""What is billed and would not be today: a month compared on demand, several lines put right at
once."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from famille.dossier.listes.chemin import adresse_de_retour, filtres_postes
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.erreurs import Refus
from reservations.bureau.droits import CORRIGER, exige
from reservations.facturation.comparaison import comparer
from reservations.facturation.regularisation import (
    A_CHANGE,
    LIGNES_MAX,
    lire_le_lot,
    regulariser_un_lot,
)
from reservations.lecture.filtres import Mois

FIL = [("Lignes à revoir", "factures:a_revoir")]
MOIS_PROPOSES = 13


class ComparaisonForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    mois = forms.ChoiceField(label="Mois à comparer")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        courant = Mois.du(timezone.localdate())
        mois = [courant.decale(-rang) for rang in range(MOIS_PROPOSES)]
        self.fields["mois"].choices = [(un.code, str(un)) for un in mois]
        self.fields["mois"].initial = courant.decale(-1).code


@require_http_methods(["GET", "HEAD", "POST"])
@exige(CORRIGER)
def comparaison(request: RequeteConnectee) -> HttpResponse:
    """Choose a month; POST begins the job that compares it."""
    form = ComparaisonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mois = Mois.lire(form.cleaned_data["mois"], timezone.localdate())
        assert mois is not None, "one of those that the form proposes"
        return redirect("travaux:travail", comparer([mois], par=request.user).pk)
    contexte = {
        "titre": "Comparer le facturé et le dû",
        "form": form,
        "breadcrumbs_items": fil(*FIL),
    }
    gabarit = "reservations/facturation/bureau/comparaison.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_POST
@exige(CORRIGER)
def lot(request: RequeteConnectee) -> HttpResponse:
    """What the ticked lines (`ligne`), or all (`toutes`), come to; `vue`, what was read of it, puts
    them right; `retour`, the list's address."""
    lues = map(entier, request.POST.getlist("ligne")[:LIGNES_MAX])
    cochees, toutes = [cle for cle in lues if cle is not None], "toutes" in request.POST
    vue, liste = request.POST.get("vue"), adresse_de_retour(request, "factures:a_revoir")
    with agir(request):
        choisi = lire_le_lot(None if toutes else cochees)
        if vue and vue != choisi.vue:
            raise Refus(A_CHANGE)
        if vue:
            return redirect("travaux:travail", regulariser_un_lot(choisi, par=request.user).pk)
        contexte = {
            "titre": "Régulariser plusieurs factures",
            "lot": choisi,
            "liste": liste,
            "retour": filtres_postes(request),
            "cles": [] if toutes else [une.pk for une in choisi.notees],
            "avoirs": en_euros(choisi.avoirs),
            "dus": en_euros(choisi.dus),
            "breadcrumbs_items": fil(*FIL),
        }
        return page(request, "reservations/facturation/bureau/regulariser_un_lot.html", contexte)
    return redirect(liste)
