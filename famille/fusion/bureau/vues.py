"""A merge prepared, done, and taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from famille.foyers.bureau import url, url_du_foyer
from famille.foyers.bureau.droits import FUSIONNER, exige
from famille.foyers.bureau.ecran import fil_du_foyer
from famille.fusion.actions import fusionner, obstacles
from famille.fusion.annulation import annuler, ce_qui_en_depend
from famille.journal.modifications import noter_consultation
from famille.models import DELAI_DE_FUSION, Foyer, Fusion
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_lettres
from famille.socle.ecran import page
from famille.socle.erreurs import Refus

from . import LISTE, url_de_la_fusion
from .preparation import FormulaireDeFusion, apercu_de, foyer_de, lire_les_deux, paires_de


class AutreDossierForm(forms.Form):
    numero = forms.CharField(
        label="Numéro de l’autre dossier", max_length=12, help_text="Exemple : 2026-00417"
    )

    def clean_numero(self) -> Foyer:
        trouve = Foyer.objects.ouverts().filter(numero=self.cleaned_data["numero"].strip()).first()
        if trouve is None:
            raise forms.ValidationError(
                "Aucun dossier ouvert n’a ce numéro : vérifiez-le, ou cherchez la famille."
            )
        return trouve


@require_http_methods(["GET", "POST"])
@exige(FUSIONNER)
def choisir(request: RequeteConnectee, pk: int) -> HttpResponse:
    """With which other household: its number is typed."""
    foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    formulaire = AutreDossierForm(request.POST or None)
    if request.method == "POST" and formulaire.is_valid():
        autre = formulaire.cleaned_data["numero"]
        if autre.pk != foyer.pk:
            return redirect(url_de_la_fusion(Fusion.Genre.FOYERS, foyer.pk, autre.pk))
        formulaire.add_error("numero", "C’est le numéro de ce dossier-ci : donnez l’autre.")
    contexte = {
        "form": formulaire,
        "foyer": foyer,
        "titre": "Réunir ce dossier à un autre",
        "bouton": "Comparer les deux dossiers",
        "retour": url_du_foyer(foyer, "famille"),
        "breadcrumbs_items": fil_du_foyer(foyer),
    }
    gabarit = "famille/foyers/bureau/formulaire.html"
    return page(request, gabarit, contexte, refusee=formulaire.errors)


@require_http_methods(["GET", "POST"])
@exige(FUSIONNER)
def preparer(request: RequeteConnectee, genre: str, garde: int, autre: int) -> HttpResponse:
    """Before and after; what differs is chosen. Nothing is written until the button is pressed."""
    deux = lire_les_deux(genre, garde, autre)
    foyer, autre_foyer = foyer_de(deux[0]), foyer_de(deux[1])
    if foyer is None:
        raise Http404
    formulaire = FormulaireDeFusion(*deux, paires_de(*deux), request.POST or None)
    refus = ""
    if request.method == "POST" and formulaire.is_valid():
        try:
            faite = fusionner(formulaire.projet(), foyer=foyer, par=request.user)
        except Refus as refuse:
            refus = str(refuse)
        else:
            messages.success(
                request,
                f"C’est fait : {faite.quoi}. Vous pouvez l’annuler jusqu’au"
                f" {en_lettres(faite.jusqu_au.date())}, dans « Doublons possibles ».",
            )
            return redirect(url_du_foyer(foyer, "famille"))
    for lu in {un.pk: un for un in (foyer, autre_foyer) if un}.values():
        noter_consultation(lu, "comparaison avant fusion", par=request.user)
    contexte = _contexte(formulaire, genre, deux, foyer, refus)
    gabarit = "famille/fusion/preparer.html"
    return page(request, gabarit, contexte, refusee=refus or formulaire.errors)


def _contexte(
    formulaire: FormulaireDeFusion, genre: str, deux: tuple[Any, Any], foyer: Foyer, refus: str
) -> dict[str, Any]:
    projet = formulaire.projet()
    return {
        "form": formulaire,
        "garde": deux[0],
        "autre": deux[1],
        "genre": genre,
        "foyer": foyer,
        "obstacles": [refus] if refus else obstacles(projet),
        "apercu": apercu_de(projet),
        "jours": DELAI_DE_FUSION.days,
        "echanger": url_de_la_fusion(genre, deux[1].pk, deux[0].pk),
        "titre": "Réunir deux fiches" if genre != Fusion.Genre.FOYERS else "Réunir deux dossiers",
        "retour": url("doublons"),
        "breadcrumbs_items": fil_du_foyer(foyer),
    }


@require_http_methods(["GET", "POST"])
@exige(FUSIONNER)
def annuler_la_fusion(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What taking a merge back would do, or why it can't be; then it is done."""
    fusion = get_object_or_404(Fusion.objects.annulables().select_related("foyer", "par"), pk=pk)
    refus = ""
    if request.method == "POST":
        try:
            annuler(fusion, par=request.user)
        except Refus as refuse:
            refus = str(refuse)
        else:
            messages.success(request, "La fusion est annulée : tout est comme avant elle.")
            return redirect(LISTE)
    contexte = {
        "fusion": fusion,
        "refus": refus,
        "dependances": ce_qui_en_depend(fusion),
        "titre": "Annuler la fusion",
        "retour": url("doublons"),
        "breadcrumbs_items": fil_du_foyer(fusion.foyer),
    }
    return page(request, "famille/fusion/annuler.html", contexte, refusee=refus)
