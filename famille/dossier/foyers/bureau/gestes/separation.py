"""The guided separation of a household: who leaves, from when, with whom; what it changes; done."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from famille.dossier.foyers.bureau.droits import CREER, MODIFIER, exige
from famille.dossier.foyers.bureau.formulaires import AdresseForm
from famille.dossier.foyers.saisie_adresse import ChampsDAdresse
from famille.dossier.foyers.vie import AvantApres
from famille.dossier.foyers.vie.separation import Sort, separer
from famille.models import Enfant, Foyer, Responsable
from famille.socle.connectee import RequeteConnectee

from .avant_apres import Mots, mener

C_EST_FAIT = (
    "Le foyer est séparé. Voici le nouveau, dossier {numero} : les adultes qui ont un compte en"
    " sont prévenus."
)
SORTS = [
    (Sort.RESTE, "Reste dans ce foyer"),
    (Sort.PART, "Part avec cet adulte"),
    (Sort.PAIRES, "Dans les deux : semaines paires avec cet adulte"),
    (Sort.IMPAIRES, "Dans les deux : semaines impaires avec cet adulte"),
]


class SeparationForm(AdresseForm):
    fields: dict[str, Any]  # each of its own class
    field_order = ["responsable", "depuis"]

    responsable = forms.ModelChoiceField(
        label="Qui quitte ce foyer",
        queryset=Responsable.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, foyer: Foyer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["responsable"].queryset = foyer.responsables.actuels()
        self.enfants = list(Enfant.objects.du([foyer]).order_by("naissance", "pk"))
        for enfant in self.enfants:
            self.fields[f"enfant_{enfant.pk}"] = forms.ChoiceField(
                label=str(enfant), choices=SORTS, widget=forms.RadioSelect, initial=Sort.RESTE
            )

    def champs(self) -> dict[str, Any]:
        """What `separer` asks."""
        dites = self.cleaned_data
        return {
            "responsable": dites["responsable"],
            "depuis": dites["depuis"],
            "adresse": {nom: dites[nom] for nom in ChampsDAdresse.base_fields},
            "sorts": {un.pk: Sort(dites[f"enfant_{un.pk}"]) for un in self.enfants},
        }


MOTS = Mots(
    titre="Séparer ce foyer en deux",
    chapo="Ce qui est avant ce jour reste ici : factures, réservations, messages. L’adulte qui part"
    " a son propre foyer, avec le même compte, et lit encore les factures de ses jours.",
    change="Ce que cette séparation change",
    retour="Une fois fait, une erreur se corrige ligne par ligne : la résidence de chaque enfant,"
    " le dernier jour de l’adulte.",
    bouton="Séparer ce foyer",
)


@require_http_methods(["GET", "POST"])
@exige(MODIFIER, CREER)
def separation(request: RequeteConnectee, pk: int) -> HttpResponse:
    foyer = get_object_or_404(Foyer, pk=pk)
    formulaire = SeparationForm(request.POST or None, foyer=foyer)

    def _faire() -> tuple[AvantApres, str, Foyer]:
        fait = separer(par=request.user, **formulaire.champs())
        return fait.lignes, C_EST_FAIT.format(numero=fait.nouveau.numero), fait.nouveau

    return mener(request, foyer, formulaire, MOTS, _faire)
