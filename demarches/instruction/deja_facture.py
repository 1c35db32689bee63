"""What a demande cannot change by itself: what is on a published invoice
(docs/comprendre/facturation.md)."""

from datetime import date
from typing import Any

from demarches.declaration.verifications import a_voir
from demarches.models import Demande
from famille.models import LigneARevoir
from reservations.actions import dire_les_factures, dire_les_lignes_a_revoir, lignes_facturees

NE_CHANGE_PAS = (
    "La validation ne change pas une facture publiée : les lignes à corriger seront dans « Lignes à"
    " revoir »."
)


def origine_de(demande: Demande) -> str:
    """How what a demande has changed is told."""
    return f"demande {demande.numero}"


def verification(demande: Demande, *, depuis: date) -> list[Any]:
    """What is billed from `depuis` on, which a new price does not reach; [] for nothing."""
    dites = dire_les_factures(lignes_facturees(demande.foyer, depuis=depuis)) if depuis else ""
    return [a_voir(f"Depuis cette date, {dites}. {NE_CHANGE_PAS}")] if dites else []


def a_revoir(demande: Demande) -> list[LigneARevoir]:
    """The lines that this demande has made wrong, and that no credit note has taken off yet."""
    notees = LigneARevoir.objects.a_traiter().filter(
        origine=origine_de(demande), ligne__facture__foyer=demande.foyer
    )
    return list(
        notees.select_related("ligne__facture").order_by("ligne__facture", "ligne__jour", "pk")
    )


def dire(demande: Demande) -> str:
    """Those lines, for the agent who has just decided, or the family: "2 lignes déjà facturées,
    facture F-… : 24,84 € de trop"; "" for none."""
    return dire_les_lignes_a_revoir(a_revoir(demande))


def dire_au_bureau(demande: Demande) -> dict[str, Any]:
    """dict(deja_facture, a_regulariser) for the desk: the same sentence, and the numbers of the
    invoices to put right. One query, none while the demande is not validated."""
    notees = a_revoir(demande) if demande.statut == Demande.Statut.VALIDEE else []
    numeros = [une.ligne.facture.numero for une in notees]
    return {
        "deja_facture": dire_les_lignes_a_revoir(notees),
        "a_regulariser": list(dict.fromkeys(numeros)),
    }
