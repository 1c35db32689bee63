"""The agents' invoices: found, read with how each line is made, corrected by a credit note (G4)."""

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.argent.factures.actions import corriger_facture
from famille.dossier.foyers.bureau.droits import VOIR_LES_FACTURES as VOIR
from famille.dossier.foyers.bureau.droits import exige
from famille.dossier.foyers.bureau.ecran import fil_du_foyer
from famille.dossier.listes.vues import montrer
from famille.dossier.papiers import repondre
from famille.journal.modifications import noter_consultation
from famille.models import Facture, Foyer, LigneARevoir, LigneFacture, Paiement, Travail
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_euros, en_jour
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.offres import lien_offert

from .annonces import renvoyer_facture
from .attestation_fiscale import annees_payees
from .courrier.fiscales import GENRE, preparer
from .credits import credits_deduits
from .lecture import detailler, dire, prelevement_de
from .liste import CORRIGER, ListeDesFactures, ListeDesLignesARevoir, lien_pour_regulariser
from .papiers import feuille_de_la_facture, feuille_fiscale

FIL = [("Factures", "factures:liste")]
PREPARES = 12  # files of certificates shown


class CorrectionForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    lignes: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label="Lignes à retirer de la facture",
        queryset=LigneFacture.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    motif = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="La famille le lit sur l’avoir. Par exemple : absence justifiée le 4 novembre.",
    )

    def __init__(self, *args: Any, facture: Facture, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lignes"].label_from_instance = _dire_la_ligne
        self.fields["lignes"].queryset = facture.lignes.filter(corrigee=False)
        requis = "Choisissez au moins une ligne à corriger."
        self.fields["lignes"].error_messages["required"] = requis


def _dire_la_ligne(ligne: LigneFacture) -> str:
    qui = f"{ligne.enfant_nom}, " if ligne.enfant_nom else ""
    return f"{qui}{en_jour(ligne.jour)}, {ligne.libelle} : {en_euros(ligne.montant)}"


@require_safe
@exige(VOIR)
def liste(request: RequeteConnectee) -> HttpResponse:
    """`?q=` number or household, `?etat=`; the latest first."""
    return montrer(request, ListeDesFactures)


@require_safe
@exige(VOIR)
def a_revoir(request: RequeteConnectee) -> HttpResponse:
    """The billed lines that a decision has made wrong since; unsorted, the latest first."""
    corrige = request.user.has_perm(CORRIGER)
    return montrer(
        request,
        ListeDesLignesARevoir,
        regulariser=lien_offert("regulariser_un_lot") if corrige else "",
        comparer=lien_offert("comparer") if corrige else "",
    )


@require_safe
@exige(VOIR)
def facture(request: RequeteConnectee, numero: str) -> HttpResponse:
    """One invoice as its family reads it; reading it leaves a trace."""
    trouvee = _trouver(numero)
    noter_consultation(trouvee.foyer, f"facture {numero}", par=request.user)
    contexte = _contexte(trouvee)
    if LigneARevoir.objects.a_traiter().filter(ligne__facture=trouvee).exists():
        contexte |= {"fausse": True, "regulariser": lien_pour_regulariser(trouvee, request.user)}
    return render(request, "famille/factures/bureau/facture.html", contexte)


@require_safe
@exige(VOIR)
def papier(request: RequeteConnectee, numero: str, *, pdf: bool = False) -> HttpResponse:
    """The family's own sheet, printed for it at the counter; reading it leaves a trace."""
    trouvee = _trouver(numero)
    noter_consultation(trouvee.foyer, f"facture {numero}, à imprimer", par=request.user)
    [dite] = dire([trouvee], timezone.localdate())
    feuille = replace(
        feuille_de_la_facture(dite, detailler(trouvee)),
        page="famille/factures/bureau/papier.html",
        lien_html=reverse("factures:facture_papier", args=[numero]),
        lien_pdf=reverse("factures:facture_pdf", args=[numero]),
    )
    return repondre(
        request, feuille.avec(etapes=fil(*FIL, (numero, "factures:facture", numero))), pdf=pdf
    )


@require_safe
@exige(VOIR)
def attestation_fiscale(
    request: RequeteConnectee, foyer: str, annee: int, *, pdf: bool = False
) -> HttpResponse:
    """The family's own, to print at the counter; 404 without a payment. Leaves a trace."""
    le_sien = get_object_or_404(Foyer, numero=foyer)
    if (annee, le_sien) not in annees_payees([le_sien]):
        raise Http404
    noter_consultation(le_sien, f"attestation fiscale {annee}", par=request.user)
    feuille = replace(
        feuille_fiscale(le_sien, annee, timezone.localdate()),
        page="famille/foyers/bureau/papiers/papier.html",
        lien_html=reverse("factures:attestation_fiscale", args=[foyer, annee]),
        lien_pdf=reverse("factures:attestation_fiscale_pdf", args=[foyer, annee]),
    )
    return repondre(request, feuille.avec(etapes=fil_du_foyer(le_sien)), pdf=pdf)


def _annees() -> list[tuple[int, int]]:
    derniere = timezone.localdate().year - 1
    return [(annee, annee) for annee in range(derniere, derniere - 4, -1)]


class AnneeFiscaleForm(Formulaire):
    annee = forms.TypedChoiceField(label="Année", coerce=int, choices=_annees)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(VOIR)
def fiscales_par_courrier(request: RequeteConnectee) -> HttpResponse:
    """The certificates of a year for the families without an account."""
    form = AnneeFiscaleForm(request.POST or None)
    if form.is_valid():
        with agir(form):
            travaux = preparer(form.cleaned_data["annee"], par=request.user)
            if len(travaux) == 1:
                return redirect("travaux:travail", travaux[0].pk)
            messages.success(request, f"{len(travaux)} fichiers sont en préparation.")
            return redirect("factures:fiscales_par_courrier")
    contexte = {
        "titre": "Attestations fiscales par courrier",
        "form": form,
        "travaux": Travail.objects.filter(genre=GENRE, par=request.user)[:PREPARES],
        "breadcrumbs_items": fil(*FIL),
    }
    gabarit = "famille/factures/bureau/fiscales_par_courrier.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_POST
@exige(VOIR)
def renvoyer(request: RequeteConnectee, numero: str) -> HttpResponse:
    """Send the family the mail of this invoice again, as it asks at the desk."""
    trouvee = _trouver(numero)
    with agir(request):
        nombre = renvoyer_facture(trouvee, maintenant=timezone.now())
        noter_consultation(trouvee.foyer, f"facture {numero}, envoyée de nouveau", par=request.user)
        messages.success(request, f"La facture part de nouveau, à {compte(nombre, 'adulte')}.")
    return redirect("factures:facture", numero)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(CORRIGER)
def corriger(request: RequeteConnectee, numero: str) -> HttpResponse:
    """Take lines off by a credit note."""
    trouvee = _trouver(numero)
    form = CorrectionForm(request.POST or None, facture=trouvee)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            avoir = corriger_facture(
                trouvee,
                list(form.cleaned_data["lignes"]),
                motif=form.cleaned_data["motif"],
                par=request.user,
                jour=timezone.localdate(),
            )
            fait = f"L’avoir {avoir.numero} est publié : la famille le voit dans ses factures."
            messages.success(request, fait)
            return redirect("factures:facture", numero)
    contexte = {
        "titre": f"Corriger la facture {numero}",
        "form": form,
        "facture": trouvee,
        "breadcrumbs_items": fil(*FIL, (numero, "factures:facture", numero)),
    }
    return page(request, "famille/factures/bureau/corriger.html", contexte, refusee=form.errors)


def _trouver(numero: str) -> Facture:
    avec = ("foyer", "mandat__remplace_par", "corrige", "publiee_par", "payeur")
    lues = Facture.objects.publiees().avec_tenue().select_related(*avec)
    return get_object_or_404(lues, numero=numero)


def _contexte(facture: Facture) -> dict:
    [dite] = dire([facture], timezone.localdate())
    payees = facture.parts.filter(paiement__etat=Paiement.Etat.PAYE)
    return {
        "titre": f"{facture.titre} {facture.numero}",
        "facture": facture,
        "dite": dite,
        "prelevement": prelevement_de(facture),
        "parts": detailler(facture),
        "avoirs": facture.avoirs.all(),
        "paiements": payees.select_related("paiement"),
        "recouvrements": facture.recouvrements.filter(annule_le=None),
        "credits": credits_deduits(facture),
        "remboursements": facture.remboursements.faits().select_related("lot"),
        "breadcrumbs_items": fil(*FIL),
    }
