"""The file of a lot of refunds for the bank: pain.001.001.09, built by sepaxml, checked against its
schema. It is the same each time it is made."""

import warnings
from collections.abc import Sequence
from typing import Any

from sepaxml import SepaTransfer

from famille.models import LotRemboursement, MandatSEPA, Remboursement
from famille.regles.prelevement import latin

from .sepa import adresse_structuree, fini

SCHEMA = "pain.001.001.09"
INVALIDE = (
    "Le fichier ne respecte pas le format des banques : rien n’est préparé. Vérifiez le compte de"
    " la régie dans les réglages, puis les mandats des familles à rembourser."
)


def fichier_des_virements(lot: LotRemboursement, remboursements: Sequence[Remboursement]) -> bytes:
    """The XML. `remboursements`: those of the lot, each with its mandate and its invoice, whose
    household's account is paid. Refus: the schema refuses it; what it is about is not told, since
    it would quote an account."""
    with warnings.catch_warnings():
        # sepaxml asks an element whether it is true
        warnings.simplefilter("ignore", DeprecationWarning)
        document = SepaTransfer(_donneur(lot), schema=SCHEMA, clean=False)
        for remboursement in remboursements:
            document.add_payment(_virement(lot, remboursement))
        return fini(document, SCHEMA, lot.numero, lot.cree_le, refus=INVALIDE)


def _donneur(lot: LotRemboursement) -> dict[str, Any]:
    donneur = lot.donneur
    compte = {"IBAN": donneur["iban"]} | ({"BIC": donneur["bic"]} if donneur["bic"] else {})
    return compte | {
        "name": latin(donneur["nom"], 70),
        "currency": "EUR",
        "batch": True,
        "address": adresse_structuree(
            donneur["voie"], donneur["code_postal"], donneur["commune"], "FR"
        ),
    }


def _virement(lot: LotRemboursement, remboursement: Remboursement) -> dict[str, Any]:
    mandat = remboursement.mandat
    assert mandat is not None, "a transfer goes to the account of a mandate"
    return _compte(mandat) | {
        "amount": int(remboursement.montant * 100),
        "execution_date": lot.date,
        "description": latin(f"Trop-percu facture {remboursement.facture.numero}", 140),
        "endtoend_id": f"{lot.numero}-{remboursement.pk}",
    }


def _compte(mandat: MandatSEPA) -> dict[str, Any]:
    banque = {"BIC": mandat.bic} if mandat.bic else {}
    return banque | {
        "name": latin(mandat.titulaire_nom, 70),
        "IBAN": mandat.iban,
        "address": adresse_structuree(mandat.voie, mandat.code_postal, mandat.commune, mandat.pays),
    }
