"""Drafts, before anything is sent. One of a campaign: read, given a line or a discount with its
reason, put aside, taken back. Those of a household that leaves: its last invoice, read, then
published."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from famille.actions import noter_consultation
from famille.argent.factures.lecture import detailler
from famille.argent.factures.retouches import (
    ajouter_ligne_libre,
    ecarter_brouillon,
    retirer_ligne_libre,
)
from famille.courriels.destinataires import et_le_foyer
from famille.dossier.foyers.bureau import url_du_foyer
from famille.dossier.foyers.bureau.ecran import fil_du_foyer
from famille.journal.une_fois import NOM as CLE
from famille.journal.une_fois import nouvelle_cle, une_seule_fois
from famille.models import BrouillonEcarte, Facture, Foyer, LigneLibre, Service
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import enumerer
from famille.socle.ecran import Formulaire, agir, page
from reservations.bureau import ESPACE
from reservations.bureau.droits import FACTURER, exige
from reservations.facturation.actions import compter_de_nouveau, remettre_dans_la_campagne
from reservations.facturation.derniere_facture import (
    brouillons_du_depart,
    lire_la_derniere_facture,
    preparer_la_derniere_facture,
    publier_la_derniere_facture,
)
from reservations.models import CampagneFacturation

from .campagnes import fil_de

_MONTANT = "Écrivez un montant en euros et centimes, par exemple 12,50."


class LigneLibreForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    genre = forms.ChoiceField(
        label="Quoi",
        choices=[
            (LigneLibre.Genre.SUPPLEMENT, "Un supplément, que la famille doit"),
            (LigneLibre.Genre.REMISE, "Une remise"),
            (LigneLibre.Genre.REMBOURSEMENT, "Un remboursement"),
        ],
        widget=forms.RadioSelect,
    )
    libelle = forms.CharField(
        label="Ce que la famille lit", max_length=150, help_text="Par exemple : sortie annulée."
    )
    montant = forms.DecimalField(
        label="Montant en euros",
        min_value=0,
        max_digits=8,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("invalid", "max_decimal_places", "min_value"), _MONTANT),
    )
    service = forms.ChoiceField(label="Service", choices=Service)
    motif = forms.CharField(
        label="Pourquoi", max_length=300, help_text="La famille le lit sous la ligne."
    )


class EcarterForm(Formulaire):
    motif = forms.CharField(
        label="Pourquoi elle attend",
        max_length=300,
        help_text="Pour vos collègues : la famille ne le lit pas.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@exige(FACTURER)
def brouillon(request: RequeteConnectee, pk: int, facture: int) -> HttpResponse:
    """One draft as its family would read it; POST adds a line to it, or puts it aside
    (`ecarter`). A published one has its own page."""
    campagne, trouve = _trouver(pk, facture)
    if trouve.publiee:
        return redirect("factures:facture", trouve.numero)
    ecarte = "ecarter" in request.POST
    ligne = LigneLibreForm(
        request.POST if request.method == "POST" and not ecarte else None,
        initial={"service": _service(trouve)},
    )
    attente = EcarterForm(request.POST if ecarte else None, prefix="attente")
    form = attente if ecarte else ligne
    if request.method == "POST" and form.is_valid():
        with agir(form):
            return redirect(
                une_seule_fois(
                    request, lambda: _retoucher(request, campagne, trouve, form, ecarte=ecarte)
                )
            )
    noter_consultation(trouve.foyer, "brouillon de facture", par=request.user)
    contexte = {
        "titre": f"Brouillon, {trouve.foyer}",
        "campagne": campagne,
        "facture": trouve,
        "parts": detailler(trouve),
        "libres": LigneLibre.objects.filter(cle=trouve.cle).select_related("par"),
        "ecarte": BrouillonEcarte.objects.filter(cle=trouve.cle).select_related("par").first(),
        "form": form,
        "cle": request.POST.get(CLE) or nouvelle_cle(),
        "ligne": ligne,
        "attente": attente,
        "breadcrumbs_items": fil_de(campagne),
    }
    gabarit = "reservations/facturation/bureau/campagne_brouillon.html"
    return page(request, gabarit, contexte, refusee=ligne.errors or attente.errors)


def _retoucher(
    request: RequeteConnectee,
    campagne: CampagneFacturation,
    facture: Facture,
    form: forms.Form,
    *,
    ecarte: bool,
) -> str:
    """The draft's own page, once it is done."""
    suite = reverse(f"{ESPACE}:campagne_brouillon", args=[campagne.pk, facture.pk])
    if ecarte:
        ecarter_brouillon(facture, motif=form.cleaned_data["motif"], par=request.user)
        messages.success(request, "Cette facture est mise de côté : elle ne sera pas publiée.")
        return suite
    ajouter_ligne_libre(facture, par=request.user, **form.cleaned_data)
    compter_de_nouveau(campagne)
    messages.success(request, "La ligne est ajoutée : elle reste si les brouillons sont refaits.")
    return suite


@require_POST
@exige(FACTURER)
def remettre(request: RequeteConnectee, pk: int, facture: int) -> HttpResponse:
    """Publish it with the others after all."""
    campagne, trouve = _trouver(pk, facture)
    with agir(request, "Cette facture sera publiée avec sa campagne."):
        remettre_dans_la_campagne(campagne, trouve)
    return redirect(f"{ESPACE}:campagne_brouillon", pk, facture)


@require_POST
@exige(FACTURER)
def retirer_une_ligne(request: RequeteConnectee, pk: int, ligne: int) -> HttpResponse:
    """Take off a line that an agent had added, on its draft or where its draft is no more."""
    campagne = get_object_or_404(CampagneFacturation, pk=pk)
    libre = get_object_or_404(LigneLibre, pk=ligne, cle__startswith=campagne.prefixe)
    brouillon = Facture.objects.filter(cle=libre.cle).first()
    with agir(request, "La ligne est retirée."):
        retirer_ligne_libre(libre)
        compter_de_nouveau(campagne)
    if brouillon is None:
        return redirect(f"{ESPACE}:campagne", pk)
    return redirect(f"{ESPACE}:campagne_brouillon", pk, brouillon.pk)


def _trouver(pk: int, facture: int) -> tuple[CampagneFacturation, Facture]:
    campagne = get_object_or_404(CampagneFacturation, pk=pk)
    siennes = Facture.objects.filter(cle__startswith=campagne.prefixe)
    return campagne, get_object_or_404(siennes.select_related("foyer", "mandat"), pk=facture)


def _service(facture: Facture) -> str:
    return facture.lignes.values_list("service", flat=True).first() or Service.ACCUEILS_DE_LOISIRS


@require_http_methods(["GET", "HEAD", "POST"])
@exige(FACTURER)
def derniere_facture(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What its drafts hold, and what is due now; POST writes them anew, or publishes what was read
    (`vue`)."""
    foyer = get_object_or_404(Foyer, pk=pk)
    if request.method == "POST":
        return _agir(request, foyer)
    noter_consultation(foyer, "dernière facture, en préparation", par=request.user)
    lue, ecrites = lire_la_derniere_facture(foyer), list(brouillons_du_depart(foyer))
    contexte = {
        "titre": f"Dernière facture, {foyer}",
        "foyer": foyer,
        "lue": lue,
        "factures": [(une, detailler(une)) for une in ecrites],
        "a_jour": sum(une.total for une in ecrites) == lue.total
        and {une.cle for une in ecrites} == {un.cle for un in lue.brouillons},
        "breadcrumbs_items": fil_du_foyer(foyer),
        "retour": url_du_foyer(foyer, "factures"),
    }
    return page(request, "reservations/facturation/bureau/derniere_facture.html", contexte)


def _agir(request: RequeteConnectee, foyer: Foyer) -> HttpResponse:
    ici = redirect(f"{ESPACE}:derniere_facture", foyer.pk)
    with agir(request):
        if "vue" not in request.POST:
            lue = preparer_la_derniere_facture(foyer)
            messages.success(request, f"Le brouillon est refait : {lue.dite}.")
            return ici
        publiees = publier_la_derniere_facture(foyer, vue=request.POST["vue"], par=request.user)
        numeros = enumerer([str(une.numero) for une in publiees])
        suite = et_le_foyer(foyer, "La famille est prévenue par e-mail.")
        messages.success(request, f"La dernière facture est publiée, {numeros}. {suite}")
        return redirect(url_du_foyer(foyer, "factures"))
    return ici
