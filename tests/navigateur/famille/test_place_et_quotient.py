"""A place and a quotient, asked on a phone from start to receipt; axe on each state (G17, G21)."""

from datetime import date

import pytest
from playwright.sync_api import expect

from demarches.models import Demande
from famille.models import QuotientFamilial
from tests.demarches.place import valla
from tests.navigateur import pas
from tests.navigateur.conftest import verifier_accessibilite, verifier_sans_debordement


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


def commencer(page, code, *, enfant=""):
    page.goto(f"/demarches/{code}/")
    if enfant:
        page.get_by_label(enfant).check()
    vu(page)
    page.get_by_role("button", name="Commencer").click()


def envoyer(page):
    vu(page)
    pas.envoyer(page)
    expect(page.get_by_text("Votre demande est bien reçue").first).to_be_visible()
    vu(page)
    page.get_by_role("link", name="Accusé de réception").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accusé de réception")
    vu(page)


@pytest.mark.usefixtures("pages")
def test_a_place_from_the_phone_to_the_receipt(ouvrir, famille_martin, time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00")  # one school year is open
    valla(inscriptions_max=0)
    telephone = ouvrir()
    pas.se_connecter(telephone, famille_martin.camille)
    commencer(telephone, "place-en-accueil-de-loisirs", enfant="Hugo")
    dite = telephone.get_by_text("C’est la seule place que nous proposons")
    expect(dite).to_contain_text("La Valla · Accueil de loisirs, de 3 à 11 ans. Période")
    dite.get_by_role("link", name="Changer").click()
    seule = telephone.get_by_role("group", name="Activité")
    expect(seule).to_contain_text("La seule qui accueille un enfant de l’âge de Hugo.")
    expect(telephone.get_by_role("radio")).to_have_count(0)
    vu(telephone)
    pas.valider(telephone)
    expect(telephone.get_by_role("heading", name="la santé de Hugo")).to_be_visible()
    expect(dite).to_be_hidden()  # it has been read
    pas.valider(telephone)
    expect(telephone.get_by_text("n’est pas dans le dossier").first).to_be_visible()
    vu(telephone)
    telephone.get_by_label("Régime alimentaire").select_option("aucun")
    telephone.get_by_role("group", name="Projet d’accueil").get_by_label("Non").check()
    telephone.get_by_label("Compagnie").fill("MAE")
    telephone.get_by_label("Numéro de contrat").fill("A1")
    pas.ecrire_le_jour(telephone, "Valable jusqu’au", date(date.today().year + 2, 8, 31))
    pas.valider(telephone)
    expect(telephone.get_by_role("heading", name="ce que vous autorisez")).to_be_visible()
    vu(telephone)
    for oui in telephone.get_by_label("Oui", exact=True).all():
        oui.check()
    pas.valider(telephone)
    expect(telephone.get_by_role("region", name="Règlement intérieur", exact=True)).to_be_visible()
    vu(telephone)
    telephone.get_by_label("J’ai lu et j’accepte").check()
    pas.valider(telephone)
    expect(telephone.get_by_text("rejoint la liste")).to_be_visible()
    expect(telephone.get_by_role("definition").filter(has_text="La Valla")).to_be_visible()
    expect(telephone.get_by_role("link", name="Modifier : Activité")).to_be_visible()
    envoyer(telephone)
    telephone.goto(f"/demarches/demande/{Demande.objects.get().pk}/")
    expect(telephone.get_by_text("votre demande est sur liste, au rang 1")).to_be_visible()
    vu(telephone)


@pytest.mark.usefixtures("pages")
def test_a_quotient_from_the_phone_to_the_receipt(ouvrir, famille_martin):
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=842, debut=date(2020, 1, 1))
    telephone = ouvrir()
    pas.se_connecter(telephone, famille_martin.camille)
    commencer(telephone, "quotient-familial")
    vu(telephone)
    pas.valider(telephone)
    expect(telephone.locator("#erreurs")).to_be_focused()
    vu(telephone)
    telephone.get_by_label("La CAF").check()
    telephone.get_by_label("Numéro d’allocataire").fill("1234567")
    telephone.get_by_label("Quotient familial", exact=True).fill("7600")
    telephone.get_by_label("Mois de l’attestation").select_option(index=1)
    pas.valider(telephone)
    expect(telephone.get_by_text("Votre dernier quotient était 842")).to_be_visible()
    vu(telephone)
    telephone.get_by_label("Quotient familial", exact=True).fill("760")
    pas.valider(telephone)
    expect(telephone.get_by_text("Votre attestation de quotient familial").first).to_be_visible()
    pas.joindre(telephone, pas.facture("attestation-caf.pdf"))
    expect(telephone.get_by_role("link", name="attestation-caf.pdf")).to_be_visible()
    vu(telephone)
    pas.valider(telephone)
    expect(telephone.get_by_text("760")).to_be_visible()
    envoyer(telephone)
