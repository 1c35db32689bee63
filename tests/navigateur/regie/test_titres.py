"""Titres in the browser: an unpaid invoice goes to the Treasury, and comes back paid."""

from playwright.sync_api import expect

from famille.models import BordereauTresor
from tests.famille.regie.tresorerie.scene import acquit, retour, tresorerie
from tests.navigateur.conftest import verifier_accessibilite

REGIE = "/gestion/regie/"


def _deposer(page, nom, contenu):
    page.goto(f"{REGIE}titres/reponses/deposer/")
    fichier = {"name": nom, "mimeType": "application/xml", "buffer": contenu}
    page.get_by_label("Fichier de la trésorerie").set_input_files(fichier)
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_role("heading", name="Ce qu’elle dit")).to_be_visible()
    verifier_accessibilite(page)


def test_an_unpaid_invoice_becomes_a_titre_and_comes_back_paid(
    dette,
    connecte,
    regisseur,
):
    tresorerie()
    page = connecte(regisseur)
    page.goto(f"{REGIE}tresor/")
    page.get_by_role("checkbox", name="Martin").check()
    page.get_by_role("button", name="Préparer les titres").click()
    verifier_accessibilite(page)
    page.get_by_role("button", name="Préparer le bordereau").click()
    expect(page.get_by_text("choisissez au moins un débiteur")).to_be_visible()
    page.get_by_label("Débiteur de Foyer Martin").select_option(label="Mme Camille Martin")
    page.get_by_role("button", name="Préparer le bordereau").click()
    expect(page.get_by_role("heading", name="Titres de recette n° 1")).to_be_visible()
    verifier_accessibilite(page)
    with page.expect_download() as fichier:
        page.get_by_role("button", name="Télécharger le fichier").click()
    bordereau = BordereauTresor.objects.get()
    assert fichier.value.suggested_filename == bordereau.fichier
    page.reload()
    page.get_by_role("button", name="La trésorerie l’a reçu").click()
    annee = bordereau.exercice
    _deposer(page, "ACQUIT.xml", acquit(bordereau).replace(b'"2027"', f'"{annee}"'.encode()))
    jour = bordereau.emis_le.isoformat()
    suivi = retour((bordereau, 1, "02", [(1, "10", jour, "20.00")]))
    _deposer(page, "RETOUR.xml", suivi.replace(b'<Exer V="2027"', f'<Exer V="{annee}"'.encode()))
    page.goto(f"{REGIE}titres/")
    expect(page.get_by_text("Accepté")).to_be_visible()
    verifier_accessibilite(page)
    dette.refresh_from_db()
    assert dette.soldee
