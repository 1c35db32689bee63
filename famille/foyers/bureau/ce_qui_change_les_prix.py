"""What an agent writes on a household's file that changes its prices: where it lives, its quotient.
The lines of its published invoices that this makes wrong are kept for correction, as after a
demande (docs/comprendre/facturation.md)."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from famille.foyers.actions import ajouter_quotient, corriger_quotient
from famille.foyers.adresses import changer_adresse
from famille.models import Foyer, QuotientFamilial
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres import en_revoyant_les_factures

from .droits import MODIFIER, exige
from .ecran import page_de_formulaire
from .formulaires import AdresseForm, CorrectionDeQuotientForm, QuotientForm


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def adresse(request: RequeteConnectee, pk: int) -> HttpResponse:
    foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    return page_de_formulaire(
        request,
        AdresseForm(request.POST or None),
        foyer=foyer,
        titre="Changer l’adresse",
        bouton="Enregistrer cette adresse",
        aide=(
            "L’adresse d’aujourd’hui reste dans l’historique. La nouvelle vaut à partir de la date"
            " que vous donnez."
        ),
        action=_en_revoyant(request, foyer, changer_adresse, foyer, "changement d’adresse"),
        succes="La nouvelle adresse est enregistrée.",
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def quotient(request: RequeteConnectee, pk: int) -> HttpResponse:
    foyer = get_object_or_404(Foyer.objects.ouverts(), pk=pk)
    return page_de_formulaire(
        request,
        QuotientForm(request.POST or None),
        foyer=foyer,
        titre="Ajouter un quotient familial",
        bouton="Ajouter ce quotient",
        aide="Le quotient en cours s’arrête la veille ; il reste dans l’historique.",
        action=_en_revoyant(request, foyer, ajouter_quotient, foyer, "quotient familial"),
        succes="Le quotient familial est ajouté.",
    )


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
def correction(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the QuotientFamilial that was mistyped."""
    faux = get_object_or_404(QuotientFamilial.objects.select_related("foyer"), pk=pk)
    initial = {nom: getattr(faux, nom) for nom in QuotientForm.base_fields}
    return page_de_formulaire(
        request,
        CorrectionDeQuotientForm(request.POST or None, initial=initial),
        foyer=faux.foyer,
        titre="Corriger un quotient familial",
        bouton="Corriger ce quotient",
        aide=(
            "Pour une erreur de saisie : l’ancienne valeur ne comptera plus pour aucun jour. Si le"
            " quotient a changé, ajoutez plutôt le nouveau."
        ),
        action=_en_revoyant(
            request, faux.foyer, corriger_quotient, faux, "quotient familial corrigé"
        ),
        succes="Le quotient familial est corrigé.",
    )


def _en_revoyant(
    request: RequeteConnectee,
    foyer: Foyer,
    action: Callable[..., Any],
    objet: Foyer | QuotientFamilial,
    origine: str,
) -> Callable[[dict[str, Any]], None]:
    """The action of the form; what it makes wrong is said on the household's page."""

    @transaction.atomic
    def _faire(donnees: dict[str, Any]) -> None:
        with en_revoyant_les_factures([foyer], origine=origine, par=request.user):
            action(objet, par=request.user, **donnees)

    return _faire
