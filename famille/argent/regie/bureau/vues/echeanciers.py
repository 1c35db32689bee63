"""A debt paid in several times: proposed, agreed, followed, broken."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from famille.argent.factures.en_plusieurs_fois import lire_les_echeanciers
from famille.argent.regie.bureau.droits import ENCAISSER, exige
from famille.argent.regie.bureau.ecran import ENCAISSER as GUICHET
from famille.argent.regie.bureau.formulaires import MotifForm
from famille.argent.regie.recouvrement.echeanciers import accorder_echeancier, rompre_echeancier
from famille.courriels.destinataires import et_le_foyer
from famille.journal.modifications import noter_consultation
from famille.models import Echeancier, Facture, Foyer
from famille.regles.echeances import MAXIMUM, proposer
from famille.regles.montants import ZERO
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.saisie.champ_jour import JourDAgentField

ICI = ("Échéanciers", "regie:echeanciers")
MAX_FACTURES, MONTRES = 60, 200
DANS = timedelta(days=30)
_MONTANT = "Écrivez un montant en euros et centimes, par exemple 12,50."


class EcheancierForm(Formulaire):
    """What is paid so, in how many times, from when; then each instalment, that can be changed."""

    fields: dict[str, Any]  # each of its own class

    factures: forms.ModelMultipleChoiceField = forms.ModelMultipleChoiceField(
        label="Factures à payer en plusieurs fois",
        queryset=Facture.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    nombre = forms.IntegerField(
        label="Nombre d’échéances", min_value=2, max_value=MAXIMUM, initial=3
    )
    premiere = JourDAgentField(label="Première échéance")
    motif = forms.CharField(
        label="Pourquoi", max_length=300, required=False, help_text="Pour la régie."
    )

    def __init__(self, *args: Any, foyer: Foyer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["factures"].queryset = _siennes(foyer)
        self.fields["factures"].label_from_instance = lambda une: (
            f"{une.numero}, {une.objet} : {en_euros(une.solde)}"
        )
        self.fields["factures"].error_messages["required"] = "Cochez au moins une facture."


def _siennes(foyer: Foyer) -> QuerySet[Facture]:
    """What the household itself owes, and no plan pays."""
    return foyer.factures.a_payer().aux_familles().filter(echeancier=None)


class EcheanceForm(Formulaire):
    jour = JourDAgentField(label="Avant le")
    montant = forms.DecimalField(
        label="Montant (€)",
        max_digits=8,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _MONTANT, "max_decimal_places": _MONTANT},
    )


@require_safe
@exige(ENCAISSER)
def echeanciers(request: RequeteConnectee) -> HttpResponse:
    """The payment plans under way, the late ones first. Four queries."""
    vivants = Echeancier.objects.filter(etat=Echeancier.Etat.EN_COURS).select_related("foyer")
    lus = lire_les_echeanciers(
        vivants.prefetch_related("echeances", "factures")[:MONTRES], timezone.localdate()
    )
    lus.sort(key=lambda lu: (not lu.en_retard, lu.echeancier.foyer.nom))
    contexte = {"titre": "Échéanciers", "plans": lus}
    return page(request, "famille/regie/bureau/recouvrement/echeanciers.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ENCAISSER)
def nouveau(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What to pay in several times; POST proposes instalments, then (`accorder`) agrees them."""
    foyer = get_object_or_404(Foyer, pk=pk)
    depart = {
        "premiere": timezone.localdate() + DANS,
        "factures": list(_siennes(foyer)[:MAX_FACTURES]),
    }
    form = EcheancierForm(request.POST or None, foyer=foyer, initial=depart)
    lignes: list[EcheanceForm] = []
    if request.method == "POST" and form.is_valid():
        accorde = "accorder" in request.POST
        lignes = _lignes(request, form, saisies=accorde)
        justes = [ligne.is_valid() for ligne in lignes]  # each says what is wrong of it
        if accorde and all(justes):
            with agir(form):
                plan = _accorder(request, foyer, form, lignes)
                return redirect("regie:echeancier", plan.pk)
    noter_consultation(foyer, "factures à payer, pour un échéancier", par=request.user)
    refusee = form.errors or any(ligne.errors for ligne in lignes)
    contexte = {
        "titre": f"Payer en plusieurs fois, {foyer}",
        "foyer": foyer,
        "form": form,
        "lignes": lignes,
        "breadcrumbs_items": fil(GUICHET, (str(foyer), "regie:foyer", foyer.pk)),
    }
    gabarit = "famille/regie/bureau/recouvrement/echeancier_nouveau.html"
    return page(request, gabarit, contexte, refusee=refusee)


def _lignes(
    request: RequeteConnectee, form: EcheancierForm, *, saisies: bool
) -> list[EcheanceForm]:
    lu = form.cleaned_data
    if saisies:
        return [EcheanceForm(request.POST, prefix=f"e{rang}") for rang in range(lu["nombre"])]
    du = sum((facture.solde for facture in lu["factures"]), ZERO)
    proposees = proposer(du, lu["nombre"], lu["premiere"])
    return [
        EcheanceForm(prefix=f"e{rang}", initial={"jour": jour, "montant": montant})
        for rang, (jour, montant) in enumerate(proposees)
    ]


def _accorder(
    request: RequeteConnectee, foyer: Foyer, form: EcheancierForm, lignes: list[EcheanceForm]
) -> Echeancier:
    plan = accorder_echeancier(
        foyer,
        [facture.pk for facture in form.cleaned_data["factures"]],
        [(ligne.cleaned_data["jour"], ligne.cleaned_data["montant"]) for ligne in lignes],
        motif=form.cleaned_data["motif"],
        par=request.user,
    )
    suite = et_le_foyer(foyer, "La famille est prévenue par e-mail.")
    messages.success(request, f"L’échéancier est accordé. {suite}")
    return plan


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ENCAISSER)
def echeancier(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One of them; POST breaks it, with its reason."""
    lus = Echeancier.objects.select_related("foyer", "par", "fini_par")
    trouve = get_object_or_404(lus.prefetch_related("echeances", "factures"), pk=pk)
    form = MotifForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            rompre_echeancier(trouve, motif=form.cleaned_data["motif"], par=request.user)
            suite = et_le_foyer(trouve.foyer, "La famille est prévenue par e-mail.")
            messages.success(request, f"L’échéancier est rompu. {suite}")
            return redirect("regie:echeancier", pk)
    noter_consultation(trouve.foyer, "factures à payer, par un échéancier", par=request.user)
    [lu] = lire_les_echeanciers([trouve], timezone.localdate())
    contexte = {
        "titre": f"Échéancier, {trouve.foyer}",
        "plan": lu,
        "vivant": trouve.etat == Echeancier.Etat.EN_COURS,
        "form": form,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "famille/regie/bureau/recouvrement/echeancier.html"
    return page(request, gabarit, contexte, refusee=form.errors)
