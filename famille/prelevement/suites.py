"""What becomes of direct debits: paid on their day, sent back by the bank, without a mandate any
more (D16)."""

import time
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from famille.courriels.genres import CleDeCourriel
from famille.models import Facture, Paiement, PartPaiement, RemiseSEPA, Utilisateur
from famille.paiement.encaissement import passer
from famille.regles.prelevement import REJETS
from famille.socle.erreurs import Refus

from .avis import MANDAT_FINI, REJETE, dire_a_payer
from .candidats import a_prelever, candidates

if TYPE_CHECKING:
    from famille.models.argent.facture import FactureQuerySet


Etat, EtatRemise = Paiement.Etat, RemiseSEPA.Etat
DUREE_TOUR = 25  # seconds: the task must end before its cluster stops it


def encaisser_les_remises(jour: date) -> int:
    """On their day, the debits that the bank has count as paid, each with its receipt (D1). int:
    how many now.

    A debit sent back later is taken off then; each one is a transaction, so that a task stopped
    goes on.
    """
    faits, fin_du_tour = 0, time.monotonic() + DUREE_TOUR
    for remise in RemiseSEPA.objects.filter(etat=EtatRemise.TRANSMISE, date__lte=jour).order_by(
        "date", "pk"
    ):
        for pk in list(
            remise.paiements.filter(etat=Etat.OUVERT).order_by("pk").values_list("pk", flat=True)
        ):
            if time.monotonic() > fin_du_tour:
                return faits
            faits += _encaisser(pk)
        RemiseSEPA.objects.filter(pk=remise.pk, etat=EtatRemise.TRANSMISE).update(
            etat=EtatRemise.ENCAISSEE
        )
    return faits


@transaction.atomic
def _encaisser(pk: int) -> bool:
    paiement = Paiement.objects.select_for_update().select_related("foyer").get(pk=pk)
    if paiement.etat != Etat.OUVERT:
        return False
    passer(paiement, Etat.PAYE)
    return True


@transaction.atomic
def rejeter_prelevement(paiement: Paiement, *, code: str, par: Utilisateur) -> None:
    """What the bank has sent back: the invoice is owed again, and its family is told to pay it
    otherwise.

    `code`: of REJETS. Refus: no such code; it is not a debit that the bank has; it was sent back
    already.
    """
    lus = Paiement.objects.select_related("foyer", "remise").select_for_update(of=("self",))
    paiement = lus.get(pk=paiement.pk)
    if code not in REJETS:
        raise Refus("Choisissez la raison que donne la banque.", champ="code")
    chez_la_banque = paiement.remise and paiement.remise.etat in (
        EtatRemise.TRANSMISE,
        EtatRemise.ENCAISSEE,
    )
    if not chez_la_banque or paiement.etat not in (Etat.OUVERT, Etat.PAYE):
        raise Refus(
            "Ce prélèvement n’est pas chez la banque, ou son rejet est déjà noté : relisez la"
            " remise."
        )
    paiement.code = code
    passer(paiement, Etat.REJETE, motif=f"{code} : {REJETS[code]}", par=par)
    _rendre_a_la_famille(list(_factures(paiement)), REJETE.cle(paiement.pk))


@transaction.atomic
def rendre_sans_mandat() -> int:
    """Invoices to pay whose mandate has ended are to be paid otherwise, and their family is told.
    int: how many."""
    factures = list(
        a_prelever()
        .filter(mandat__fin__isnull=False)
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    tenues = set(
        PartPaiement.objects.qui_tiennent()
        .filter(facture__in=factures)
        .values_list("facture", flat=True)
    )
    jour = timezone.localdate()
    finies = [une.facture for une in candidates(factures, jour, jour) if une.mandat is None]
    return _rendre_a_la_famille([une for une in finies if une.pk not in tenues], MANDAT_FINI.cle())


def _rendre_a_la_famille(factures: list[Facture], cle: CleDeCourriel) -> int:
    Facture.objects.filter(pk__in=[facture.pk for facture in factures]).update(mandat=None)
    dire_a_payer(factures, cle)
    return len(factures)


def _factures(paiement: Paiement) -> "FactureQuerySet":
    return Facture.objects.filter(parts__paiement=paiement).select_related("foyer")
