"""The children of whoever reads the dashboard: read once, said by several rooms."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from famille.dossier.foyers.dossier import avec_besoins, avec_faits, avec_reglage
from famille.models import Enfant, Foyer, QuotientFamilial
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.offres import Recue
from famille.socle.requetes import RequeteEcrite

CLE = "_pf_enfants"
RECUES = "_pf_recues"
NOMMES = 3  # children told one by one; more of them are a number


def enfants_de(request: RequeteConnectee, foyers: list[Foyer]) -> list[Any]:
    """list[Enfant] of these households, each with what `points_de` reads of him and `quotient`, of
    the households together. One query a request."""
    if not hasattr(request, CLE):
        cles = tuple(foyer.pk for foyer in foyers)
        setattr(request, CLE, _ENFANTS.lire(foyers=cles, jour=timezone.localdate()))
    return getattr(request, CLE)


def annoncer_les_recues(request: RequeteConnectee, recues: list[Recue]) -> None:
    """What these households have sent and nobody has decided, said by the room that has read it."""
    setattr(request, RECUES, recues)


def recues_annoncees(request: RequeteConnectee) -> list[Recue]:
    """To be asked once all rooms have read."""
    return getattr(request, RECUES, [])


def nommer(enfants: Sequence[Enfant]) -> str:
    """ "Léa, Hugo"; "5 enfants"."""
    if len(enfants) > NOMMES:
        return compte(len(enfants), "enfant")
    return ", ".join(enfant.prenom for enfant in enfants)


def _dire_les_enfants(foyers: Any, jour: Any) -> QuerySet[Any]:
    siens = Enfant.objects.du(Foyer.objects.filter(pk__in=foyers), jour)
    en_vigueur = QuotientFamilial.objects.filter(
        Q(fin=None) | Q(fin__gte=jour), foyer__pk__in=foyers, debut__lte=jour
    )
    avec: Any = avec_besoins(avec_reglage(avec_faits(siens)), jour)
    avec = avec.annotate(quotient=Subquery(en_vigueur.order_by("-debut").values("valeur")[:1]))
    return avec.only("prenom", "naissance", *(f"fiche_sanitaire__{nom}" for nom in _DE_LA_FICHE))


_DE_LA_FICHE = ("enfant", "valable_jusqu_au", "assurance_fin")  # nothing of health
_ENFANTS = RequeteEcrite(_dire_les_enfants)
