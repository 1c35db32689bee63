"""Menus are kept, published, taken back; a year of purchases is kept."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from cms_pages.models import BilanEgalim, Menu, PlatDuMenu
from cms_pages.models.menus import lundi_de
from famille.models import Utilisateur
from famille.socle.erreurs import Refus
from reservations.models import Structure

from .egalim import MONTANTS, incoherences
from .lecture import oublier_les_menus
from .regles import PlatEcrit

PAS_UN_LUNDI = "Une semaine de menus commence un lundi : choisissez ce jour."
SANS_PLAT = "Ce menu n’a aucun plat : collez la semaine, puis publiez-la."
CHANGE_DEPUIS = (
    "Quelqu’un a changé cette semaine pendant que vous l’écriviez : rien n’est enregistré. Copiez"
    " votre texte, rouvrez la semaine, puis recommencez."
)


@transaction.atomic
def enregistrer_le_menu(
    lundi: date,
    restaurant: Structure | None,
    plats: Sequence[PlatEcrit],
    *,
    par: Utilisateur,
    vu: datetime | None = None,
) -> Menu:
    """The week becomes these dishes; published or not as it was. `vu`: when the one that was read
    had been written, None for a new one. Refus: not a Monday, or written by a colleague since."""
    if lundi != lundi_de(lundi):
        raise Refus(PAS_UN_LUNDI, champ="lundi")
    verrouille = Menu.objects.select_for_update(of=("self",))  # in the order of restaurants
    menu = verrouille.filter(lundi=lundi, restaurant=restaurant).first()
    if (menu.modifie_le if menu else None) != vu:
        raise Refus(CHANGE_DEPUIS)
    menu = menu or Menu(lundi=lundi, restaurant=restaurant)
    menu.modifie_le, menu.modifie_par = timezone.now(), par
    menu.save()
    menu.plats.all().delete()
    PlatDuMenu.objects.bulk_create(
        PlatDuMenu(
            menu=menu,
            jour=plat.jour,
            ordre=rang,
            rubrique=plat.rubrique,
            nom=plat.nom,
            allergenes=list(plat.allergenes),
            labels=list(plat.labels),
        )
        for rang, plat in enumerate(plats)
    )
    oublier_les_menus()
    return menu


@transaction.atomic
def publier_le_menu(menu: Menu, *, par: Utilisateur) -> None:
    """Families read it from now on. Refus: nothing is in it."""
    if not menu.plats.exists():
        raise Refus(SANS_PLAT)
    maintenant = timezone.now()
    _marquer(menu, publie_le=maintenant, modifie_le=maintenant, modifie_par=par)


@transaction.atomic
def retirer_le_menu(menu: Menu, *, par: Utilisateur) -> None:
    """A draft again: families read it no more."""
    _marquer(menu, publie_le=None, modifie_le=timezone.now(), modifie_par=par)


def _marquer(menu: Menu, **champs: Any) -> None:
    Menu.objects.filter(pk=menu.pk).update(**champs)
    oublier_les_menus()


@transaction.atomic
def tenir_le_bilan(annee: int, valeurs: dict[str, Any], *, par: Utilisateur) -> BilanEgalim:
    """Of one year. `valeurs`: its fields. Refus: a part is more than its whole."""
    fautes = incoherences(valeurs.get)
    for champ, phrase in fautes.items():
        raise Refus(phrase, champ=champ)
    champs = {nom: valeurs.get(nom) for nom in MONTANTS}
    return BilanEgalim.objects.update_or_create(
        annee=annee,
        defaults={
            **champs,
            "siret": valeurs["siret"],
            "publie": valeurs["publie"],
            "modifie_le": timezone.now(),
            "modifie_par": par,
        },
    )[0]
