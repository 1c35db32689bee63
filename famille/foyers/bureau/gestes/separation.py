"""The guided separation of a household: who leaves, from when, with whom; what it changes; done."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.foyers.bureau import url_du_foyer
from famille.foyers.bureau.droits import CREER, MODIFIER, exige
from famille.foyers.bureau.ecran import fil_du_foyer
from famille.foyers.bureau.formulaires import FormDossier
from famille.foyers.saisie_adresse import ChampsDAdresse
from famille.foyers.vie.separation import Separation, Sort, essayer, separer
from famille.models import Enfant, Foyer, Responsable
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import page
from famille.socle.erreurs import Refus
from famille.socle.saisie.champ_jour import JourDAgentField

GABARIT = "famille/foyers/bureau/separation.html"
SORTS = [
    (Sort.RESTE, "Reste dans ce foyer"),
    (Sort.PART, "Part avec cet adulte"),
    (Sort.PAIRES, "Dans les deux : semaines paires avec cet adulte"),
    (Sort.IMPAIRES, "Dans les deux : semaines impaires avec cet adulte"),
]


class SeparationForm(ChampsDAdresse, FormDossier):
    fields: dict[str, Any]  # each of its own class
    field_order = ["responsable", "depuis"]

    responsable = forms.ModelChoiceField(
        label="Qui quitte ce foyer",
        queryset=Responsable.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    depuis = JourDAgentField(label="À partir du", initial=timezone.localdate)

    def __init__(self, *args: Any, foyer: Foyer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsable"].queryset = foyer.responsables.actuels()
        for nom in ChampsDAdresse.base_fields:
            self.fields[nom].widget.attrs["autocomplete"] = "off"
        self.enfants = list(Enfant.objects.du([foyer]).order_by("naissance", "pk"))
        for enfant in self.enfants:
            self.fields[f"enfant_{enfant.pk}"] = forms.ChoiceField(
                label=str(enfant), choices=SORTS, widget=forms.RadioSelect, initial=Sort.RESTE
            )

    def champs(self) -> dict[str, Any]:
        """What `separer` asks."""
        dites = self.cleaned_data
        return {
            "depuis": dites["depuis"],
            "adresse": {nom: dites[nom] for nom in ChampsDAdresse.base_fields},
            "sorts": {un.pk: Sort(dites[f"enfant_{un.pk}"]) for un in self.enfants},
        }


@require_http_methods(["GET", "POST"])
@exige(MODIFIER)
@exige(CREER)
def separation(request: RequeteConnectee, pk: int) -> HttpResponse:
    """A first POST shows what would change; `confirmer`, and it is done."""
    foyer = get_object_or_404(Foyer, pk=pk)
    formulaire = SeparationForm(request.POST or None, foyer=foyer)
    annonce: Separation | None = None
    if request.method == "POST" and formulaire.is_valid():
        responsable, champs = formulaire.cleaned_data["responsable"], formulaire.champs()
        try:
            if "confirmer" in request.POST:
                faite = separer(responsable, par=request.user, **champs)
                return _c_est_fait(request, faite.nouveau)
            annonce = essayer(responsable, par=request.user, **champs)
        except Refus as refus:
            formulaire.refuser(refus)
    contexte = {
        "titre": "Séparer ce foyer en deux",
        "foyer": foyer,
        "form": formulaire,
        "annonce": annonce,
        "retour": url_du_foyer(foyer, "famille"),
        "breadcrumbs_items": fil_du_foyer(foyer),
    }
    return page(request, GABARIT, contexte, refusee=formulaire.errors)


def _c_est_fait(request: RequeteConnectee, nouveau: Foyer) -> HttpResponse:
    messages.success(
        request,
        f"Le foyer est séparé. Voici le nouveau, dossier {nouveau.numero} : les adultes qui ont un"
        " compte en sont prévenus.",
    )
    return redirect(url_du_foyer(nouveau, "famille"))
