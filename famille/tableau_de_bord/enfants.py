"""The children of whoever reads the dashboard: read once, said by several rooms."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from famille.foyers.dossier import avec_besoins, avec_faits, avec_reglage
from famille.models import Enfant, Foyer, QuotientFamilial
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.requetes import RequeteEcrite

if TYPE_CHECKING:
    from famille.socle.requetes.valeurs import Cles, Parametre


CLE = "_pf_enfants"
# Of the child and his health record, what the dashboard says: nothing of his health is read.
_LUS = (
    *("prenom", "nom", "naissance"),
    *(f"fiche_sanitaire__{fait}" for fait in ("enfant", "valable_jusqu_au", "assurance_fin")),
)
NOMMES = 3  # children told one by one; more of them are a number


def enfants_de(request: RequeteConnectee, foyers: list[Foyer]) -> list[Any]:
    """list[Enfant]: the children of these households, each with what `points_de` reads and
    `quotient` (Decimal or None, of the households together). One query a request."""
    if not hasattr(request, CLE):
        lus = _ENFANTS.lire(foyers=tuple(foyer.pk for foyer in foyers), jour=timezone.localdate())
        setattr(request, CLE, lus)
    return getattr(request, CLE)


def nommer(enfants: Sequence[Enfant]) -> str:
    """ "Léa, Hugo"; "5 enfants"."""
    if len(enfants) > NOMMES:
        return compte(len(enfants), "enfant")
    return ", ".join(enfant.prenom for enfant in enfants)


def _dire_les_enfants(foyers: "Cles", jour: "Parametre") -> QuerySet[Enfant]:
    siens = Enfant.objects.du(Foyer.objects.filter(pk__in=foyers), jour)
    en_vigueur = QuotientFamilial.objects.filter(
        Q(fin=None) | Q(fin__gte=jour), foyer__pk__in=foyers, debut__lte=jour
    )
    avec = avec_besoins(avec_reglage(avec_faits(siens)), jour).only(*_LUS)
    return avec.annotate(quotient=Subquery(en_vigueur.order_by("-debut").values("valeur")[:1]))


_ENFANTS = RequeteEcrite(_dire_les_enfants)
