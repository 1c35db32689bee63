"""The fill screen, and the list of one day that each of its figures leads to."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.regles.foyer import age_le, entier
from famille.socle.connectee import RequeteConnectee
from reservations.bureau import ESPACE
from reservations.bureau.droits import PLANIFIER, exige
from reservations.models import Activite, Attente, Reservation, Structure
from reservations.planning.bureau.graphique import figures
from reservations.planning.bureau.plage import MOIS, SEMAINE, lire_le_jour, plage
from reservations.planning.bureau.remplissage import CaseRemplissage, lire_le_remplissage
from reservations.regles.juge import etendue


@require_safe
@exige(PLANIFIER)
def remplissage(request: RequeteConnectee) -> HttpResponse:
    """`?vue=mois|semaine&le=2026-12-09&structure=&activite=&ages=oui|non`; what is not understood
    is left out."""
    aujourd_hui = timezone.localdate()
    repere = lire_le_jour(request.GET.get("le", ""), aujourd_hui)
    periode = plage(request.GET.get("vue", MOIS), repere)
    structures = list(Structure.objects.prefetch_related("activites"))
    choix = _choix(request.GET, structures)
    activites = Activite.objects.actives()
    if choix["activite"]:
        activites = activites.filter(pk=choix["activite"])
    elif choix["structure"]:
        activites = activites.filter(structure=choix["structure"])
    semaine = periode.vue == SEMAINE
    ages = request.GET.get("ages", "oui" if semaine else "non") == "oui"
    lu = lire_le_remplissage(activites, debut=periode.debut, fin=periode.fin, par_age=ages)
    contexte = {
        "titre": "Remplissage",
        "periode": periode,
        "repere": repere,
        "en_semaine": semaine,
        "aujourd_hui": aujourd_hui,
        "structures": structures,
        "choix": choix,
        "ages": ages,
        "remplissage": lu,
        "colonnes": list(zip(lu.activites, lu.totaux, strict=True)),
        "figures": figures(lu),
    }
    return render(request, "reservations/planning/bureau/remplissage/remplissage.html", contexte)


def _choix(adresse: QueryDict, structures: list[Structure]) -> dict[str, Any]:
    """dict(structure, activite): the pks asked for, among those that exist; None for all."""
    connues = {
        structure.pk: {activite.pk for activite in structure.activites.all()}
        for structure in structures
    }
    structure, activite = (entier(adresse.get(nom)) for nom in ("structure", "activite"))
    return {
        "structure": structure if structure in connues else None,
        "activite": activite
        if any(activite in activites for activites in connues.values())
        else None,
    }


@require_safe
@exige(PLANIFIER)
def jour(request: RequeteConnectee, activite: int, jour: str) -> HttpResponse:
    """The children booked on a day of an activity, and those who wait for it."""
    try:
        le_jour = date.fromisoformat(jour)
    except ValueError:
        raise Http404 from None
    l_activite = get_object_or_404(Activite.objects.select_related("structure"), pk=activite)
    contexte = {
        "activite": l_activite,
        "jour": le_jour,
        "listes": _listes(l_activite, le_jour),
        "attentes": [
            attente
            for attente in Attente.objects.en_cours()
            .filter(activite=l_activite)
            .select_related("enfant", "foyer")
            .order_by("pk")
            if _couvre(attente.bloc, le_jour)
        ],
        "breadcrumbs_items": [{"url": reverse(f"{ESPACE}:remplissage"), "label": "Remplissage"}],
    }
    return render(request, "reservations/planning/bureau/remplissage/jour.html", contexte)


def _listes(
    activite: Activite, jour: date
) -> list[tuple[CaseRemplissage, list[tuple[Reservation, int]]]]:
    """(case, those who are booked with their age). The queries of the fill screen, and one."""
    lu = lire_le_remplissage(Activite.objects.filter(pk=activite.pk), debut=jour, fin=jour)
    cases = lu.jours[0].colonnes[0][1] if lu.jours else ()
    par_creneau: dict[int, list[tuple[Reservation, int]]] = {case.creneau: [] for case in cases}
    reservations = Reservation.objects.filter(creneau__in=par_creneau)
    for une in reservations.select_related("enfant", "foyer", "demande").order_by(
        "enfant__nom", "enfant__prenom"
    ):
        par_creneau[une.creneau_id].append((une, age_le(jour, une.enfant.naissance)))
    return [(case, par_creneau[case.creneau]) for case in cases]


def _couvre(bloc: str, jour: date) -> bool:
    debut, fin = etendue(bloc)
    return debut <= jour <= fin
