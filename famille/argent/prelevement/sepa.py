"""The files for the bank: of a remise (pain.008.001.08), of a lot of refunds (pain.001.001.09),
built by sepaxml, checked against its schema (D16).

A file is the same each time it is made: its payments, its mandates and its creditor never change.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils import timezone
from lxml import etree
from lxml.etree import XMLSchema
from sepaxml import SepaDD, SepaTransfer
from sepaxml.shared import SepaPaymentInitn

from famille.models import LotRemboursement, MandatSEPA, Paiement, Remboursement, RemiseSEPA
from famille.regles.prelevement import latin, rue_et_numero
from famille.socle.erreurs import Refus

PRELEVEMENTS, VIREMENTS = "pain.008.001.08", "pain.001.001.09"
RECURRENT = "RCUR"  # since November 2016 a first collection needs no other type
INVALIDE = (
    "Le fichier ne respecte pas le format des banques : rien n’est préparé. Vérifiez le {}"
    " dans les réglages, puis les mandats {}."
)


def fichier(remise: RemiseSEPA, paiements: Sequence[Paiement]) -> bytes:
    """The XML. `paiements`: those of the remise, each with its mandate. Refus: the schema refuses
    it; what it is about is not told, since it would quote an account."""
    with _sans_avertir():
        creancier = _ville(remise.creancier) | {"creditor_id": remise.creancier["ics"]}
        document = SepaDD(creancier, schema=PRELEVEMENTS, clean=False)
        for paiement in paiements:
            document.add_payment(_prelevement(remise, paiement))
        refus = INVALIDE.format("créancier", "de la remise")
        return _fini(document, PRELEVEMENTS, remise.numero, remise.cree_le, refus=refus)


def fichier_des_virements(lot: LotRemboursement, remboursements: Sequence[Remboursement]) -> bytes:
    """The XML. `remboursements`: those of the lot, each with its mandate and its invoice, whose
    household's account is paid. Refus: as `fichier`."""
    with _sans_avertir():
        document = SepaTransfer(_ville(lot.donneur), schema=VIREMENTS, clean=False)
        for remboursement in remboursements:
            document.add_payment(_virement(lot, remboursement))
        refus = INVALIDE.format("compte de la régie", "des familles à rembourser")
        return _fini(document, VIREMENTS, lot.numero, lot.cree_le, refus=refus)


@contextmanager
def _sans_avertir() -> Iterator[None]:
    """sepaxml asks an element whether it is true, which lxml deprecates."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        yield


def _ville(copie: dict[str, str]) -> dict[str, Any]:
    return _banque(copie["iban"], copie["bic"]) | {
        "name": latin(copie["nom"], 70),
        "currency": "EUR",
        "batch": True,
        "address": _adresse(copie["voie"], copie["code_postal"], copie["commune"], "FR"),
    }


def _famille(mandat: MandatSEPA) -> dict[str, Any]:
    return _banque(mandat.iban, mandat.bic) | {
        "name": latin(mandat.titulaire_nom, 70),
        "address": _adresse(mandat.voie, mandat.code_postal, mandat.commune, mandat.pays),
    }


def _banque(iban: str, bic: str) -> dict[str, str]:
    return {"IBAN": iban, "BIC": bic} if bic else {"IBAN": iban}


def _prelevement(remise: RemiseSEPA, paiement: Paiement) -> dict[str, Any]:
    mandat = paiement.mandat
    assert mandat is not None, "a debit is collected by its mandate"
    return _famille(mandat) | {
        "amount": int(paiement.montant * 100),
        "type": RECURRENT,
        "collection_date": remise.date,
        "mandate_id": mandat.rum,
        "mandate_date": timezone.localdate(mandat.signe_le),
        "description": latin(f"Facture {paiement.parts.all()[0].facture.numero}", 140),
        "endtoend_id": paiement.reference,
    }


def _virement(lot: LotRemboursement, remboursement: Remboursement) -> dict[str, Any]:
    assert remboursement.mandat is not None, "a transfer goes to the account of a mandate"
    return _famille(remboursement.mandat) | {
        "amount": int(remboursement.montant * 100),
        "execution_date": lot.date,
        "description": latin(f"Trop-percu facture {remboursement.facture.numero}", 140),
        "endtoend_id": f"{lot.numero}-{remboursement.pk}",
    }


def _adresse(voie: str, code_postal: str, commune: str, pays: str) -> dict[str, Any]:
    """As sepaxml takes it: banks refuse an address in lines."""
    rue, numero = rue_et_numero(voie)
    dite = {
        "street_name": latin(rue, 70),
        "building_number": latin(numero, 16),
        "postcode": latin(code_postal, 16),
        "town": latin(commune, 35),
        "country": pays,
    }
    if not code_postal:  # some countries have none
        del dite["postcode"]
    return dite


def _fini(
    document: SepaPaymentInitn, schema: str, numero: str, cree_le: datetime, *, refus: str
) -> bytes:
    """The XML, checked against its schema. Our own names and hour replace those drawn at random: by
    them the bank knows a file sent twice. Refus(`refus`): the schema refuses it."""
    arbre = etree.fromstring(document.export(validate=False))
    espace = {"p": f"urn:iso:std:iso:20022:tech:xsd:{schema}"}
    le = timezone.localtime(cree_le).replace(microsecond=0, tzinfo=None)
    for chemin, texte in (
        (".//p:GrpHdr/p:MsgId", numero),
        (".//p:GrpHdr/p:CreDtTm", le.isoformat()),
        (".//p:PmtInf/p:PmtInfId", f"{numero}-1"),
    ):
        arbre.find(chemin, espace).text = texte
    if not _schema(schema).validate(arbre):
        raise Refus(refus)
    return etree.tostring(arbre, xml_declaration=True, encoding="UTF-8")


@cache
def _schema(nom: str) -> XMLSchema:
    with files("sepaxml").joinpath("schemas", f"{nom}.xsd").open("rb") as source:
        return etree.XMLSchema(etree.parse(source))
