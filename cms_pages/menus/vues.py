"""The week's menu, as everybody reads it; a parent reads beside it what concerns her children."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.dossier.foyers.sante import allergies_declarees
from famille.regles.foyer import entier
from famille.regles.repas import PAR_CODE, PlatServi, alertes, allergenes_dits
from famille.socle.dire import enumerer

from .egalim import parts
from .lecture import (
    JourServi,
    dernier_bilan,
    lire_la_semaine_servie,
    restaurants,
    semaine_courante,
)
from .regles import LABELS


@login_not_required
@require_safe
def menus(request: HttpRequest, jour: str = "") -> HttpResponse:
    """`/menus/2026-12-07/?restaurant=3`: the week of that day; without one, of today."""
    lundi = semaine_courante(_jour(jour) if jour else timezone.localdate())
    connus = list(restaurants())
    demande = entier(request.GET.get("restaurant", ""))
    restaurant = next((un for un in connus if un.pk == demande), None)
    semaine = lire_la_semaine_servie(lundi, restaurant)
    enfants, illisibles = (
        allergies_declarees(request.user) if request.user.is_authenticated else ([], [])
    )
    bilan = dernier_bilan()
    contexte = {
        "semaine": semaine,
        "courante": semaine_courante(timezone.localdate()),
        "jours": [_decrire(un, enfants) for un in semaine.jours],
        "restaurant": restaurant,
        "restaurants": connus,
        "enfants": [_dire_l_enfant(prenom, texte) for prenom, texte in enfants if texte],
        "illisibles": enumerer(illisibles),
        "bilan": bilan,
        "parts": parts(lambda nom: getattr(bilan, nom)) if bilan else (),
    }
    return render(request, "cms_pages/menus/menus.html", contexte)


def _jour(texte: str) -> date:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        raise Http404 from None


def _decrire(servi: JourServi, enfants: Sequence[tuple[str, str]]) -> dict[str, Any]:
    cases = [
        (rubrique, [_dire_le_plat(plat, enfants) for plat in plats])
        for rubrique, plats in servi.cases
    ]
    return {"jour": servi.jour, "vegetarien": servi.vegetarien, "cases": cases}


def _dire_le_plat(plat: PlatServi, enfants: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "nom": plat.nom,
        "labels": [LABELS[code] for code in plat.labels if code in LABELS],
        "allergenes": [PAR_CODE[code].court for code in plat.allergenes if code in PAR_CODE],
        "alertes": alertes([plat], enfants),
    }


def _dire_l_enfant(prenom: str, texte: str) -> dict[str, Any]:
    """What is compared for this child; `connus` is empty where none of the 14 is named."""
    connus = [PAR_CODE[code].court for code in allergenes_dits(texte)]
    return {"prenom": prenom, "texte": texte, "connus": connus}
