"""An activity made at once, from what most towns do: one press makes the structure, the activity
with its delays, the days of the period, and the moment from which families book them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from wagtail.log_actions import log

from famille.models import Service, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import PARIS, compte, en_lettres
from famille.socle.ecran import Formulaire, agir, fil, page
from famille.socle.erreurs import Refus
from famille.socle.saisie.champ_jour import JourDAgentField
from reservations.bureau.droits import exige
from reservations.models import Activite, Ouverture, Structure
from reservations.planning.capacite import CAPACITE_MAX
from reservations.planning.creneaux import planifier_creneaux, verifier_les_dates
from reservations.regles.blocs import Unite, UniteComptee
from reservations.tarifs.bureau.collage import adresse_du_collage

MERCREDI = 2  # 0: Monday
JOURS_D_ECOLE = [0, 1, 3, 4]
HEURES = {"ouvre_a": time(8), "midi_a": time(12), "ferme_a": time(18)}


@dataclass(frozen=True)
class Modele:
    """`champs`: of Activite; what a town changes later, in the activity's own screen."""

    cle: str
    libelle: str
    nom: str
    champs: dict[str, Any]


MODELES = {
    un.cle: un
    for un in (
        Modele(
            "mercredi",
            "Les mercredis, à la demi-journée",
            "Mercredis",
            {
                "unite_scolaire": Unite.DEMI_JOURNEE,
                "unite_vacances": "",
                "jours_scolaires": [MERCREDI],
            },
        ),
        Modele(
            "vacances",
            "Les vacances, à la journée",
            "Vacances",
            {"unite_scolaire": "", "unite_vacances": Unite.JOURNEE, "jours_scolaires": []},
        ),
        Modele(
            "ados",
            "Les vacances des jeunes, à la semaine",
            "Semaines des jeunes",
            {"unite_scolaire": "", "unite_vacances": Unite.SEMAINE, "jours_scolaires": []},
        ),
        Modele(
            "restaurant",
            "Le restaurant scolaire, les jours d’école",
            "Restaurant scolaire",
            {
                "unite_scolaire": Unite.JOURNEE,
                "unite_vacances": "",
                "unite_comptee": UniteComptee.REPAS,
                "service": Service.RESTAURATION,
                "jours_scolaires": JOURS_D_ECOLE,
                "encadree": False,
                "ouvre_a": time(11, 30),
                "midi_a": None,
                "ferme_a": time(13, 30),
            },
        ),
        Modele(
            "garderie",
            "La garderie du matin et du soir, les jours d’école",
            "Garderie du matin et du soir",
            {
                "unite_scolaire": Unite.DEMI_JOURNEE,
                "unite_vacances": "",
                "unite_comptee": UniteComptee.SEANCE,
                "service": Service.GARDERIE,
                "jours_scolaires": JOURS_D_ECOLE,
                "ouvre_a": time(7, 30),
                "midi_a": time(8, 30),
                "reprend_a": time(16, 30),
                "ferme_a": time(18, 30),
            },
        ),
    )
}


@transaction.atomic
def creer_l_activite(
    modele: Modele,
    *,
    structure: str,
    ages: tuple[int, int],
    places: int,
    dates: tuple[date, date],
    ouvre_le: datetime,
    par: Utilisateur,
) -> tuple[Activite, int]:
    """The activity, and how many créneaux it has. `structure`: its name, made when no structure has
    it. Refus: an activity of that name is there, dates that cannot be, or no day of the school
    calendar to open: nothing is made."""
    debut, fin = dates
    verifier_les_dates(debut, fin)
    lieu, nouveau = Structure.objects.get_or_create(nom=structure.strip())
    if Activite.objects.filter(structure=lieu, nom=modele.nom).exists():
        raise Refus(
            f"« {modele.nom} » existe déjà à {lieu} : modifiez cette activité, ou ouvrez d’autres"
            " créneaux.",
            champ="modele",
        )
    activite = Activite.objects.create(
        structure=lieu,
        nom=modele.nom,
        age_min=ages[0],
        age_max=ages[1],
        capacite=places,
        **HEURES | modele.champs,
    )
    bilan = planifier_creneaux(activite, debut, fin, par=par)
    if not bilan.crees:
        raise Refus(
            "Aucun jour ne peut être ouvert entre ces dates : choisissez d’abord la zone du"
            " calendrier scolaire, ou d’autres dates.",
            champ="debut",
        )
    ouverture = Ouverture.objects.create(
        nom=f"{modele.nom} jusqu’au {en_lettres(fin)}", debut=debut, fin=fin, ouvre_le=ouvre_le
    )
    ouverture.activites.add(activite)
    for ligne in (*([lieu] if nouveau else []), activite, ouverture):
        log(instance=ligne, action="wagtail.create", user=par)
    return activite, bilan.crees


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
