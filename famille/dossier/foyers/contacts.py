"""Whom a household names, to be called or to fetch the children."""

from typing import Any

from django.db import transaction

from famille.journal.modifications import decrire, noter_modification
from famille.models import ContactFamille, Foyer, Utilisateur
from famille.socle.erreurs import Refus

from .actions import refuser_les_inconnus

CHAMPS = ["prenom", "nom", "lien", "telephone", "a_prevenir", "peut_recuperer", "ordre"]


@transaction.atomic
def ajouter_contact(
    foyer: Foyer, *, par: Utilisateur, origine: str = "", **champs: Any
) -> ContactFamille:
    """Name somebody more (CHAMPS). Refus when he would neither be called nor fetch the children."""
    refuser_les_inconnus(champs, CHAMPS)
    contact = ContactFamille(foyer=foyer, **champs)
    _exiger_un_role(contact)
    contact.save()
    contact.refresh_from_db()  # the telephone as an object
    _noter(contact, apres=decrire(contact, CHAMPS), par=par, origine=origine)
    return contact


@transaction.atomic
def modifier_contact(
    contact: ContactFamille, *, par: Utilisateur, origine: str = "", **champs: Any
) -> ContactFamille:
    """Change any of CHAMPS. ContactFamille. Refus as `ajouter_contact`."""
    refuser_les_inconnus(champs, CHAMPS)
    verrou = ContactFamille.objects.select_for_update(of=("self",))
    contact = verrou.select_related("foyer").get(pk=contact.pk)
    avant = decrire(contact, CHAMPS)
    for nom, valeur in champs.items():
        setattr(contact, nom, valeur)
    _exiger_un_role(contact)
    contact.save(update_fields=list(champs))
    contact.refresh_from_db()
    _noter(contact, avant=avant, apres=decrire(contact, CHAMPS), par=par, origine=origine)
    return contact


@transaction.atomic
def retirer_contact(contact: ContactFamille, *, par: Utilisateur, origine: str = "") -> None:
    """The household no longer names him; its journal keeps who he was."""
    _noter(contact, avant=decrire(contact, CHAMPS), par=par, origine=origine)
    contact.delete()


def _exiger_un_role(contact: ContactFamille) -> None:
    if not (contact.a_prevenir or contact.peut_recuperer):
        raise Refus(
            f"{contact} ne serait ni appelé, ni autorisé à venir chercher l’enfant : choisissez"
            " l’un des deux, ou retirez ce contact."
        )


def _noter(contact: ContactFamille, **dit: Any) -> None:
    noter_modification(contact.foyer, f"contact {contact}", **dit)
