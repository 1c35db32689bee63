"""What an hour of crèche would cost, for a parent or an agent. Nothing is kept, and nothing stands
in the address."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import centimes_en_euros
from famille.socle.ecran import fil
from famille.socle.ville.phrases import dit
from reservations.bureau.droits import VOIR_LES_BAREMES, exige
from reservations.models import BaremePSU
from reservations.regles.psu import tarif_horaire

from .baremes_psu import COLLECTIF, lire_bareme

ENFANTS_MAX = 15
_ENFANTS = "Donnez le nombre d’enfants à charge, de 1 à 15, avec celui qui vient à la crèche."
_RESSOURCES = "Donnez vos ressources d’un mois en euros, par exemple 2 500."
_AEEH = "Ce nombre ne peut pas dépasser celui des enfants à charge."


class EstimationForm(forms.Form):
    ressources = forms.CharField(
        label="Ressources du foyer, par mois",
        max_length=14,
        help_text=(
            "En euros : celles que la CAF ou la MSA vous connaît. Sinon, les revenus du foyer"
            " déclarés il y a deux ans, avant abattements, divisés par 12."
        ),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": _RESSOURCES},
    )
    enfants = forms.IntegerField(
        label="Enfants à charge",
        min_value=1,
        max_value=ENFANTS_MAX,
        initial=1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), _ENFANTS),
    )
    aeeh = forms.IntegerField(
        label="Dont enfants qui ouvrent droit à l’AEEH",
        min_value=0,
        max_value=ENFANTS_MAX,
        initial=0,
        required=False,
        help_text="Allocation d’éducation de l’enfant handicapé.",
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _AEEH),
    )
    accueil = forms.ChoiceField(
        label="Accueil",
        choices=BaremePSU.Accueil.choices,
        initial=COLLECTIF,
        widget=forms.RadioSelect,
    )
    heures = forms.IntegerField(
        label="Heures par mois",
        min_value=1,
        max_value=400,
        required=False,
        help_text="Pour connaître aussi le prix d’un mois.",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Donnez un nombre d’heures, de 1 à 400."
        ),
    )

    def clean_ressources(self) -> Decimal:
        texte = self.cleaned_data["ressources"].replace("€", "").replace(",", ".")
        texte = "".join(texte.split())
        if not texte.replace(".", "", 1).isdecimal() or not texte.isascii():
            raise forms.ValidationError(_RESSOURCES)
        montant = Decimal(texte).quantize(Decimal("0.01"))
        if montant >= 1_000_000:
            raise forms.ValidationError(_RESSOURCES)
        return montant

    def clean_aeeh(self) -> int:
        return self.cleaned_data["aeeh"] or 0

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if donnees.get("aeeh", 0) > donnees.get("enfants", ENFANTS_MAX):
            self.add_error("aeeh", _AEEH)
        return donnees


SANS_BAREME = dit(
    "Le barème des crèches n’est pas encore publié ici : {le_service} peut vous renseigner."
)


@require_http_methods(["GET", "POST"])
def estimation(request: RequeteConnectee) -> HttpResponse:
    contexte, statut = estimer(request)
    return render(request, "reservations/tarifs/creche.html", contexte, status=statut)


@require_http_methods(["GET", "POST"])
@exige(VOIR_LES_BAREMES)
def estimation_du_bureau(request: RequeteConnectee) -> HttpResponse:
    contexte, statut = estimer(request)
    contexte |= {"titre": "Estimer un tarif de crèche", "breadcrumbs_items": fil()}
    return render(request, "reservations/tarifs/bureau/creche.html", contexte, status=statut)


def estimer(request: RequeteConnectee) -> tuple[dict, int]:
    """(form, estimate or None, its month, what is missing), status."""
    formulaire = EstimationForm(request.POST or None)
    contexte = {"form": formulaire, "tarif": None, "mois": "", "manque": ""}
    if not formulaire.is_bound:
        return contexte, 200
    if not formulaire.is_valid():
        return contexte, 422
    dit = formulaire.cleaned_data
    jour = timezone.localdate()
    bareme = lire_bareme(dit["accueil"], jour)
    if bareme is None:
        return contexte | {"manque": SANS_BAREME}, 200
    tarif = tarif_horaire(
        bareme, dit["ressources"], enfants=dit["enfants"], aeeh=dit["aeeh"], annee=jour.year
    )
    mois = centimes_en_euros(int(tarif.pour(dit["heures"]) * 100)) if dit["heures"] else ""
    return contexte | {"tarif": tarif, "mois": mois}, 200
