"""What accepted titres ask and their debts no longer owe: no other titre may ask for it."""

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from django.db.models import (
    Case,
    DecimalField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from famille.models import BordereauTresor, CreanceTransmise, LigneTitre, RecouvrementTresor
from famille.regles.montants import ZERO

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    CreanceDeTrop = WithAnnotations[CreanceTransmise, "AvecTrop"]

    class AvecTrop(TypedDict):
        demande: Decimal
        recouvre: Decimal
        du: Decimal
        trop: Decimal


_EUROS = DecimalField(max_digits=12, decimal_places=2)
_ZERO = Value(ZERO, output_field=_EUROS)
_PRESQUE_RIEN = Decimal("0.005")  # SQLite adds floats


def creances_a_annuler() -> "QuerySet[CreanceDeTrop]":
    """QuerySet of the debts of which accepted titres ask `trop`, the oldest first."""
    lignes = prises().filter(creance=OuterRef("pk")).order_by().values("creance")
    notes = RecouvrementTresor.objects.filter(
        facture=OuterRef("facture"),
        annule_le=None,
        le__gte=OuterRef("etat__le"),
        le__lte=Coalesce(OuterRef("reprise_le"), Value(timezone.now() + timedelta(days=1))),
    )
    recus = notes.order_by().values("facture")
    reste = Greatest(F("facture__total") - F("facture__regle"), _ZERO, output_field=_EUROS)
    vive = Q(reprise_le=None, facture__au_tresor_le__isnull=False)
    demandees = CreanceTransmise.objects.annotate(
        demande=_somme(lignes, F("montant") - F("annule")),
        recouvre=_somme(recus, F("montant")),
        du=Case(When(vive, then=reste), default=_ZERO, output_field=_EUROS),
    )
    trop = demandees.annotate(trop=F("demande") - F("recouvre") - F("du"))
    return trop.filter(trop__gt=_PRESQUE_RIEN).order_by("pk")


def prises() -> QuerySet[LigneTitre]:
    """Lines of titres that the Treasury has."""
    return LigneTitre.objects.filter(
        origine=None, titre__refuse_le=None, titre__bordereau__etat=BordereauTresor.Etat.ACCEPTE
    )


def _somme(lignes: QuerySet, quoi: F | Combinable) -> Coalesce:
    somme = lignes.annotate(somme=Sum(quoi, output_field=_EUROS)).values("somme")
    return Coalesce(Subquery(somme, output_field=_EUROS), _ZERO, output_field=_EUROS)
