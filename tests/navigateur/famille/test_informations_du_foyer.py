"""Informations du foyer, on a phone: every page, one click where nothing changed, to the receipt;
axe on each state."""

from datetime import date

import pytest
from playwright.sync_api import expect

from demarches.models import Demande, ReglageDemarche
from famille.actions import ajouter_contact
from famille.models import FicheSanitaire
from tests.navigateur import pas
from tests.navigateur.conftest import verifier_accessibilite, verifier_sans_debordement


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


def etape(page, nom):
    expect(page.get_by_role("heading", level=2).first).to_contain_text(nom)
    vu(page)


@pytest.fixture
def telephone(ouvrir, famille_martin):
    FicheSanitaire.objects.create(enfant=famille_martin.lea, valable_jusqu_au=date(2026, 1, 1))
    jeanne = {
        "prenom": "Jeanne",
        "nom": "Martin",
        "lien": "grand-mère",
        "telephone": "+33639980044",
    }
    ajouter_contact(famille_martin.foyer, **jeanne, par=famille_martin.camille)
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/demarches/informations-du-foyer/")
    vu(page)
    page.get_by_role("button", name="Commencer").click()
    return page


def inchange(page):
    page.get_by_role("button", name="Rien n’a changé").click()


def passer(page):
    page.get_by_role("button", name="Passer cette page").click()


def envoyer(page):
    page.get_by_label("Je certifie").check()
    page.get_by_role("button", name="Envoyer ma demande").click()


@pytest.mark.usefixtures("pages")
def test_a_family_changes_a_little_and_confirms_the_rest(telephone, famille_martin):
    etape(telephone, "votre foyer")
    telephone.get_by_label("Téléphone portable").fill("06 39 98 00 77")
    pas.valider(telephone)
    etape(telephone, "ce que vous autorisez")
    telephone.get_by_role("radio", name="Oui").first.check()
    pas.valider(telephone)  # the other answers for Léa are missing
    expect(telephone.locator("#erreurs")).to_be_focused()
    vu(telephone)
    for radio in telephone.get_by_role("group", name="Léa").get_by_role("radio", name="Oui").all():
        radio.check()
    pas.valider(telephone)
    etape(telephone, "vos contacts")
    telephone.get_by_text("Ajouter un contact").click()
    vu(telephone)
    inchange(telephone)
    etape(telephone, "la santé de Léa")
    inchange(telephone)
    etape(telephone, "la santé de Hugo")
    passer(telephone)
    etape(telephone, "les carnets de vaccination")
    passer(telephone)
    etape(telephone, "vérifiez")
    expect(telephone.get_by_text("06 39 98 00 77")).to_be_visible()
    envoyer(telephone)
    expect(telephone.get_by_text("Votre demande est bien reçue")).to_be_visible()
    vu(telephone)
    telephone.get_by_role("link", name="Accusé de réception").click()
    expect(telephone.get_by_role("heading", level=1)).to_have_text("Accusé de réception")
    vu(telephone)
    assert Demande.objects.get().statut == Demande.Statut.EN_ATTENTE


@pytest.mark.usefixtures("pages")
def test_a_new_number_is_applied_at_once(telephone, famille_martin):
    ReglageDemarche.objects.filter(code="informations-du-foyer").update(sans_agent=True)
    telephone.get_by_label("Téléphone portable").fill("06 39 98 00 77")
    pas.valider(telephone)
    passer(telephone)
    for page in (inchange, inchange, passer, passer):
        page(telephone)
    envoyer(telephone)
    expect(telephone.get_by_role("heading", name="Votre demande est validée")).to_be_visible()
    vu(telephone)
    assert (
        famille_martin.foyer.responsables.get().telephone_portable.as_national == "06 39 98 00 77"
    )


@pytest.mark.usefixtures("pages")
def test_when_nothing_has_changed_there_is_nothing_to_send(telephone):
    FicheSanitaire.objects.all().delete()
    telephone.reload()
    for page in (inchange, passer, inchange, passer, passer, passer):
        page(telephone)
    expect(telephone.get_by_text("vous êtes à jour")).to_be_visible()
    expect(telephone.get_by_role("button", name="Envoyer ma demande")).to_have_count(0)
    vu(telephone)
