"""What a child's registrations ask of his file, and until when: `famille` reads it through the
settings."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from famille.models import Enfant
from famille.regles.dossier import SANS_FIN
from reservations.models import Inscription

if TYPE_CHECKING:
    from famille.socle.requetes.valeurs import Parametre


def avec_besoins(enfants: QuerySet[Enfant], jour: date) -> QuerySet[Enfant]:
    """The same QuerySet of Enfant, each row with `besoin_inscrit`, `besoin_fiche`,
    `besoin_assurance`: the last day of his registrations of today and to come, and of those whose
    activity wants that piece; None where none does."""
    return enfants.annotate(
        besoin_inscrit=_derniere_fin(jour),
        besoin_fiche=_derniere_fin(jour, activite__fiche_exigee=True),
        besoin_assurance=_derniere_fin(jour, activite__assurance_exigee=True),
    )


def _derniere_fin(jour: "date | Parametre", **criteres: bool) -> Subquery:
    inscriptions = Inscription.objects.filter(
        Q(fin=None) | Q(fin__gte=jour), enfant=OuterRef("pk"), **criteres
    )
    sans_fin = Value(SANS_FIN, output_field=DateField())
    return Subquery(
        inscriptions.annotate(jusqu_au=Coalesce(F("fin"), sans_fin))
        .order_by("-jusqu_au")
        .values("jusqu_au")[:1]
    )
