"""What the Trésor public has collected, noted back by hand: several invoices at once, whole or in
part; taken back when it was a mistake."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from famille.journal.modifications import noter_consultation
from famille.models import Facture
from famille.regie.bureau.droits import ENCAISSER, exige
from famille.regie.bureau.formulaires import MotifForm, champ_de_montant
from famille.regie.recouvrement.encaisses import (
    A_LA_FOIS,
    RIEN,
    au_tresor,
    noter_les_recouvrements,
    retirer_un_recouvrement,
)
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_euros
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.saisie.champ_jour import JourDAgentField

from .liste_tresor import AU_TRESOR

ICI = ("Trésor public", "regie:tresor")


class RecouvrementForm(Formulaire):
    """The day and the reference of one notice, and an amount an invoice: what it still owes, until
    it is changed."""

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
    lues = map(entier, request.POST.getlist("facture")[:A_LA_FOIS])
    factures = list(au_tresor([cle for cle in lues if cle is not None]))
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
            somme = en_euros(sum((une.montant for une in notes), Decimal("0.00")))
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
        "reste": en_euros(max(facture.solde, Decimal("0.00"))),
        "notes": facture.recouvrements.select_related("par", "annule_par"),
        "form": form,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "famille/regie/bureau/recouvrement/recouvrements.html"
    return page(request, gabarit, contexte, refusee=form.errors)


def _la_liste() -> HttpResponse:
    return redirect(f"{reverse('regie:tresor')}?etat={AU_TRESOR}")
