"""A published invoice that a decision has made wrong, put right in one gesture: a credit note takes
its wrong lines off, a new invoice bills what is due instead (docs/comprendre/facturation.md).

Prices are those of today, as a campaign of the same month would find them: the engine is the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from famille.actions import corriger_facture, ecrire_brouillons, publier_factures
from famille.factures.actions import Brouillon
from famille.factures.annonces import annoncer
from famille.models import Facture, LigneARevoir, LigneFacture, Utilisateur
from famille.socle.dire import en_euros, enumerer
from famille.socle.erreurs import Refus
from reservations.consommation.aides import tenir_les_droits
from reservations.consommation.lignes import lire_consommations
from reservations.lecture.filtres import Mois
from reservations.lecture.payeurs import payeurs_de

from .actions import mandats_de, rattachements_de
from .brouillons import BilanBrouillons, a_facturer, brouillons_de

ZERO = Decimal("0.00")
RIEN = (
    "Cette facture n’a plus de ligne à revoir : elle vient d’être corrigée, ou ce qui l’avait"
    " changée a été annulé."
)
A_CHANGE = (
    "Ce qui est dû a changé depuis que vous avez ouvert cette page : relisez les montants, puis"
    " recommencez."
)


@dataclass(frozen=True)
class Regularisation:
    """What would be done: the lines taken off, and the drafts of what is due instead (two when a
    part of it is collected by mandate). `remises`: discounts that go with them, where they would
    give back what nobody paid."""

    facture: Facture
    notees: list[LigneARevoir]
    brouillons: list[Brouillon]
    remises: list[LigneFacture]

    @property
    def retirees(self) -> list[LigneFacture]:
        """The lines that the credit note takes off."""
        return [*(une.ligne for une in self.notees), *self.remises]

    @property
    def avoir(self) -> Decimal:
        """What the credit note gives back, in euros."""
        return sum((ligne.montant for ligne in self.retirees), ZERO)

    @property
    def nouvelle(self) -> Decimal:
        """What the new invoices ask."""
        return sum((brouillon.total for brouillon in self.brouillons), ZERO)

    @property
    def ecart(self) -> Decimal:
        """What the family owes more, or less when it is negative."""
        return self.nouvelle - self.avoir

    @property
    def vue(self) -> str:
        """What an agent has read and confirms: it must still be true."""
        return f"{self.avoir}:{self.nouvelle}"

    @property
    def pourquoi(self) -> str:
        """ "demande D-2026-00231 et quotient familial corrigé"."""
        return enumerer(dict.fromkeys(une.origine for une in self.notees))

    @property
    def motif(self) -> str:
        """The family reads it on the credit note."""
        return f"Régularisation : {self.pourquoi}"

    @property
    def dite(self) -> str:
        """ "avoir de 24,84 €, nouvelle facture de 3,10 €"."""
        suite = f", nouvelle facture de {en_euros(self.nouvelle)}" if self.nouvelle else ""
        return f"avoir de {en_euros(self.avoir)}{suite}"


def preparer_regularisation(facture: Facture, cles: Sequence[int] | None = None) -> Regularisation:
    """What regularising this published invoice would do now, or these of its lines to look at
    (keys). Nothing is written. Five queries more than `lire_consommations`, whatever its lines."""
    siennes = LigneARevoir.objects.a_traiter().filter(ligne__facture=facture)
    siennes = siennes if cles is None else siennes.filter(pk__in=cles)
    notees = list(
        siennes.select_related("ligne").order_by("ligne__enfant_nom", "ligne__jour", "ligne__pk")
    )
    sources = {une.ligne.source for une in notees}
    brouillons = _brouillons(facture, sources) if sources else []
    return Regularisation(facture, notees, brouillons, _remises(facture, notees, brouillons))


@transaction.atomic
def regulariser(
    facture: Facture,
    *,
    par: Utilisateur,
    jour: date,
    vue: str,
    cles: Sequence[int] | None = None,
) -> tuple[Facture, list[Facture]]:
    """(credit note, new invoices). `vue`, `cles`: of the Regularisation that was confirmed. Each
    adult with an account is told of the new invoices by mail. Refus: nothing is left to put right,
    or the amounts are no longer those; nothing is written."""
    Facture.objects.select_for_update(no_key=True).get(pk=facture.pk)
    tenir_les_droits([facture.foyer_id])
    prevue = preparer_regularisation(facture, cles)
    if not prevue.notees:
        raise Refus(RIEN)
    if prevue.vue != vue:
        raise Refus(A_CHANGE)
    avoir = corriger_facture(
        facture,
        prevue.retirees,
        motif=prevue.motif,
        par=par,
        jour=jour,
        refacture=prevue.nouvelle,
    )
    return avoir, _publier(prevue, par=par, jour=jour)


def _remises(
    facture: Facture, notees: Sequence[LigneARevoir], brouillons: Sequence[Brouillon]
) -> list[LigneFacture]:
    """The discounts of this invoice, where what is left of it and what is billed again come to less
    than them."""
    if not notees:
        return []
    restent = facture.lignes.filter(corrigee=False).exclude(pk__in=[une.ligne_id for une in notees])
    lignes = list(restent)
    reste = sum((ligne.montant for ligne in lignes), ZERO)
    if reste + sum((brouillon.total for brouillon in brouillons), ZERO) >= 0:
        return []
    return [ligne for ligne in lignes if ligne.montant < 0]


def _brouillons(facture: Facture, sources: set[str]) -> list[Brouillon]:
    foyers = [facture.foyer_id]
    mois = Mois.du(facture.mois)
    lues = [une for une in lire_consommations(mois, foyers=foyers) if une.source in sources]
    retenues = a_facturer(
        lues, deja=set(), rattaches=rattachements_de(foyers), bilan=BilanBrouillons()
    )
    prefixe = f"regularisation-{facture.pk}-{facture.avoirs.count()}:"
    return brouillons_de(
        retenues, mois, prefixe=prefixe, mandats=mandats_de(foyers), payeurs=payeurs_de(foyers)
    )


def _publier(prevue: Regularisation, *, par: Utilisateur, jour: date) -> list[Facture]:
    """Due when the invoice was, if no more is asked than it asked: what was late stays late."""
    if not prevue.brouillons:
        return []
    ecrire_brouillons(prevue.brouillons)
    ecrites = Facture.objects.filter(cle__in=[brouillon.cle for brouillon in prevue.brouillons])
    gardee = prevue.facture.echeance if prevue.ecart <= 0 else None
    publiees = publier_factures([une.pk for une in ecrites], par=par, jour=jour, echeance=gardee)
    annoncer(publiees)
    return publiees
