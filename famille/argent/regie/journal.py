"""The journal of the régie: each sum that came in or was taken off, on the day it was written.

A day that is over never changes: an entry taken back, a debit sent back are lines of their own, in
the negative.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import TruncDate

from famille.models import Paiement, PassagePaiement
from famille.regles.montants import ZERO
from famille.socle.dire import en_euros
from famille.socle.requetes.jours import minuit

Etat = Paiement.Etat
_SIGNE = Case(When(vers=Etat.PAYE, then=F("paiement__montant")), default=-F("paiement__montant"))


@dataclass(frozen=True)
class Mouvement:
    """One line. `sens`: what happened, in words; `montant`: negative when taken off."""

    passage: PassagePaiement

    @property
    def entree(self) -> bool:
        return self.passage.vers == Etat.PAYE

    @property
    def sens(self) -> str:
        if self.entree:
            return "Encaissement"
        return "Rejet de la banque" if self.passage.vers == Etat.REJETE else "Annulation"

    @property
    def montant(self) -> Decimal:
        return self.passage.paiement.montant if self.entree else -self.passage.paiement.montant

    @property
    def dit(self) -> str:
        return en_euros(self.montant)

    @property
    def retire(self) -> str:
        """What became of it since, "" while it counts."""
        paiement = self.passage.paiement
        return paiement.get_etat_display() if self.entree and not paiement.paye else ""

    @property
    def factures(self) -> list[str]:
        return [str(part.facture) for part in self.passage.paiement.parts.all()]

    @property
    def qui(self) -> str:
        return self.passage.par.get_full_name() if self.passage.par else "automatique"


@dataclass
class Jour:
    """A day's total by means: label → (how many lines, sum)."""

    jour: date
    moyens: dict[str, tuple[int, str]] = field(default_factory=dict)
    total: Decimal = ZERO

    @property
    def dit(self) -> str:
        return en_euros(self.total)


def mouvements(du: date, au: date, moyen: str = "") -> QuerySet[PassagePaiement]:
    """The movements of money of these days (both included), in order."""
    bornes = (minuit(du), minuit(au + timedelta(days=1)))
    lignes = PassagePaiement.objects.filter(
        Q(vers=Etat.PAYE) | Q(de=Etat.PAYE), le__gte=bornes[0], le__lt=bornes[1]
    )
    if moyen:
        lignes = lignes.filter(paiement__moyen=moyen)
    return lignes.order_by("le", "pk")


def avec_details(lignes: QuerySet[PassagePaiement]) -> QuerySet[PassagePaiement]:
    """The same, with what each line says. Two queries more."""
    return lignes.select_related("paiement__foyer", "par").prefetch_related(
        "paiement__parts__facture"
    )


def lire(lignes: Iterable[PassagePaiement]) -> list[Mouvement]:
    return [Mouvement(passage) for passage in lignes]


def totaux(lignes: QuerySet[PassagePaiement]) -> list[Jour]:
    """Day by day, and means by means, in one query; the last line, of no day, is the whole."""
    lus = (
        lignes.order_by()
        .annotate(jour=TruncDate("le"))
        .values("jour", "paiement__moyen")
        .annotate(nombre=Count("pk"), somme=Sum(_SIGNE))
        .order_by("jour", "paiement__moyen")
    )
    jours: dict[date, Jour] = {}
    for lu in lus:
        jour = jours.setdefault(lu["jour"], Jour(lu["jour"]))
        jour.moyens[Paiement.Moyen(lu["paiement__moyen"]).label] = (
            lu["nombre"],
            en_euros(lu["somme"]),
        )
        jour.total += lu["somme"]
    return list(jours.values())


def par_moyen(lignes: QuerySet[PassagePaiement]) -> list[tuple[str, int, str]]:
    """(means, how many lines, sum) of the whole. One query."""
    lus = (
        lignes.order_by().values("paiement__moyen").annotate(nombre=Count("pk"), somme=Sum(_SIGNE))
    )
    return [
        (Paiement.Moyen(lu["paiement__moyen"]).label, lu["nombre"], en_euros(lu["somme"]))
        for lu in lus.order_by("paiement__moyen")
    ]
