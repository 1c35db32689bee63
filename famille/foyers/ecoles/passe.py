"""Where a child was at school on a past day: kitchens, invoices and figures read it here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from famille.models import Classe, Ecole, Enfant, ScolaritePassee

from .lecture import COLONNES

UN_JOUR = timedelta(days=1)


@dataclass(frozen=True)
class Scolarite:
    """Of one child on one day: the rows where there are any, and what a screen says of them."""

    ecole: Ecole | None
    classe: Classe | None
    niveau: str
    nom_ecole: str
    nom_classe: str

    @classmethod
    def de(cls, dite: Enfant | ScolaritePassee) -> "Scolarite":
        return cls(dite.ecole, dite.classe, dite.niveau, dite.nom_ecole, dite.nom_classe)


def scolarites_au(jour: date, enfants: Iterable[int]) -> dict[int, Scolarite]:
    """Key of each of these children (keys) → his school, his class and his level on that day, past
    or not. Two queries, whatever their number."""
    cles = list(enfants)
    dites: dict[int, Enfant | ScolaritePassee] = dict(Enfant.objects.avec_ecole().in_bulk(cles))
    # the first that ends on that day or after it has the last word
    passees = ScolaritePassee.objects.filter(enfant__in=cles, jusqu_au__gte=jour)
    for passee in passees.select_related("ecole", "classe").order_by("-jusqu_au"):
        dites[passee.enfant_id] = passee
    return {cle: Scolarite.de(dite) for cle, dite in dites.items()}


def colonnes_tenues(enfant: Any) -> dict[str, Any]:
    """What a row says of the school, as `Annuaire.colonnes` says it."""
    return {nom: getattr(enfant, nom) for nom in COLONNES}


def garder_le_passe(
    avant: Iterable[Enfant], *, jusqu_au: date | None = None
) -> dict[int, ScolaritePassee]:
    """Keep what these rows said (read before they change) until that day, by default yesterday:
    key of the child → the row, of those of whom something was known. In the caller's transaction.

    What is kept already is not rewritten: a child who has moved since `jusqu_au` is in his new
    school from then on, and what he leaves now ended yesterday.
    """
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
