"""The children of whoever reads the dashboard: read once, said by several rooms."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from famille.foyers.dossier import avec_besoins, avec_faits, avec_reglage
from famille.models import Enfant, Foyer, QuotientFamilial
from famille.regles.foyer import age_le
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.offres import Recue
from famille.socle.requetes import RequeteEcrite

CLE = "_pf_enfants"
RECUES = "_pf_recues"
NOMMES = 3  # children told one by one; more of them are a number


class EnfantDit(NamedTuple):
    """A child, and of his health record, what the dashboard says: a row, not a model, as thirty
    models take longer to make than to read. What `points_de` reads of a model has its name here."""

    pk: int
    prenom: str
    naissance: date
    valable_jusqu_au: date | None  # the record
    assurance_fin: date | None
    vaccins_jusqu_au: date | None
    autorisations_dites: int | None
    reglage_pk: int | None
    reglage_autorisations_des: int | None
    reglage_vaccins_des: int | None
    reglage_rappel_jours: int | None
    reglage_second_rappel_jours: int | None
    besoin_inscrit: date | None
    besoin_fiche: date | None
    besoin_assurance: date | None
    quotient: Decimal | None  # of the households together

    @property
    def fiche_sanitaire(self) -> "EnfantDit":
        return self

    @property
    def age(self) -> int:
        """Full years today."""
        return age_le(timezone.localdate(), self.naissance)


def enfants_de(request: RequeteConnectee, foyers: list[Foyer]) -> list[Any]:
    """list[EnfantDit]: the children of these households. One query a request."""
    if not hasattr(request, CLE):
        lus = _ENFANTS.lire(foyers=tuple(foyer.pk for foyer in foyers), jour=timezone.localdate())
        setattr(request, CLE, list(map(EnfantDit._make, lus)))
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


def _dire_les_enfants(foyers: Any, jour: Any) -> QuerySet[Enfant, tuple]:
    siens = Enfant.objects.du(Foyer.objects.filter(pk__in=foyers), jour)
    en_vigueur = QuotientFamilial.objects.filter(
        Q(fin=None) | Q(fin__gte=jour), foyer__pk__in=foyers, debut__lte=jour
    )
    avec = avec_besoins(avec_reglage(avec_faits(siens)), jour)
    avec = avec.annotate(quotient=Subquery(en_vigueur.order_by("-debut").values("valeur")[:1]))
    return avec.values_list(*(_COLONNES.get(nom, nom) for nom in EnfantDit._fields))


_COLONNES = {nom: f"fiche_sanitaire__{nom}" for nom in ("valable_jusqu_au", "assurance_fin")}
_ENFANTS = RequeteEcrite(_dire_les_enfants)
