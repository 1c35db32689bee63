"""The town opens first and is filled afterwards: once, whoever is killed meanwhile."""

from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction

from demarches.models import Demande
from demarches.reglages.initiaux import creer_reglages
from demo import offre
from demo.ville import FAMILLES, fabrique, remplissage
from famille.models import Courriel, Facture, Paiement, Travail, Utilisateur
from famille.travaux import actions as travaux
from portail.bureau.groupes import creer_groupes

pytestmark = [pytest.mark.django_db, pytest.mark.long]
SE_REMPLIT = "La ville se remplit"


def taire(_combien):
    """Nobody waits to read how far it is."""


@pytest.fixture
def ouverte(petite):
    creer_groupes()
    creer_reglages(demo=True)
    return fabrique.ouvrir_la_ville(avancer=taire)


def recensement():
    """What a lot done twice would double."""
    faites = Counter(Demande.objects.values_list("code", "statut"))
    factures = list(Facture.objects.order_by("pk").values_list("foyer__numero", "mois", "total"))
    return faites, factures, Paiement.objects.count(), Courriel.objects.count()


def test_a_worker_killed_in_each_lot_makes_the_town_that_is_made_at_once(ouverte, monkeypatch):
    with transaction.atomic():
        while fabrique.un_lot(ouverte, lambda _fait, _total: None):
            pass
        attendu = recensement()
        transaction.set_rollback(True)
    faire, interrompus = fabrique.faire, set()

    def mourir(lot, donnees):
        faire(lot, donnees)
        if donnees["lot"] not in interrompus:
            interrompus.add(donnees["lot"])
            raise MemoryError

    monkeypatch.setattr(fabrique, "faire", mourir)
    monkeypatch.setattr(offre, "PAUSE", 0)
    while Travail.objects.get(pk=ouverte.pk).etat != Travail.Etat.FINI:
        try:
            travaux.executer(ouverte.pk)
        except MemoryError:
            continue
    assert len(interrompus) == len(fabrique.lots())
    assert recensement() == attendu


def test_a_turn_that_is_over_leaves_the_rest_to_the_next(ouverte, monkeypatch):
    monkeypatch.setattr(offre, "DUREE_TOUR", -1)
    assert travaux.executer(ouverte.pk) == Travail.Etat.EN_COURS
    ouverte.refresh_from_db()
    assert ouverte.parametres["lot"] == 1


def test_the_page_says_how_far_it_is_until_it_is_full(ouverte, client):
    assert f"{SE_REMPLIT} : 0 %" in client.get("/demo/").text
    Travail.objects.filter(pk=ouverte.pk).update(fait=70, total=200)
    assert f"{SE_REMPLIT} : 35 %" in client.get("/demo/").text
    Travail.objects.filter(pk=ouverte.pk).update(etat=Travail.Etat.FINI)
    assert SE_REMPLIT not in client.get("/demo/").text


def test_whom_people_sign_in_as_is_there_when_it_opens(ouverte):
    for fiche in FAMILLES:
        assert Utilisateur.objects.get(email=fiche["courriel"]).has_usable_password()
    siennes = Demande.objects.filter(foyer__numero="2026-00417", code="changement-adresse")
    assert {*siennes.values_list("statut", flat=True)} == {
        "validee",
        "rejetee",
        "en-attente",
        "brouillon",
    }


def test_make_run_leaves_the_rest_to_the_worker(petite, monkeypatch):
    faits = []
    monkeypatch.setattr(fabrique, "un_lot", lambda *_: faits.append(1))
    call_command("ville_demo", "--ouvrir-d-abord", verbosity=0)
    assert not faits
    assert Travail.objects.get(genre=remplissage.GENRE).etat == Travail.Etat.PRET
