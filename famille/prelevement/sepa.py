"""The file of a remise for the bank: pain.008.001.08, built by sepaxml, checked against its schema
(D16).

It is the same each time it is made: its payments, its mandates and its creditor never change.
"""

import warnings
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.utils import timezone
from lxml import etree
from lxml.etree import XMLSchema
from sepaxml import SepaDD
from sepaxml.shared import SepaPaymentInitn

from famille.models import Paiement, RemiseSEPA
from famille.regles.prelevement import latin, rue_et_numero
from famille.socle.erreurs import Refus

SCHEMA = "pain.008.001.08"
RECURRENT = "RCUR"  # since November 2016 a first collection needs no other type
INVALIDE = (
    "Le fichier ne respecte pas le format des banques : rien n’est préparé. Vérifiez le créancier"
    " dans les réglages, puis les mandats de la remise."
)


def fichier(remise: RemiseSEPA, paiements: Sequence[Paiement]) -> bytes:
    """The XML. `paiements`: those of the remise, each with its mandate. Refus: the schema refuses
    it; what it is about is not told, since it would quote an account."""
    with warnings.catch_warnings():
        # sepaxml asks an element whether it is true
        warnings.simplefilter("ignore", DeprecationWarning)
        document = SepaDD(_creancier(remise), schema=SCHEMA, clean=False)
        for paiement in paiements:
            document.add_payment(_prelevement(remise, paiement))
        return fini(document, SCHEMA, remise.numero, remise.cree_le, refus=INVALIDE)


def _creancier(remise: RemiseSEPA) -> dict[str, Any]:
    creancier = remise.creancier
    compte = {"IBAN": creancier["iban"]} | ({"BIC": creancier["bic"]} if creancier["bic"] else {})
    return compte | {
        "name": latin(creancier["nom"], 70),
        "creditor_id": creancier["ics"],
        "currency": "EUR",
        "batch": True,
        "address": adresse_structuree(
            creancier["voie"], creancier["code_postal"], creancier["commune"], "FR"
        ),
    }


def _prelevement(remise: RemiseSEPA, paiement: Paiement) -> dict[str, Any]:
    mandat = paiement.mandat
    assert mandat is not None, "a debit is collected by its mandate"
    banque = {"BIC": mandat.bic} if mandat.bic else {}
    return banque | {
        "name": latin(mandat.titulaire_nom, 70),
        "IBAN": mandat.iban,
        "amount": int(paiement.montant * 100),
        "type": RECURRENT,
        "collection_date": remise.date,
        "mandate_id": mandat.rum,
        "mandate_date": timezone.localdate(mandat.signe_le),
        "description": latin(f"Facture {paiement.parts.all()[0].facture.numero}", 140),
        "endtoend_id": paiement.reference,
        "address": adresse_structuree(mandat.voie, mandat.code_postal, mandat.commune, mandat.pays),
    }


def adresse_structuree(voie: str, code_postal: str, commune: str, pays: str) -> dict[str, Any]:
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


def fini(
    document: SepaPaymentInitn, schema: str, numero: str, cree_le: datetime, *, refus: str
) -> bytes:
    """The XML of this document, checked against its schema. Our own names and hour are in place of
    those drawn at random: the bank knows by them a file sent twice. Refus(`refus`): the schema
    refuses it."""
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
