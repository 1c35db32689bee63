"""Le prélèvement from a phone to the printed mandate, then to another account; axe on each
state."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from demarches.models import Demande
from famille.models import MandatSEPA
from tests.demarches.prelevement import AUTRE_IBAN, AUTRE_MASQUE, IBAN, MASQUE, TAPE
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    verifier_accessibilite,
    verifier_sans_debordement,
)


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


def etape(page, numero, total=4):
    expect(page.get_by_role("heading", name=f"Étape {numero} sur {total}")).to_be_visible()


def remplir_le_compte(page, iban):
    page.get_by_label("IBAN", exact=True).fill(iban)
    pas.joindre(page, pas.facture("rib.pdf"))
    expect(page.get_by_role("link", name="RIB.pdf")).to_be_visible()
    pas.valider(page)


def accepter_et_envoyer(page, numero):
    etape(page, numero)
    vu(page)
    page.get_by_label("J’ai lu ce mandat").check()
    pas.valider(page)
    etape(page, numero + 1)
    vu(page)
    pas.envoyer(page)
    expect(page.get_by_text("Votre demande est bien reçue").first).to_be_visible()
    vu(page)


@pytest.mark.usefixtures("pages")
def test_a_mandate_from_the_phone_to_the_paper_then_another_account(ouvrir, famille_martin, agent):
    telephone = ouvrir(PETIT)
    pas.se_connecter(telephone, famille_martin.camille)
    _la_famille_demande(telephone)
    bureau = ouvrir(BUREAU)
    _l_agente_regarde_et_valide(bureau, agent)
    _la_famille_lit_son_mandat(telephone)
    _la_famille_change_de_compte(telephone)
    assert MandatSEPA.objects.en_vigueur().get().iban == IBAN
    assert not [
        courriel for courriel in mail.outbox if "2606" in courriel.body or "FR14" in courriel.body
    ]


def _la_famille_demande(page):
    page.goto("/demarches/prelevement-automatique/")
    vu(page)
    page.get_by_role("button", name="Commencer").click()
    etape(page, 1)
    pas.valider(page)
    expect(page.locator("#erreurs")).to_be_focused()
    vu(page)
    page.get_by_label("Restauration scolaire").check()
    pas.valider(page)
    etape(page, 2)
    vu(page)
    remplir_le_compte(page, TAPE[:-1] + "7")
    expect(page.get_by_text("une erreur de frappe").first).to_be_visible()
    expect(page.get_by_label("IBAN", exact=True)).to_have_value(TAPE[:-1] + "7")
    vu(page)
    page.get_by_label("IBAN", exact=True).fill(TAPE)
    pas.valider(page)
    etape(page, 3)
    expect(page.get_by_text("LA BANQUE POSTALE")).to_be_visible()
    page.get_by_role("button", name="Précédent").click()
    expect(page.get_by_label("IBAN", exact=True)).to_have_value(MASQUE)
    vu(page)
    pas.valider(page)
    accepter_et_envoyer(page, 3)


def _l_agente_regarde_et_valide(page, agent):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto(f"/gestion/demandes/{Demande.objects.get().pk}/")
    expect(page.get_by_role("table").filter(has_text="aujourd’hui")).to_contain_text(MASQUE)
    page.get_by_role("button", name="Voir en entier").click()
    expect(page.get_by_text("FR14 2004 1010 0505 0001 3M02 606")).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_role("button", name="Valider et mettre à jour le prélèvement").click()
    expect(page.get_by_text("Validée").first).to_be_visible()
    page.goto(f"/gestion/foyers/mandats/{MandatSEPA.objects.get().pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mandat PF-")
    verifier_accessibilite(page)


def _la_famille_lit_son_mandat(page):
    page.goto("/ma-famille/")
    vu(page)
    page.get_by_role("link", name="Restauration scolaire").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mandat de prélèvement SEPA")
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    expect(page.get_by_text(MASQUE)).to_be_visible()
    vu(page)
    page.emulate_media(media="print")
    expect(page.get_by_text(MASQUE)).to_be_visible()
    expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()
    page.emulate_media(media="screen")


def _la_famille_change_de_compte(page):
    page.get_by_role("link", name="Changer de compte ou arrêter").click()
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_role("heading", name="Étape 1 : ce que vous voulez")).to_be_visible()
    vu(page)
    page.get_by_label("Changer le compte prélevé").check()
    pas.valider(page)
    etape(page, 2)
    remplir_le_compte(page, AUTRE_IBAN)
    etape(page, 3)
    expect(page.get_by_text(AUTRE_MASQUE)).to_be_visible()
    accepter_et_envoyer(page, 3)
