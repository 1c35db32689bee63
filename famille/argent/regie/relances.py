"""Who is late, since when, and which step comes next."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from famille.models import EtapeRelance, Facture, Paiement, PassagePaiement, ReglageRegie, Relance
from famille.regles.relance import Etape, etape_due

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import WithAnnotations

    from famille.models.argent.facture import FactureQuerySet

    FactureARelancer = WithAnnotations[Facture, "AvecSonRejet"]


@dataclass(frozen=True)
class EnRetard:
    """`depuis`: as `en_retard_depuis`; `prochaine`: the step whose time has come, or None."""

    facture: Facture
    depuis: date
    relances: list[Relance] = field(default_factory=list)
    prochaine: EtapeRelance | None = None

    @property
    def derniere(self) -> Relance | None:
        return self.relances[-1] if self.relances else None


def a_relancer(jour: date) -> "FactureQuerySet":
    """QuerySet of the late invoices to remind: not debited, held (D15), nor another's to pay."""
    en_retard = Facture.objects.en_retard(jour).aux_familles().filter(mandat=None).libres()
    # by row, and not by a join: who only counts them reads none of it
    rejets = PassagePaiement.objects.filter(
        paiement__parts__facture=OuterRef("pk"), vers=Paiement.Etat.REJETE
    )
    return (
        en_retard.annotate(rejete_le=Subquery(rejets.order_by("-le").values("le")[:1]))
        .select_related("foyer")
        .order_by("echeance", "pk")
    )


def lettres_a_imprimer(jour: date) -> QuerySet[Relance]:
    """QuerySet of the letters that are not on paper yet, of invoices still owed."""
    dues = a_relancer(jour).order_by().values("pk")
    return Relance.objects.filter(lettre=True, imprimee_le=None, facture__in=dues)


def lire_les_retards(factures: "Sequence[FactureARelancer]", jour: date) -> list[EnRetard]:
    """The same, in order, each with its reminders. `factures`: of `a_relancer`. Two queries, three
    with an opening balance, reminded once it has had here the time that any invoice gives."""
    etapes = {etape.pk: etape for etape in EtapeRelance.objects.all()}
    regles = [Etape(etape.pk, etape.jours) for etape in etapes.values()]
    envoyees: dict[int, list[Relance]] = defaultdict(list)
    ecrites = Relance.objects.filter(facture__in=factures).select_related("etape")
    for relance in ecrites.order_by("le", "pk"):
        envoyees[relance.facture_id].append(relance)
    repris = any(facture.repris_de for facture in factures)
    delai = timedelta(days=ReglageRegie.lire().delai_jours if repris else 0)
    lus = []
    for facture in factures:
        depuis, siennes = en_retard_depuis(facture), envoyees[facture.pk]
        connue = timezone.localdate(facture.cree_le) + delai if facture.repris_de else depuis
        dites = {une.etape_id: timezone.localdate(une.le) for une in siennes}
        due = etape_due(max(depuis, connue), jour, regles, dites)
        lus.append(EnRetard(facture, depuis, siennes, etapes[due.cle] if due else None))
    return lus


def en_retard_depuis(facture: "FactureARelancer") -> date:
    """The due date, or the day the bank sent its debit back when later."""
    assert facture.echeance is not None, "it is late because it has a due date"
    if facture.rejete_le is None:
        return facture.echeance
    return max(facture.echeance, timezone.localdate(facture.rejete_le))


class AvecSonRejet(TypedDict):
    """What `a_relancer` adds to a row: when the bank sent its debit back, if it did."""

    rejete_le: datetime | None
