"""What registrations say to `famille`, which reads it through the settings: what a child's file
must have and until when, where children go, who goes there."""

from typing import TYPE_CHECKING, Any

from django.db.models import DateField, F, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from famille.models import Enfant
from famille.regles.dossier import SANS_FIN
from reservations.models import Inscription, Structure

if TYPE_CHECKING:
    from datetime import date


def avec_besoins(enfants: QuerySet[Enfant], jour: "date") -> QuerySet[Enfant]:
    """The same QuerySet of Enfant, the eldest first, each row with `besoin_inscrit`,
    `besoin_fiche`, `besoin_assurance`: the last day of his registrations of today and to come, and
    of those whose activity wants that piece; None where none does. His registrations are gone
    through once for the three, and grouping them loses the order that the model says."""
    siennes = Q(inscriptions__isnull=False) & (
        Q(inscriptions__fin=None) | Q(inscriptions__fin__gte=jour)
    )
    fin = Coalesce(F("inscriptions__fin"), Value(SANS_FIN, output_field=DateField()))
    return enfants.annotate(
        besoin_inscrit=Max(fin, filter=siennes),
        besoin_fiche=Max(fin, filter=siennes & Q(inscriptions__activite__fiche_exigee=True)),
        besoin_assurance=Max(
            fin, filter=siennes & Q(inscriptions__activite__assurance_exigee=True)
        ),
    ).order_by("naissance", "pk")


def structures() -> list[tuple[int, str]]:
    return list(Structure.objects.order_by("nom").values_list("pk", "nom"))


def inscrits_a(structure: int) -> Any:
    inscrits = Inscription.objects.au(timezone.localdate())
    return inscrits.filter(activite__structure=structure).values("enfant")
