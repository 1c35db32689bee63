"""What was received beyond an invoice, given back by the régie, with its trace."""

from decimal import Decimal

from django.db import transaction

from famille.models import Facture, Remboursement, Utilisateur
from famille.socle.erreurs import Refus, exiger_ecrit


@transaction.atomic
def rembourser_trop_percu(
    facture: Facture, montant: Decimal, *, comment: str, par: Utilisateur
) -> Remboursement:
    """Note that `montant`, all that was received beyond this invoice, is given back. Refus: it has
    changed meanwhile, or how it is given back is not said."""
    facture = Facture.objects.select_for_update().get(pk=facture.pk)
    if facture.solde >= 0 or -facture.solde != montant:
        raise Refus(
            "Le trop-perçu de cette facture vient de changer : relisez la liste avant de"
            " rembourser."
        )
    comment = exiger_ecrit(
        comment,
        "Dites comment la somme est rendue, avec la référence du virement ou du reçu.",
        champ="comment",
    )
    Facture.objects.filter(pk=facture.pk).regler(-montant)
    return Remboursement.objects.create(
        facture=facture, montant=montant, comment=comment[:200], par=par
    )
