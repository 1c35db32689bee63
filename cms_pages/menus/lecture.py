"""Which menu is read: of a week and a restaurant, published only; and what is on a family's day."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.core.cache import caches
from django.db.models import Q, QuerySet

from cms_pages.models import BilanEgalim, Menu, PlatDuMenu
from cms_pages.models.menus import lundi_de
from famille.models import Service
from famille.regles.repas import PlatServi
from reservations.models import Structure

from .regles import PlatEcrit, jours_vegetariens

SEMAINE = timedelta(weeks=1)
SAMEDI = 5
MENUS = "menus"  # of the cache `proche`: what names all that this process has kept of them


@dataclass(frozen=True)
class JourServi:
    """`cases`: for each rubrique of the week, the dishes of that day."""

    jour: date
    cases: Sequence[tuple[str, Sequence[PlatServi]]]
    vegetarien: bool


@dataclass(frozen=True)
class SemaineServie:
    """`menu`: None when none is published. `avant`, `apres`: the nearest Mondays that have one."""

    lundi: date
    menu: Menu | None
    rubriques: Sequence[str]
    jours: Sequence[JourServi]
    avant: date | None = None
    apres: date | None = None


def restaurants() -> QuerySet[Structure]:
    """The structures where a canteen is offered."""
    return Structure.objects.filter(activites__service=Service.RESTAURATION).distinct()


def semaine_courante(jour: date) -> date:
    """The Monday of the week that families look at: on a week-end, of the next one."""
    lundi = lundi_de(jour)
    return lundi + SEMAINE if jour.weekday() >= SAMEDI else lundi


def lire_la_semaine_servie(lundi: date, restaurant: Structure | None) -> SemaineServie:
    """Three queries."""
    connus = Menu.objects.publies().filter(Q(restaurant=None) | Q(restaurant=restaurant))
    lundis = sorted(set(connus.values_list("lundi", flat=True)))
    candidats = list(connus.filter(lundi=lundi).select_related("restaurant"))
    menu = next((un for un in candidats if un.restaurant_id), next(iter(candidats), None))
    rubriques, jours = dire_les_jours(plats_de(menu)) if menu else ([], [])
    return SemaineServie(
        lundi,
        menu,
        rubriques,
        jours,
        avant=max((un for un in lundis if un < lundi), default=None),
        apres=min((un for un in lundis if un > lundi), default=None),
    )


def plats_de(menu: Menu) -> list[PlatEcrit]:
    return [
        PlatEcrit(plat.nom, plat.rubrique, tuple(plat.allergenes), tuple(plat.labels), plat.jour)
        for plat in menu.plats.all()
    ]


def dire_les_jours(plats: Sequence[PlatEcrit]) -> tuple[list[str], list[JourServi]]:
    """(rubriques in their order, days)."""
    rubriques = list(dict.fromkeys(plat.rubrique for plat in plats))
    vegetariens = set(jours_vegetariens(plats))
    par_jour: dict[date, list[PlatEcrit]] = defaultdict(list)
    for plat in plats:
        par_jour[plat.jour].append(plat)
    return rubriques, [
        JourServi(
            jour,
            [(une, [plat for plat in siens if plat.rubrique == une]) for une in rubriques],
            jour in vegetariens,
        )
        for jour, siens in sorted(par_jour.items())
    ]


def menus_des_jours(
    jours: Collection[date], structures: Collection[int]
) -> dict[tuple[date, int], tuple[PlatServi, ...]]:
    """(day, structure) → what is served there, as published; nothing for a day without a menu. The
    same for all families: kept five seconds by each process, one query when it is not. Offered to
    the room of bookings (famille.socle.offres)."""
    gardes = caches["proche"]
    cle = f"menus-{gardes.get(MENUS, 0)}-{hash((frozenset(jours), frozenset(structures)))}"
    return gardes.get_or_set(cle, lambda: _lire_les_jours(jours, structures)) or {}


def oublier_les_menus() -> None:
    """This process reads them again; the others do within five seconds."""
    caches["proche"].set(MENUS, uuid4().hex, None)


def _lire_les_jours(
    jours: Collection[date], structures: Collection[int]
) -> dict[tuple[date, int], tuple[PlatServi, ...]]:
    lus = (
        PlatDuMenu.objects.exclude(menu__publie_le=None)
        .filter(Q(menu__restaurant=None) | Q(menu__restaurant__in=structures), jour__in=jours)
        .order_by("jour", "ordre")
        .values_list("jour", "menu__restaurant", "nom", "rubrique", "allergenes", "labels")
    )
    par_menu: dict[tuple[date, int | None], list[PlatServi]] = defaultdict(list)
    for jour, restaurant, nom, rubrique, allergenes, labels in lus:
        plat = PlatServi(nom, rubrique, tuple(allergenes), tuple(labels))
        par_menu[jour, restaurant].append(plat)
    servis = {
        (jour, structure): tuple(
            par_menu.get((jour, structure)) or par_menu.get((jour, None)) or ()
        )
        for jour in jours
        for structure in structures
    }
    return {cle: plats for cle, plats in servis.items() if plats}


def dernier_bilan() -> BilanEgalim | None:
    """The report of the last year that is shown to families."""
    return BilanEgalim.objects.filter(publie=True).first()
