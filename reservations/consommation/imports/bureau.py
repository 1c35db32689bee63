"""Counts of canteens and garderies: the template, the file, its preview, and the journal of
imports."""

import io
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.envoi import a_enregistrer
from famille.socle.tableaux import CSV, TABLEAUX, TYPES
from famille.travaux.bureau import arrete
from reservations.bureau.droits import IMPORTER, exige
from reservations.bureau.ecran import IMPORTS
from reservations.lecture.filtres import Mois
from reservations.models import Activite, ImportConsommation

from . import actions
from .fichier import ecrire_modele

_MOIS_PROPOSES = 13
_DEBUT_DE_MOIS = 15  # until then, what is imported is the month before


class ImportForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    mois = forms.ChoiceField(
        label="Mois", help_text="Toutes les dates du fichier sont dans ce mois."
    )
    fichier = forms.FileField(
        label="Fichier",
        help_text="En .xlsx ou en .csv, 10 Mo et 50 000 lignes au plus.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={
            "empty": "Ce fichier est vide : remplissez le modèle, puis déposez-le de nouveau."
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        jour = timezone.localdate()
        courant = Mois.du(jour)
        proposes = [courant.decale(-rang) for rang in range(_MOIS_PROPOSES)]
        self.fields["mois"].choices = [(mois.code, str(mois).capitalize()) for mois in proposes]
        self.fields["mois"].initial = proposes[1 if jour.day <= _DEBUT_DE_MOIS else 0].code
        self.fields["fichier"].error_messages["required"] = (
            "Choisissez un fichier, puis recommencez."
        )

    def clean_mois(self) -> date:
        return date.fromisoformat(f"{self.cleaned_data['mois']}-01")


Etat = ImportConsommation.Etat
_PAR_PAGE, _FAUTES_MONTREES = 20, 200


@require_http_methods(["GET", "POST"])
@exige(IMPORTER)
def imports(request: RequeteConnectee) -> HttpResponse:
    formulaire = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and formulaire.is_valid():
        choix = formulaire.cleaned_data
        with agir(formulaire):
            depose = actions.deposer_fichier(choix["fichier"], choix["mois"], par=request.user)
            return redirect("planning:importation", depose.pk)
    deposes = ImportConsommation.objects.select_related("par", "annule_par").defer("fautes")
    contexte = {
        "titre": "Consommations importées",
        "form": formulaire,
        "activites": Activite.objects.comptees().select_related("structure"),
        "page": Paginator(deposes, _PAR_PAGE).get_page(request.GET.get("p")),
        "breadcrumbs_items": fil(),
    }
    return page(
        request,
        "reservations/consommation/imports/imports.html",
        contexte,
        refusee=formulaire.errors,
    )


@require_safe
@exige(IMPORTER)
def modele(request: RequeteConnectee, sorte: str) -> HttpResponseBase:
    """The file to fill in, its columns and one example line."""
    if sorte not in TABLEAUX:
        raise Http404("not a kind of file")
    premiere = Activite.objects.comptees().select_related("structure").first()
    fichier, jour = io.BytesIO(), Mois.du(timezone.localdate()).debut
    ecrire_modele(fichier, sorte, str(premiere) if premiere else "Restaurant scolaire", jour)
    return _telecharger(fichier.getvalue(), f"modele-consommations.{sorte}", sorte)


@require_safe
@exige(IMPORTER)
def importation(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One import: how far its job is, then its preview or what it did. htmx asks for the first, and
    reloads after."""
    depose = get_object_or_404(
        ImportConsommation.objects.select_related("travail__par", "par", "annule_par"), pk=pk
    )
    travail = depose.travail
    en_cours = (
        travail is not None and not travail.fini_le and depose.etat in (Etat.LECTURE, Etat.LU)
    )
    contexte: dict[str, Any] = {
        "travail": travail,
        "arrete": travail is not None and en_cours and arrete(travail),
        "en_cours": en_cours,
        "importation": depose,
    }
    if request.headers.get("HX-Request"):
        if not en_cours:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return render(request, "famille/travaux/_avancement.html", contexte | {"fragment": True})
    contexte |= {
        "titre": f"Consommations {Mois.du(depose.mois).complement}",
        "fautes": depose.fautes[:_FAUTES_MONTREES],
        "sans_effet": not (depose.bilan.get("nouvelles") or depose.bilan.get("modifiees")),
        "breadcrumbs_items": fil(IMPORTS),
    }
    return page(request, "reservations/consommation/imports/importation.html", contexte)


@require_safe
@exige(IMPORTER)
def lignes_a_corriger(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """Every bad line, in a file."""
    depose = get_object_or_404(ImportConsommation, pk=pk)
    fichier = io.BytesIO()
    tableau = TABLEAUX[CSV](fichier, ["Ligne", "À corriger"])
    for numero, phrase in depose.fautes:
        tableau.ajouter([numero, phrase])
    tableau.finir()
    return _telecharger(fichier.getvalue(), f"lignes-a-corriger-{depose.pk}.csv", CSV)


@require_POST
@exige(IMPORTER)
def confirmer(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(request):
        actions.confirmer_import(get_object_or_404(ImportConsommation, pk=pk), par=request.user)
    return redirect("planning:importation", pk)


@require_POST
@exige(IMPORTER)
def abandonner(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(request, "Rien n’est importé, et le fichier est effacé d’ici."):
        actions.abandonner_import(get_object_or_404(ImportConsommation, pk=pk), par=request.user)
    return redirect("planning:importation", pk)


@require_POST
@exige(IMPORTER)
def annuler(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(request, "L’import est annulé : les consommations sont comme avant lui."):
        actions.annuler_import(get_object_or_404(ImportConsommation, pk=pk), par=request.user)
    return redirect("planning:importation", pk)


def _telecharger(octets: bytes, nom: str, sorte: str) -> HttpResponseBase:
    return a_enregistrer(HttpResponse(octets, content_type=TYPES[sorte]), sous=nom)
