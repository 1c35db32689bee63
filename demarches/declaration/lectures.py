"""What agents read of children's health: told to their family, child by child (D10)."""

from typing import TYPE_CHECKING

from django.db.models import Q

from demarches.models import Demande
from famille.actions import noter_consultation
from famille.models import LIRE_LA_SANTE, Document, Enfant, Utilisateur

if TYPE_CHECKING:
    from demarches.catalogue.informations_du_foyer.sante import SanteForm


def porte_la_sante(demande: Demande) -> bool:
    """Whether what the family sent holds health data."""
    return any(page.get("sensible") for page in demande.recapitulatif)


def noter_la_lecture(demande: Demande, quoi: str, *, par: Utilisateur) -> None:
    """An agent has read `quoi`: one line for each child whose health it shows him."""
    montree = porte_la_sante(demande) and par.has_perm(LIRE_LA_SANTE)
    enfants: list[Enfant | None] = [*_enfants_de(demande)] if montree else []
    for enfant in enfants or [None]:
        suite = ", informations de santé" if enfant else ""
        noter_consultation(demande.foyer, f"{quoi}{suite}", par=par, sante_de=enfant)


def noter_la_page(demande: Demande, page: "type[SanteForm]", *, par: Utilisateur | None) -> None:
    """The same, of a page that an agent fills, prefilled with what the file knows."""
    enfant = getattr(page, "enfant", None) or demande.enfant
    for un in [enfant] if enfant else Enfant.objects.du([demande.foyer]):
        quoi = "saisie d’une démarche pour la famille, informations de santé"
        noter_consultation(demande.foyer, quoi, par=par, sante_de=un)


def _enfants_de(demande: Demande) -> list[Enfant]:
    """list[Enfant] of whom it tells health: its own, those of its pages ("sante-12"), those of its
    papers; a household may have none left."""
    suffixes = [
        page["etape"].rpartition("-")[2] for page in demande.recapitulatif if page.get("sensible")
    ]
    des_pages = [int(suffixe) for suffixe in suffixes if suffixe.isdecimal()]
    des_papiers = demande.pieces.filter(document__genre__in=Document.DE_SANTE).values(
        "document__enfant"
    )
    cles = Q(pk__in=[*des_pages, demande.enfant_id or 0]) | Q(pk__in=des_papiers)
    return list(Enfant.objects.filter(cles).order_by("pk"))
