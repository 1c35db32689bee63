"""Taking up a grid for a new year: its date and the council's decision, then its prices on its own
screen."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.bureau.droits import exige
from reservations.models import GrilleTarifaire
from reservations.tarifs.actions import copier_la_grille

from .grille_formulaire import SANS_DELIBERATION

AJOUTER = "reservations.add_grilletarifaire"
TARIFS = ("Tarifs", "tarifs_modeladmin_index")


class RepriseForm(Formulaire):
    debut = JourDAgentField(label="À partir du")
    deliberation = forms.CharField(
        label="Délibération",
        max_length=GrilleTarifaire._meta.get_field("deliberation").max_length,
        help_text="Par exemple : n° 2027-098 du 24 juin 2027.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deliberation"].error_messages["required"] = SANS_DELIBERATION


@require_http_methods(["GET", "HEAD", "POST"])
@exige(AJOUTER)
def reprise(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the grid that is copied."""
    grilles = GrilleTarifaire.objects.select_related("activite__structure")
    grille = get_object_or_404(grilles, pk=pk)
    form = RepriseForm(request.POST or None)
    if form.is_valid():
        with agir(form):
            nouvelle = copier_la_grille(grille, **form.cleaned_data, par=request.user)
            messages.success(
                request,
                "La grille est reprise avec les mêmes prix : changez ceux que le conseil a votés.",
            )
            return redirect("tarifs_modeladmin_edit", instance_pk=nouvelle.pk)
    contexte = {"grille": grille, "form": form, "breadcrumbs_items": fil(TARIFS)}
    gabarit = "reservations/tarifs/bureau/reprise.html"
    return page(request, gabarit, contexte, refusee=form.errors)
