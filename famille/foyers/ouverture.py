"""A whole household's file in one go: all of it, or nothing."""

from typing import Any

from django.db import transaction

from famille.models import Foyer, Utilisateur

from .actions import creer_foyer
from .personnes import ajouter_enfant, ajouter_responsable


@transaction.atomic
def ouvrir_dossier(
    *,
    foyer: dict[str, str],
    adresse: dict[str, Any],
    adultes: list[dict[str, Any]],
    enfants: list[dict[str, Any]],
    par: Utilisateur,
) -> Foyer:
    """Foyer. `foyer`, `adresse`: the fields of `creer_foyer`; `adultes`, `enfants`: lists of dicts,
    those of `ajouter_responsable` and `ajouter_enfant`. Refus: nothing is written."""
    dossier = creer_foyer(**foyer, adresse=adresse, par=par)
    for adulte in adultes:
        ajouter_responsable(dossier, **adulte, par=par, a_confirmer=False)
    for enfant in enfants:
        ajouter_enfant(dossier, **enfant, par=par)
    return dossier
