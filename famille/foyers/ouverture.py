"""A whole household's file in one go: all of it, or nothing."""

from django.db import transaction

from .actions import creer_foyer
from .personnes import ajouter_enfant, ajouter_responsable


@transaction.atomic
def ouvrir_dossier(*, foyer, adresse, adultes, enfants, par):
    """Foyer. `foyer`, `adresse`: the fields of `creer_foyer`; `adultes`, `enfants`: lists of dicts,
    those of `ajouter_responsable` and `ajouter_enfant`. Refus: nothing is written."""
    dossier = creer_foyer(**foyer, adresse=adresse, par=par)
    for adulte in adultes:
        ajouter_responsable(dossier, **adulte, par=par, a_confirmer=False)
    for enfant in enfants:
        ajouter_enfant(dossier, **enfant, par=par)
    return dossier
