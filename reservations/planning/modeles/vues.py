"""The screen of the ready models."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import PARIS, compte
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.bureau.droits import exige
from reservations.models import Activite, Structure
from reservations.planning.capacite import CAPACITE_MAX
from reservations.tarifs.bureau.collage import adresse_du_collage

from .actions import MODELES, creer_l_activite

ACTIVITES = ("Activités", "activites_modeladmin_index")
NEUF_HEURES = time(9)


class ModeleForm(Formulaire):
    modele = forms.ChoiceField(
        label="Ce que les familles réserveront",
        choices=[(un.cle, un.libelle) for un in MODELES.values()],
        widget=forms.RadioSelect,
    )
    structure = forms.CharField(
        label="Structure",
        max_length=100,
        help_text="Le nom du centre. S’il n’existe pas encore, il est créé.",
    )
    age_min = forms.IntegerField(label="De (ans)", min_value=0, max_value=25)
    age_max = forms.IntegerField(label="À (ans)", min_value=0, max_value=25)
    places = forms.IntegerField(label="Places par jour", min_value=1, max_value=CAPACITE_MAX)
    debut = JourDAgentField(label="Du")
    fin = JourDAgentField(label="Au", help_text="Dernier jour compris, treize mois au plus.")
    ouvre_le = JourDAgentField(
        label="Réservations ouvertes à partir du", help_text="À neuf heures, pour les familles."
    )

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or {}
        bas, haut = donnees.get("age_min"), donnees.get("age_max")
        if bas is not None and haut is not None and haut < bas:
            raise ValidationError("L’âge maximum est inférieur à l’âge minimum.")
        return donnees


@require_http_methods(["GET", "POST"])
@exige("reservations.add_activite", "reservations.planifier_reservation")
def modeles(request: RequeteConnectee) -> HttpResponse:
    form = ModeleForm(request.POST or None, initial=_proposes())
    if form.is_valid():
        lu = form.cleaned_data
        with agir(form):
            activite, creneaux = creer_l_activite(
                MODELES[lu["modele"]],
                structure=lu["structure"],
                ages=(lu["age_min"], lu["age_max"]),
                places=lu["places"],
                dates=(lu["debut"], lu["fin"]),
                ouvre_le=datetime.combine(lu["ouvre_le"], NEUF_HEURES, tzinfo=PARIS),
                par=request.user,
            )
            messages.success(
                request,
                f"{activite} est prête, avec {compte(creneaux, 'créneau', 'créneaux')}."
                " Il lui faut un tarif.",
            )
            return redirect(_vers_le_tarif(request, activite))
    contexte = {
        "form": form,
        "titre": "Une activité toute prête",
        "structures": Structure.objects.values_list("nom", flat=True),
        "breadcrumbs_items": fil(ACTIVITES),
    }
    return page(request, "reservations/planning/bureau/modeles.html", contexte, refusee=form.errors)


def _vers_le_tarif(request: RequeteConnectee, activite: Activite) -> str:
    """What it lacks, for whoever may give it."""
    if request.user.has_perm("reservations.add_grilletarifaire"):
        return adresse_du_collage(activite)
    return reverse(ACTIVITES[1])


def _proposes() -> dict[str, Any]:
    """From next week to the end of the school year."""
    jour = timezone.localdate()
    fin = date(jour.year + (jour.month >= 6), 8, 31)
    return {
        "modele": "mercredi",
        "age_min": 3,
        "age_max": 11,
        "places": 40,
        "debut": jour + timedelta(days=7),
        "fin": fin,
        "ouvre_le": jour,
    }
