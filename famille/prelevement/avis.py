"""What families are told of their direct debits by mail: a new day, or that an invoice is to be
paid otherwise. Neither an amount nor the bank's reason."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from famille.courriels.boite_d_envoi import Lettre, adresse_absolue, preparer_plusieurs
from famille.courriels.destinataires import adultes_de
from famille.models import Facture


def annoncer_de_nouveau(factures: Iterable[Facture], jour: date) -> None:
    """The day of the debit is not the one that the invoice says (D16): at least 14 days before."""
    _ecrire(factures, f"prelevement-{jour:%Y%m%d}", "famille/prelevement_reporte", {"jour": jour})


def dire_a_payer(factures: Iterable[Facture], *, cle: str, rejet: bool) -> None:
    """`rejet`: the bank sent the debit back; else the mandate has ended. `cle`: of what happened,
    for each to be told once."""
    _ecrire(factures, cle, "famille/prelevement_a_payer", {"rejet": rejet})


def _ecrire(factures, cle, gabarit, contexte) -> None:
    factures = list(factures)
    if not factures:
        return
    adultes = adultes_de({facture.foyer for facture in factures})
    lettres = [
        Lettre(
            f"{cle}-{facture.numero}-{adulte.pk}",
            adulte.email,
            gabarit,
            contexte
            | {
                "prenom": adulte.first_name,
                "numero": facture.numero,
                "lien": adresse_absolue(reverse("famille:facture", args=[facture.numero])),
            },
        )
        for facture in factures
        for adulte in adultes.get(facture.foyer_id, [])
    ]
    preparer_plusieurs(lettres)
