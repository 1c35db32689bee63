"""What holds a family's invoices: an online payment left open, or one that the régie checks."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from famille.models import Facture, Paiement
from famille.socle.dire import en_euros, en_heure


@dataclass(frozen=True)
class PaiementEnCours:
    """`jusqua`: the hour at which its invoices can be paid another way, as people say it; "" for
    one that the régie checks, which gives nothing back by itself."""

    paiement: Paiement
    montant: str
    depuis: str
    jusqua: str


def paiements_en_cours(factures: Iterable[Facture]) -> list[PaiementEnCours]:
    """The payments that hold these invoices and that their family can act upon, the oldest first.
    One query, by their invoices: keys that another query finds, under an "or", have every payment
    of the town read."""
    ouverts = Q(
        etat=Paiement.Etat.OUVERT,
        moyen=Paiement.Moyen.EN_LIGNE,
        expire_le__gt=timezone.now(),
        parts__vive=True,
    ) & ~Q(adresse="")
    tiennent = Paiement.objects.filter(
        ouverts | Q(etat=Paiement.Etat.A_VERIFIER), parts__facture__in=factures
    )
    return [
        PaiementEnCours(
            un,
            en_euros(un.montant),
            en_heure(un.ouvert_le),
            en_heure(un.expire_le) if un.etat == Paiement.Etat.OUVERT and un.expire_le else "",
        )
        for un in tiennent.distinct().order_by("ouvert_le", "pk")
    ]
