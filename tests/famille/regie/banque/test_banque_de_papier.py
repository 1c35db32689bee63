"""A bank on loopback, by the contract of ISO 20022: it takes our own file of debits, refuses one,
and what it gives back is read (mock-bank)."""

import json
import sys
import urllib.request
from datetime import date
from pathlib import Path

import pytest

from famille.argent.prelevement.remises import (
    preparer_remise,
    telecharger_remise,
    transmettre_remise,
)
from famille.argent.regie.banque.actions import appliquer, deposer
from famille.models import CreancierSEPA, Facture, LigneBancaire, MandatSEPA, Paiement
from famille.socle import chiffrement
from tests.conftest import creer_foyer
from tests.famille.facturation import facturer
from tests.famille.regie.scene import IBAN, PUBLIE_LE, mandat
from tests.ville.processus import Serveur, accepte, port_libre

pytestmark = [pytest.mark.django_db, pytest.mark.services]
JOUR = date(2026, 12, 28)
NOTRE_COMPTE = "NL41MOCK0000000001"
COMPTES = [IBAN, "NL84MOCK0000000003"]  # of a bank that it does not know, and closed


@pytest.fixture
def banque(tmp_path):
    """banque(path, body=None) -> bytes that it answers."""
    port = port_libre()
    programme = Path(sys.executable).parent / "mock-bank"
    adresse = f"http://127.0.0.1:{port}"

    def demander(chemin, corps=None):
        requete = urllib.request.Request(f"{adresse}{chemin}", data=corps)
        with urllib.request.urlopen(requete, timeout=20) as reponse:
            return reponse.read()

    with Serveur(
        adresse=adresse,
        commande=[str(programme), "--port", str(port), "--clock", "2026-12-23T09:00", "-q"],
        journal=tmp_path / "banque.log",
        pret=lambda: accepte(port),
    ):
        yield demander


@pytest.fixture
def deux_familles(time_machine):
    """Two households whose invoices are to be collected, one on a closed account."""
    time_machine.move_to(PUBLIE_LE, tick=False)
    factures = []
    for rang, compte in enumerate(COMPTES):
        foyer, _ = creer_foyer(f"2026-0050{rang}", f"Famille {rang}", "Ali", f"a{rang}@exemple.fr")
        sien = mandat(foyer)
        MandatSEPA.objects.filter(pk=sien.pk).update(
            iban_chiffre=chiffrement.chiffrer(compte, usage=chiffrement.IBAN), bic=""
        )
        factures.append(facturer(foyer, "20.00", mandat=sien.pk))
    CreancierSEPA.objects.update(iban=NOTRE_COMPTE, bic="MOCKNL2A")
    return factures


def messages(banque):
    """The messages of its box, the oldest first; others' accounts are among them."""
    boite = json.loads(banque("/_mock/messages"))
    liste = boite if isinstance(boite, list) else boite["messages"]
    return [banque(f"/_mock/mailbox/{un['id']}") for un in liste]


def test_what_a_bank_answers_to_our_own_file_is_read_and_applied(banque, deux_familles, agent):
    remise = preparer_remise(JOUR, par=agent)
    contenu = telecharger_remise(remise, par=agent)
    transmettre_remise(remise, par=agent)
    banque("/payments", contenu)
    saine, fermee = deux_familles
    for lu in messages(banque):
        if b"pain.002" in lu:
            for retour in deposer(lu, "banque.xml", par=agent).nouveaux:
                appliquer(retour, par=agent)
    refuse = Paiement.objects.get(parts__facture=fermee)
    assert (refuse.etat, refuse.code) == (Paiement.Etat.REJETE, "AC04")
    assert MandatSEPA.objects.get(foyer=fermee.foyer).motif_fin == "banque"
    assert Paiement.objects.get(parts__facture=saine).etat == Paiement.Etat.OUVERT
    # after its day, the other is sent back too
    banque("/_mock/advance?days=8", b"")
    sien = Paiement.objects.get(parts__facture=saine)
    banque(f"/_mock/collections/{sien.reference}/refuse", json.dumps({"reason": "MD06"}).encode())
    banque("/_mock/advance?days=1", b"")
    for lu in messages(banque):
        if b"camt.05" in lu and NOTRE_COMPTE.encode() in lu:
            for retour in deposer(lu, "banque.xml", par=agent).nouveaux:
                appliquer(retour, par=agent)
    sien.refresh_from_db()
    assert (sien.etat, sien.code) == (Paiement.Etat.REJETE, "MD06")
    assert not Facture.objects.exclude(regle=0).exists()
    assert not LigneBancaire.objects.sures().exists()
