"""Reductions on the agents' screens: listed, granted, ended, taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.actions import noter_consultation
from famille.dossier.listes.vues import exporter_la_liste, montrer
from famille.models import Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.bureau.droits import ACCORDER, VOIR_LES_REDUCTIONS, exige
from reservations.bureau.formulaires import ACTIVITES
from reservations.models import ReductionAccordee, Structure
from reservations.regles.reductions.calcul import ORDRE
from reservations.regles.reductions.genres import tous

from .actions import accorder_une_reduction, finir_une_reduction, retirer_une_reduction
from .liste import ListeDesReductions

_MONTANT = "Écrivez un nombre, par exemple 10 ou 2,50."


class ReductionForm(Formulaire):
    fields: dict[str, Any]  # each of its own class

    foyer = forms.CharField(
        label="Numéro du dossier",
        max_length=20,
        required=False,
        help_text="Vide : pour toutes les familles de la structure ou de l’activité choisie.",
    )
    structure = forms.ModelChoiceField(
        label="Structure", queryset=Structure.objects.all(), required=False, empty_label="Toutes"
    )
    activite = forms.ModelChoiceField(
        label="Activité", queryset=ACTIVITES, required=False, empty_label="Toutes"
    )
    genre = forms.ChoiceField(label="Pour qui")
    seuil = forms.IntegerField(label="À partir de", required=False, min_value=0)
    valeur = forms.DecimalField(
        label="Combien de moins",
        max_digits=7,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _MONTANT, "max_decimal_places": _MONTANT},
    )
    mesure = forms.ChoiceField(
        label="En", choices=ReductionAccordee.Mesure, widget=forms.RadioSelect
    )
    motif = forms.CharField(
        label="Motif",
        max_length=120,
        help_text="La famille le lit près du prix et sur sa facture. Par exemple : travaux.",
    )
    debut = JourDAgentField(label="À partir du")
    fin = JourDAgentField(
        label="Jusqu’au", required=False, help_text="Ce jour compris. Vide : sans fin."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["genre"].choices = [(code, un.libelle) for code, un in tous().items()]
        dits = [f"{un.libelle} : {un.seuil}." for un in tous().values() if un.seuil]
        self.fields["seuil"].help_text = " ".join([*dits, "Vide pour les autres."])

    def clean_foyer(self) -> Foyer | None:
        numero = self.cleaned_data["foyer"].strip()
        trouve = Foyer.objects.ouverts().filter(numero=numero).first() if numero else None
        if numero and trouve is None:
            raise forms.ValidationError("Aucun dossier n’a ce numéro : vérifiez-le.")
        return trouve

    def clean_seuil(self) -> int:
        return self.cleaned_data["seuil"] or 0


class FinDeReductionForm(Formulaire):
    fin = JourDAgentField(label="Dernier jour")


ICI = ("Réductions", "reservations_bureau:reductions")


@require_safe
@exige(VOIR_LES_REDUCTIONS)
def reductions(request: RequeteConnectee) -> HttpResponse:
    return montrer(request, ListeDesReductions, ordre=ORDRE)


@require_POST
@exige(VOIR_LES_REDUCTIONS)
def exporter(request: RequeteConnectee) -> HttpResponse:
    return exporter_la_liste(request, ListeDesReductions)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ACCORDER)
def nouvelle(request: RequeteConnectee) -> HttpResponse:
    """`?foyer=`: the household of whose page one comes (key)."""
    pour = Foyer.objects.ouverts().filter(pk=entier(request.GET.get("foyer", "")) or 0).first()
    depart = {
        "foyer": pour.numero if pour else "",
        "debut": timezone.localdate(),
        "mesure": ReductionAccordee.Mesure.POURCENT,
    }
    form = ReductionForm(request.POST or None, initial=depart)
    if form.is_valid():
        with agir(form):
            accordee = ReductionAccordee(**form.cleaned_data)
            accorder_une_reduction(accordee, par=request.user)
            messages.success(request, f"C’est accordé : {accordee.dite}. {_suite(accordee)}")
            return redirect("reservations_bureau:reductions")
    contexte = {
        "titre": "Accorder une réduction",
        "form": form,
        "ordre": ORDRE,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "reservations/reductions/bureau/nouvelle.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(VOIR_LES_REDUCTIONS)
def reduction(request: RequeteConnectee, pk: int) -> HttpResponse:
    """One of them; POST gives it a last day, or takes it back (`retirer`)."""
    lues = ReductionAccordee.objects.select_related(
        "foyer", "structure", "activite__structure", "par"
    )
    trouvee = get_object_or_404(lues, pk=pk)
    retire = "retirer" in request.POST
    form = FinDeReductionForm(
        request.POST if request.method == "POST" and not retire else None,
        initial={"fin": trouvee.fin},
    )
    if request.method == "POST" and (retire or form.is_valid()):
        with agir(form):
            return _changer(request, trouvee, form, retire=retire)
    if trouvee.foyer:
        noter_consultation(trouvee.foyer, "réduction accordée", par=request.user)
    contexte = {
        "titre": f"Réduction : {trouvee.motif}",
        "reduction": trouvee,
        "form": form,
        "breadcrumbs_items": fil(ICI),
    }
    gabarit = "reservations/reductions/bureau/reduction.html"
    return page(request, gabarit, contexte, refusee=form.errors)


@exige(ACCORDER)
def _changer(
    request: RequeteConnectee, trouvee: ReductionAccordee, form: FinDeReductionForm, *, retire: bool
) -> HttpResponse:
    if retire:
        retirer_une_reduction(trouvee, par=request.user)
        messages.success(request, f"La réduction est retirée. {_suite(trouvee)}")
        return redirect("reservations_bureau:reductions")
    finir_une_reduction(trouvee, fin=form.cleaned_data["fin"], par=request.user)
    messages.success(request, f"Son dernier jour est noté. {_suite(trouvee)}")
    return redirect("reservations_bureau:reduction", trouvee.pk)


def _suite(accordee: ReductionAccordee) -> str:
    """What becomes of what is billed already."""
    if accordee.foyer_id:
        return "Ce qui était déjà facturé et change de prix est dans « Lignes à revoir »."
    return (
        "Ce qui était déjà facturé et change de prix sera demain dans « Lignes à revoir » :"
        " « Comparer » l’y met tout de suite."
    )
