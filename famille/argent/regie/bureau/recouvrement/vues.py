"""Debts given to the Trésor public, listed, taken back; what it has collected, noted by hand."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.argent.regie.bureau.droits import ENCAISSER, exige, fait_des_titres
from famille.argent.regie.bureau.ecran import cles_cochees
from famille.argent.regie.bureau.formulaires import MotifForm, champ_de_montant
from famille.argent.regie.recouvrement.balance import totaux_de_la_balance
from famille.argent.regie.recouvrement.encaisses import (
    A_LA_FOIS,
    RIEN,
    au_tresor,
    noter_les_recouvrements,
    retirer_un_recouvrement,
)
from famille.argent.regie.recouvrement.tresor import (
    annuler_la_transmission,
    creances_de,
    feuille_de_l_etat,
    tableau_de_l_etat,
    transmettre_au_tresor,
)
from famille.argent.regie.tresorerie.candidats import attentes, qui_attendent
from famille.courriels.destinataires import et_le_foyer
from famille.dossier.listes.vues import montrer
from famille.dossier.papiers import repondre
from famille.journal.modifications import noter_consultation
from famille.models import EtatNominatif, Facture
from famille.regles.foyer import entier
from famille.regles.montants import ZERO
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_euros
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.envoi import a_enregistrer
from famille.socle.saisie.champ_jour import JourDAgentField
from famille.socle.tableaux import TYPES, XLSX

from .listes import AU_TRESOR, ListeDeLaBalance, ListeDuTresor

ICI = ("Trésor public", "regie:tresor")
PAR_PAGE, MONTREES, ETATS = 100, 200, 12


@require_safe
@exige(ENCAISSER)
def tresor(request: RequeteConnectee) -> HttpResponse:
    """What may be given up collecting, what the Trésor has or has collected; the lists made."""
    chez_lui = Facture.objects.au_tresor()
    titres = fait_des_titres(request.user)
    attendent = qui_attendent(timezone.localdate()) if titres else {}
    etats = EtatNominatif.objects.select_related("par")[:ETATS]
    return montrer(
        request,
        ListeDuTresor,
        titres=titres,
        attendent=attendent,
        attentes=attentes(attendent),
        chez_lui=chez_lui.count(),
        montant_chez_lui=en_euros(chez_lui.somme_due()),
        etats=[(etat, en_euros(etat.montant)) for etat in etats],
    )


@require_POST
@exige(ENCAISSER)
def transmettre(request: RequeteConnectee) -> HttpResponse:
    """`facture` (several): their list, at once the Trésor's."""
    with agir(request):
        etat = transmettre_au_tresor(cles_cochees(request, MONTREES), par=request.user)
        messages.success(
            request,
            f"L’état {etat.numero} est fait : donnez-le au comptable. Chaque adulte qui a un compte"
            " est prévenu.",
        )
        return redirect("regie:etat", etat.pk)
    return redirect("regie:tresor")


@require_safe
@exige(ENCAISSER)
def etat(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouve = _trouver(pk)
    feuillet = Paginator(creances_de(trouve), PAR_PAGE).get_page(request.GET.get("p"))
    contexte = {
        "titre": f"État nominatif {trouve.numero}",
        "etat": trouve,
        "montant": en_euros(trouve.montant),
        "page": feuillet,
        "creances": [(une, en_euros(une.montant), en_euros(une.facture.solde)) for une in feuillet],
        "breadcrumbs_items": fil(ICI),
    }
    return page(request, "famille/regie/bureau/recouvrement/etat.html", contexte)


@require_safe
@exige(ENCAISSER)
def etat_en_fichier(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    trouve = _trouver(pk)
    reponse = HttpResponse(tableau_de_l_etat(trouve, par=request.user), content_type=TYPES[XLSX])
    return a_enregistrer(reponse, sous=f"{trouve.numero}.xlsx")


@require_safe
@exige(ENCAISSER)
def etat_en_pdf(request: RequeteConnectee, pk: int) -> HttpResponse:
    return repondre(request, feuille_de_l_etat(_trouver(pk), par=request.user), pdf=True)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ENCAISSER)
def retour(request: RequeteConnectee, numero: str) -> HttpResponse:
    """The régie collects it again, with its reason."""
    facture = get_object_or_404(Facture.objects.publiees().select_related("foyer"), numero=numero)
    form = MotifForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            annuler_la_transmission(facture, motif=form.cleaned_data["motif"], par=request.user)
            suite = et_le_foyer(facture.foyer, "La famille est prévenue par e-mail.")
            messages.success(request, f"La facture {numero} est de nouveau à la régie. {suite}")
            return redirect("factures:facture", numero)
    contexte = {
        "titre": f"Reprendre {numero}",
        "facture": facture,
        "reste": en_euros(facture.solde),
        "form": form,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "famille/regie/bureau/recouvrement/reprendre.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_safe
@exige(ENCAISSER)
def balance(request: RequeteConnectee) -> HttpResponse:
    """The screen of debts, by age."""
    totaux = totaux_de_la_balance(timezone.localdate())
    return montrer(request, ListeDeLaBalance, totaux=totaux)


def _trouver(pk: int) -> EtatNominatif:
    return get_object_or_404(EtatNominatif.objects.select_related("par"), pk=pk)


class RecouvrementForm(Formulaire):
    """The day and reference of one notice; an amount an invoice, at first what it owes."""

    fields: dict[str, Any]  # each of its own class

    encaisse_le = JourDAgentField(label="Encaissé le", initial=timezone.localdate)
    reference = forms.CharField(
        label="Référence",
        max_length=60,
        help_text="Celle de l’avis du Trésor public.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, factures: Sequence[Facture], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.factures = factures
        for une in factures:
            champ = champ_de_montant(f"Encaissé pour {une.numero}")
            champ.initial = une.solde
            self.fields[f"montant_{une.pk}"] = champ

    def lignes(self) -> list[tuple[Facture, forms.BoundField, str]]:
        """(invoice, its amount, what it owes), in order."""
        return [(une, self[f"montant_{une.pk}"], en_euros(une.solde)) for une in self.factures]

    def montants(self) -> dict[int, Decimal]:
        return {
            une.pk: self.cleaned_data.get(f"montant_{une.pk}") or Decimal(0)
            for une in self.factures
        }


@require_POST
@exige(ENCAISSER)
def recouvrer(request: RequeteConnectee) -> HttpResponse:
    """`facture` (several): what was collected of each; `noter`, and it is kept."""
    factures = list(au_tresor(cles_cochees(request, A_LA_FOIS)))
    if not factures:
        messages.error(request, RIEN)
        return _la_liste()
    form = RecouvrementForm(request.POST if "noter" in request.POST else None, factures=factures)
    if form.is_valid():
        with agir(form):
            notes = noter_les_recouvrements(
                form.montants(),
                encaisse_le=form.cleaned_data["encaisse_le"],
                reference=form.cleaned_data["reference"],
                par=request.user,
            )
            somme = en_euros(sum((une.montant for une in notes), ZERO))
            messages.success(request, f"{compte(len(notes), 'facture')} : {somme} notés.")
            return _la_liste()
    contexte = {
        "titre": "Noter ce que le Trésor public a encaissé",
        "form": form,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "famille/regie/bureau/recouvrement/recouvrer.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ENCAISSER)
def recouvrements(request: RequeteConnectee, numero: str) -> HttpResponse:
    """What was noted of this invoice; POST takes one line back (`ligne`), with its reason."""
    facture = get_object_or_404(Facture.objects.publiees().select_related("foyer"), numero=numero)
    form = MotifForm(request.POST or None)
    if request.method == "POST":
        siennes = facture.recouvrements.select_related("facture__foyer")
        ligne = get_object_or_404(siennes, pk=entier(request.POST.get("ligne")) or 0)
        if form.is_valid():
            with agir(form):
                retirer_un_recouvrement(ligne, motif=form.cleaned_data["motif"], par=request.user)
                messages.success(request, "La ligne est retirée : la facture doit de nouveau.")
                return redirect("regie:recouvrements", numero)
    noter_consultation(facture.foyer, f"facture {numero}, Trésor public", par=request.user)
    contexte = {
        "titre": f"Encaissé par le Trésor public, {numero}",
        "facture": facture,
        "reste": en_euros(max(facture.solde, ZERO)),
        "notes": facture.recouvrements.select_related("par", "annule_par"),
        "form": form,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "famille/regie/bureau/recouvrement/recouvrements.html"
    return page(request, gabarit, contexte, refusee=form.errors)


def _la_liste() -> HttpResponse:
    return redirect(f"{reverse('regie:tresor')}?etat={AU_TRESOR}")
