"""The children of one figure, for whoever reads the figures."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import du_au, en_heures, en_jour
from famille.socle.ecran import fil
from reservations.bureau.droits import PLANIFIER, exige
from reservations.models import Activite
from reservations.regles.accueil.heures import (
    BORNES_CAF,
    BORNES_SDJES,
    NOMS_DES_REGIMES,
    Temps,
    noms_des_tranches,
)
from reservations.regles.blocs import NOMS, Moment

from .lecture import activites_declarees, enfants_attendus, enfants_d_une_case
from .occupation import Figure, enfants_d_une_figure
from .vues import EFFECTIFS, HEURES, OCCUPATION, TITRES, periode_lue


@require_safe
@exige(PLANIFIER)
def enfants(
    request: RequeteConnectee, activite: int, temps: str, tranche: int, regime: int
) -> HttpResponse:
    """Who is in one figure of the hours done: of an age band and a social scheme; the last of each:
    of all."""
    tranches = [*noms_des_tranches(BORNES_CAF), "Tous les âges"]
    connus = 0 <= tranche < len(tranches) and 0 <= regime <= len(NOMS_DES_REGIMES)
    if temps not in list(Temps) or not connus:
        raise Http404
    noms = [*(f"régime {un[0].lower()}{un[1:]}" for un in NOMS_DES_REGIMES), "tous les régimes"]
    l_activite = get_object_or_404(activites_declarees(), pk=activite)
    _form, debut, fin = periode_lue(request, HEURES)
    lus = enfants_d_une_case(
        *(l_activite, debut, fin),
        temps=Temps(temps),
        tranche=None if tranche == len(tranches) - 1 else tranche,
        regime=None if regime == len(NOMS_DES_REGIMES) else regime,
    )
    quoi = f"{tranches[tranche]}, {noms[regime]}, {du_au(debut, fin)}"
    contexte = {
        "titre": f"{l_activite} : {Temps(temps).nom.lower()}",
        "phrase": f"{quoi} : {en_heures(sum(un.minutes for un in lus))}.",
        "avec_heures": True,
        "enfants": [(un, en_heures(un.minutes)) for un in lus],
    }
    return _page(request, HEURES, contexte)


@require_safe
@exige(PLANIFIER)
def d_un_effectif(
    request: RequeteConnectee, activite: int, jour: str, moment: str, tranche: int
) -> HttpResponse:
    """Who is in a head count told to the State: expected on that day, of a band; the last one: of
    all."""
    if moment not in list(Moment) or not 0 <= tranche <= len(BORNES_SDJES) + 1:
        raise Http404
    le_jour, l_activite = _jour(jour), get_object_or_404(activites_declarees(), pk=activite)
    noms = [*noms_des_tranches(BORNES_SDJES), "Tous les âges"]
    voulue = tranche if tranche <= len(BORNES_SDJES) else None
    lus = enfants_attendus(l_activite, le_jour, Moment(moment), tranche=voulue)
    contexte = {
        "titre": f"{l_activite} : enfants attendus",
        "phrase": (
            f"{noms[tranche]}, {en_jour(le_jour)}, {NOMS[Moment(moment)]} : {len(lus)} en tout."
        ),
        "enfants": [(un, "") for un in lus],
        "seuls": True,
    }
    return _page(request, EFFECTIFS, contexte)


@require_safe
@exige(PLANIFIER)
def d_une_figure(request: RequeteConnectee, activite: int, figure: str) -> HttpResponse:
    """Who has the places of a figure of the occupancy."""
    if figure not in list(Figure):
        raise Http404
    l_activite = get_object_or_404(Activite.objects.select_related("structure"), pk=activite)
    _form, debut, fin = periode_lue(request, OCCUPATION)
    lus = enfants_d_une_figure(
        l_activite, debut, fin, Figure(figure), aujourdhui=timezone.localdate()
    )
    contexte = {
        "titre": f"{l_activite} : {Figure(figure).nom.lower()}",
        "phrase": f"Places, {du_au(debut, fin)} : {sum(un.venues for un in lus)} en tout.",
        "enfants": [(un, "") for un in lus],
    }
    return _page(request, OCCUPATION, contexte)


def _page(request: RequeteConnectee, quoi: str, contexte: dict[str, Any]) -> HttpResponse:
    contexte["breadcrumbs_items"] = fil((TITRES[quoi], "reservations_bureau:chiffres", quoi))
    return render(request, "reservations/chiffres/enfants.html", contexte)


def _jour(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError as erreur:
        raise Http404("not a day") from erreur
