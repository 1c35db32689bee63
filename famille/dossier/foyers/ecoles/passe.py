"""Where a child was at school on a past day: kitchens, invoices and figures read it here."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from famille.models import Enfant, ScolaritePassee

from .lecture import COLONNES

UN_JOUR = timedelta(days=1)


def scolarites_au(jour: date, enfants: Collection[int]) -> Mapping[int, Enfant | ScolaritePassee]:
    """Child (key) → the row that says his school, class and level on that day. Two queries."""
    # the first that ends on that day or after it has the last word
    passees = ScolaritePassee.objects.filter(enfant__in=enfants, jusqu_au__gte=jour)
    passees = passees.select_related("ecole", "classe").order_by("-jusqu_au")
    actuelles = Enfant.objects.avec_ecole().in_bulk(enfants)
    return {**actuelles, **{passee.enfant_id: passee for passee in passees}}


def colonnes_tenues(enfant: Any) -> dict[str, Any]:
    """What a row says of the school, as `Annuaire.colonnes` says it."""
    return {nom: getattr(enfant, nom) for nom in COLONNES}


def garder_le_passe(
    avant: Iterable[Enfant], *, jusqu_au: date | None = None
) -> dict[int, ScolaritePassee]:
    """Keep what these rows said (read before they change) until that day, by default yesterday:
    child (key) → the row, where something was known. In the caller's transaction. What is kept
    already is not rewritten: a child who has moved since `jusqu_au` left yesterday."""
    hier = timezone.localdate() - UN_JOUR
    fin = jusqu_au or hier
    connus = {un.pk: un for un in avant if any(colonnes_tenues(un).values())}
    deja: dict[int, set[date]] = {}
    lues = ScolaritePassee.objects.filter(enfant__in=connus, jusqu_au__gte=min(fin, hier))
    for cle, jour in lues.order_by().values_list("enfant", "jusqu_au"):
        deja.setdefault(cle, set()).add(jour)
    gardees = {}
    for cle, enfant in connus.items():
        sa_fin = fin if not deja.get(cle) else hier
        if any(jour >= sa_fin for jour in deja.get(cle, ())):
            continue
        gardees[cle] = ScolaritePassee(enfant_id=cle, jusqu_au=sa_fin, **colonnes_tenues(enfant))
    ScolaritePassee.objects.bulk_create(gardees.values())
    return gardees
