"""The main job, from a parent's phone to a validated file, a help page changed meanwhile; axe on
each state."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from cms_pages.models import EcranAide
from demarches.models import Demande
from famille.models import Foyer
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite, verifier_sans_debordement


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


@pytest.mark.usefixtures("pages")
def test_a_move_from_the_phone_to_the_validated_file(ouvrir, famille_martin, agent, redactrice):
    telephone = ouvrir()
    _la_famille_declare(telephone, famille_martin)
    bureau = ouvrir(BUREAU)
    _l_agente_valide(bureau, agent)
    adresse = Foyer.objects.get(pk=famille_martin.foyer.pk).adresse
    assert str(adresse) == "4 allée des Lilas, 36130 Déols"
    _la_famille_l_apprend(telephone)
    redaction = ouvrir(BUREAU)
    _la_redactrice_change_l_aide(redaction, redactrice)
    telephone.goto("/tableau-de-bord/")
    telephone.get_by_role("link", name="Aide", exact=True).first.click()
    expect(telephone.get_by_role("heading", level=1)).to_have_text(
        "Bien lire votre tableau de bord"
    )
    vu(telephone)


def _la_famille_declare(page, famille):
    page.goto("/connexion/")
    vu(page)
    pas.se_connecter(page, famille.camille)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    vu(page)
    page.get_by_role("link", name="Faire une démarche").click()
    page.get_by_role("link", name="Je déclare un changement d’adresse").click()
    vu(page)
    page.get_by_role("button", name="Commencer").click()
    vu(page)
    pas.valider(page)  # nothing is filled
    erreurs = page.locator("#erreurs")
    expect(erreurs).to_be_focused()
    assert page.title().startswith("Erreur")
    vu(page)
    pas.remplir_adresse(page)
    pas.valider(page)
    expect(page.get_by_role("heading", name="Étape 2 sur 3")).to_be_visible()
    vu(page)
    pas.remplir_justificatif(page, jours=120)
    expect(page.get_by_role("link", name="facture-edf.pdf")).to_be_visible()
    vu(page)
    pas.valider(page)
    expect(page.get_by_text("plus de 3 mois").first).to_be_visible()
    vu(page)
    pas.ecrire_le_jour(page, "Date du document", pas.il_y_a(20))
    pas.valider(page)
    expect(page.get_by_role("heading", name="Étape 3 sur 3")).to_be_visible()
    expect(page.get_by_text("4 allée des Lilas")).to_be_visible()
    vu(page)
    pas.envoyer(page)
    expect(page.get_by_text("Votre demande est bien reçue").first).to_be_visible()
    vu(page)
    page.get_by_role("link", name="Accusé de réception").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accusé de réception")
    vu(page)
    page.goto("/tableau-de-bord/")
    expect(page.get_by_role("link", name="Mes démarches")).to_contain_text("1 en attente")
    vu(page)
    page.get_by_role("link", name="Mes démarches").click()
    expect(page.get_by_text("En attente de validation")).to_be_visible()
    vu(page)
    [accuse] = mail.outbox
    assert accuse.to == ["camille.martin@exemple.fr"]
    assert Demande.objects.get().numero in accuse.body


def _l_agente_valide(page, agent):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    vu(page)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    verifier_accessibilite(page)
    page.get_by_role("link", name="Demandes", exact=False).first.click()
    verifier_accessibilite(page)
    page.get_by_role("row").filter(has_text=Demande.objects.get().numero).get_by_role(
        "link"
    ).click()
    avant_apres = page.get_by_role("table").filter(has_text="aujourd’hui")
    expect(avant_apres).to_contain_text("12 rue Bourdillon")
    expect(avant_apres).to_contain_text("4 allée des Lilas")
    verifier_accessibilite(page)
    page.get_by_role("button", name="Valider et changer l’adresse").click()
    expect(page.get_by_text("Validée").first).to_be_visible()
    verifier_accessibilite(page)


def _la_famille_l_apprend(page):
    page.goto("/demarches/")
    vu(page)
    page.get_by_role("link", name=Demande.objects.get().numero).first.click()
    expect(page.get_by_role("heading", name="Votre demande est validée")).to_be_visible()
    expect(page.get_by_text("Sophie Renard")).to_be_visible()
    vu(page)
    page.goto("/ma-famille/")
    expect(page.get_by_text("4 allée des Lilas").first).to_be_visible()
    vu(page)
    decision = mail.outbox[-1]
    assert decision.to == ["camille.martin@exemple.fr"]
    assert "/demarches/demande/" in decision.body


def _la_redactrice_change_l_aide(page, redactrice):
    aide = EcranAide.objects.get(cle__contains="famille:tableau_de_bord").page
    pas.enroler(redactrice)
    pas.se_connecter(page, redactrice)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto(f"/gestion/pages/{aide.pk}/edit/")
    page.locator("#id_title").fill("Bien lire votre tableau de bord")
    page.get_by_role("button", name="Plus d’actions").or_(
        page.locator("[data-w-dropdown-target=toggle]").last
    ).last.click()
    page.get_by_role("button", name="Publier").click()
    expect(page.get_by_text("publiée").first).to_be_visible()
