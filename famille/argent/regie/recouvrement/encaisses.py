"""What the Trésor public has collected of its debts: an invoice wholly collected is closed."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from famille.journal.modifications import noter_modification
from famille.models import Facture, RecouvrementTresor, Utilisateur
from famille.socle.dire import en_euros, en_lettres
from famille.socle.erreurs import Refus, exiger_ecrit

A_LA_FOIS = 200  # invoices of one press
RIEN = "Cochez au moins une facture que le Trésor public a encore."
DEJA = "Le même montant est déjà noté pour la facture {numero}, ce jour-là et sous cette référence."


def au_tresor(cles: Sequence[int]) -> QuerySet[Facture]:
    """QuerySet of those of these invoices (keys) that the Trésor collects, by household."""
    siennes = Facture.objects.au_tresor().filter(pk__in=list(cles)[:A_LA_FOIS])
    return siennes.select_related("foyer").order_by("foyer__nom", "pk")


@transaction.atomic
def noter_les_recouvrements(
    montants: Mapping[int, Decimal], *, encaisse_le: date, reference: str, par: Utilisateur
) -> list[RecouvrementTresor]:
    """`montants`: invoice (key) → what was collected of it, in euros; 0 leaves it out. All or none;
    one that is wholly collected is closed, and no longer owed.

    Refus: none of them, a day to come, no reference, more than an invoice owes, one that the Trésor
    does not have, or the same line twice.
    """
    voulus = {cle: montant for cle, montant in montants.items() if montant}
    if not voulus:
        raise Refus(RIEN)
    if encaisse_le > timezone.localdate():
        raise Refus("Ce jour n’est pas encore venu : vérifiez la date.", champ="encaisse_le")
    reference = exiger_ecrit(
        reference, "Donnez la référence de l’avis du Trésor public.", champ="reference"
    )
    tenues = Facture.objects.au_tresor().filter(pk__in=voulus).order_by("pk").select_for_update()
    factures = list(tenues)
    if len(factures) != len(voulus):
        raise Refus(
            "Une de ces factures n’est plus au Trésor public : elle vient d’être reprise, ou"
            " soldée. Relisez la liste."
        )
    return [_noter(une, voulus[une.pk], encaisse_le, reference[:60], par) for une in factures]


def _noter(
    facture: Facture, montant: Decimal, encaisse_le: date, reference: str, par: Utilisateur
) -> RecouvrementTresor:
    if not 0 < montant <= facture.solde:
        raise Refus(
            f"La facture {facture.numero} doit {en_euros(facture.solde)} : notez au plus cette"
            " somme."
        )
    valeurs = {"facture": facture, "encaisse_le": encaisse_le, "reference": reference}
    if RecouvrementTresor.objects.filter(**valeurs, montant=montant, annule_le=None).exists():
        raise Refus(DEJA.format(numero=facture.numero))
    note = RecouvrementTresor.objects.create(**valeurs, montant=montant, par=par)
    Facture.objects.filter(pk=facture.pk).regler(montant)
    dite = f"{en_euros(montant)}, le {en_lettres(encaisse_le)}, référence {reference}"
    noter_modification(
        facture.foyer,
        f"facture {facture.numero}, encaissée par le Trésor public",
        par=par,
        apres={"Encaissé": dite},
    )
    return note


@transaction.atomic
def retirer_un_recouvrement(note: RecouvrementTresor, *, motif: str, par: Utilisateur) -> None:
    """Noted by mistake: the invoice owes it again. Refus: no reason, or taken back already."""
    motif = exiger_ecrit(motif, "Dites pourquoi cette ligne est retirée.")[:300]
    Facture.objects.select_for_update().get(pk=note.facture_id)
    vives = RecouvrementTresor.objects.filter(pk=note.pk, annule_le=None)
    faites = vives.update(annule_le=timezone.now(), annule_par=par, motif=motif)
    if not faites:
        raise Refus("Cette ligne vient d’être retirée.")
    Facture.objects.filter(pk=note.facture_id).regler(-note.montant)
    noter_modification(
        note.facture.foyer,
        f"facture {note.facture.numero}, encaissée par le Trésor public",
        par=par,
        avant={"Encaissé": en_euros(note.montant)},
        apres={"Retiré": motif},
    )
