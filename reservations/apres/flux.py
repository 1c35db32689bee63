"""The private calendar feed of a household: opened, changed and closed by its adults."""

from django.db import transaction

from famille.actions import noter_modification
from famille.models import Foyer, Utilisateur
from reservations.models import FluxAgenda

_OBJET = "agenda partagé"


@transaction.atomic
def ouvrir_flux(foyer: Foyer, *, par: Utilisateur) -> FluxAgenda:
    """A new secret address. The one before, if any, answers no more."""
    supprimes, _details = FluxAgenda.objects.filter(foyer=foyer).delete()
    flux = FluxAgenda.objects.create(foyer=foyer)
    noter_modification(
        foyer, _OBJET, par=par, apres={"Adresse": "remplacée" if supprimes else "créée"}
    )
    return flux


@transaction.atomic
def fermer_flux(foyer: Foyer, *, par: Utilisateur) -> bool:
    """Close it. False when there was none."""
    supprimes, _details = FluxAgenda.objects.filter(foyer=foyer).delete()
    if supprimes:
        noter_modification(foyer, _OBJET, par=par, apres={"Adresse": "fermée"})
    return bool(supprimes)
