"""A debt paid in several times. What is paid of it is read from its invoices, never written."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from famille.argent.factures.en_plusieurs_fois import lire_les_echeanciers
from famille.courriels.boite_d_envoi import adresse_absolue
from famille.courriels.destinataires import ecrire_aux_adultes
from famille.courriels.genres import GenreDeCourriel
from famille.models import (
    Echeance,
    Echeancier,
    Facture,
    Foyer,
    PartPaiement,
    ReglageRegie,
    Utilisateur,
)
from famille.regles.echeances import MAXIMUM, MINIMUM
from famille.regles.montants import CENTIME, ZERO
from famille.socle.dire import en_euros
from famille.socle.erreurs import Refus, exiger_ecrit

ECHEANCIER = GenreDeCourriel("echeancier", "famille/echeancier")

Etat = Echeancier.Etat


@transaction.atomic
def accorder_echeancier(
    foyer: Foyer,
    cles: Sequence[int],
    echeances: Sequence[tuple[date, Decimal]],
    *,
    motif: str,
    par: Utilisateur,
) -> Echeancier:
    """The plan by which this household pays these invoices (keys): each adult is told, reminders
    stop, and what a mandate was to pay is paid by the plan.

    Refus: none to pay, one held by a payment or already in a plan, instalments that do not sum to
    what is owed, too many of them, or days in disorder.
    """
    siennes = foyer.factures.a_payer().aux_familles().filter(pk__in=cles)
    factures = list(siennes.order_by("pk").select_for_update())
    _exiger_libres(factures, cles)
    du = sum((facture.solde for facture in factures), ZERO)
    _exiger_justes(echeances, du)
    plan = Echeancier.objects.create(
        foyer=foyer,
        montant=du,
        numeros=[str(facture.numero) for facture in factures],
        motif=motif.strip()[:300],
        par=par,
    )
    Echeance.objects.bulk_create(
        Echeance(echeancier=plan, jour=jour, montant=montant) for jour, montant in echeances
    )
    Facture.objects.filter(pk__in=[une.pk for une in factures]).update(echeancier=plan, mandat=None)
    _prevenir(plan, "accord")
    return plan


@transaction.atomic
def rompre_echeancier(plan: Echeancier, *, motif: str, par: Utilisateur) -> None:
    """What is left of it is late at once; each adult is told. Refus: no reason, or it is over."""
    plan = Echeancier.objects.select_for_update().get(pk=plan.pk)
    if plan.etat != Etat.EN_COURS:
        raise Refus("Cet échéancier est déjà fini : relisez-le.")
    motif = exiger_ecrit(motif, "Dites pourquoi il est rompu.")
    _finir(plan, Etat.ROMPU, par=par, motif=motif[:300])
    _prevenir(plan, "rupture")


def suivre_les_echeanciers(jour: date) -> int:
    """End the plans that are paid, and remind once of each instalment that is late. int: how many
    plans were dealt with. Safe to repeat: a reminder is noted with its mail."""
    vivants = Echeancier.objects.filter(etat=Etat.EN_COURS).order_by("pk")
    return sum(_suivre(pk, jour) for pk in list(vivants.values_list("pk", flat=True)))


@transaction.atomic
def _suivre(pk: int, jour: date) -> bool:
    plan = Echeancier.objects.select_for_update().get(pk=pk)
    if plan.etat != Etat.EN_COURS:
        return False
    [lu] = lire_les_echeanciers([plan], jour)
    if lu.reste_du <= 0:
        _finir(plan, Etat.TENU, par=None)
        return True
    retards = [due.jour for due in lu.dues if due.en_retard(jour)]
    a_rappeler = plan.echeances.filter(jour__in=retards, rappelee_le=None)
    cles = list(a_rappeler.values_list("pk", flat=True))
    if not cles:
        return False
    Echeance.objects.filter(pk__in=cles).update(rappelee_le=timezone.now())
    _prevenir(plan, f"retard-{max(retards):%Y%m%d}")
    return True


def _finir(plan: Echeancier, etat: str, *, par: Utilisateur | None, motif: str = "") -> None:
    plan.etat, plan.fini_le, plan.fini_par, plan.motif_fin = etat, timezone.now(), par, motif
    plan.save(update_fields=["etat", "fini_le", "fini_par", "motif_fin"])
    plan.factures.update(echeancier=None)


def _exiger_libres(factures: Sequence[Facture], cles: Sequence[int]) -> None:
    if len(factures) != len(set(cles)) or not factures:
        raise Refus("Cochez au moins une facture à payer de ce foyer : relisez la liste.")
    if any(facture.echeancier_id for facture in factures):
        raise Refus("Une de ces factures est déjà payée en plusieurs fois : décochez-la.")
    if PartPaiement.objects.qui_tiennent().filter(facture__in=factures).exists():
        raise Refus(
            "Un paiement d’une de ces factures est en route : attendez d’en connaître le résultat."
        )


def _exiger_justes(echeances: Sequence[tuple[date, Decimal]], du: Decimal) -> None:
    if not 2 <= len(echeances) <= MAXIMUM:
        raise Refus(f"Un échéancier compte de 2 à {MAXIMUM} échéances.")
    jours = [jour for jour, _montant in echeances]
    if jours != sorted(set(jours)) or jours[0] < timezone.localdate():
        raise Refus("Les échéances se suivent, chacune à son jour, à partir d’aujourd’hui.")
    montants = [montant for _jour, montant in echeances]
    if any(un < MINIMUM or un != un.quantize(CENTIME) for un in montants):
        raise Refus(f"Une échéance est de {en_euros(MINIMUM)} au moins, en euros et centimes.")
    if (somme := sum(montants, ZERO)) != du:
        raise Refus(
            f"Les échéances font {en_euros(somme)} et la dette {en_euros(du)} : corrigez un"
            " montant."
        )


def _prevenir(plan: Echeancier, quoi: str) -> None:
    """One mail an adult, without an amount. `quoi`: "accord", "rupture", "retard-<day>"."""
    regie = ReglageRegie.lire()
    dit = {
        "numeros": ", ".join(plan.numeros),
        "quoi": quoi.partition("-")[0],
        "service": regie.nom,
        "guichet": regie.guichet,
        "lien": adresse_absolue(reverse("famille:factures")),
    }
    ecrire_aux_adultes([(plan.foyer, ECHEANCIER.cle(plan.pk, quoi), dit)])
