"""At an agent's desk: a canteen file with three bad lines, then the good one, and what the parent
reads on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from famille.models import Travail
from famille.travaux import actions as travaux
from portail.bureau.groupes import creer_groupes
from reservations.models import ConsommationImportee
from reservations.tarifs.baremes_psu import creer_baremes
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite, verifier_sans_debordement
from tests.reservations.consommation.scene import creer_cantine
from tests.reservations.fichiers_comptes import csv


def regarder(page):
    verifier_accessibilite(page)
    verifier_sans_debordement(page)


@pytest.fixture
def hier():
    """A day of this month or of the one before, as the form proposes it."""
    return timezone.localdate() - timedelta(days=1)


def ligne(prenom, jour, naissance="14/03/2018", quantite="1", nom="Martin"):
    return [
        nom,
        prenom,
        naissance,
        "",
        "Restaurant scolaire · Accueil de loisirs",
        f"{jour:%d/%m/%Y}",
        quantite,
        "",
    ]


def deposer(page, jour, *lignes):
    page.goto("/gestion/planning/imports/")
    page.get_by_label("Mois").select_option(f"{jour:%Y-%m}")
    fichier = {"name": "cantine.csv", "mimeType": "text/csv", "buffer": csv(*lignes)}
    page.get_by_label("Fichier").set_input_files(fichier)
    page.get_by_role("button", name="Relire le fichier").click()


def test_a_file_with_three_bad_lines_then_the_good_one(
    ouvrir, serveur, pages, famille_martin, agent, hier
):
    creer_groupes()
    creer_baremes()
    creer_cantine()
    page = ouvrir(BUREAU)
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto("/gestion/planning/imports/")
    regarder(page)
    page.get_by_role("button", name="Relire le fichier").click()
    expect(page.get_by_text("Choisissez un fichier").first).to_be_visible()
    regarder(page)

    bonnes = [ligne("Léa", hier), ligne("Hugo", hier, "02/06/2021")]
    mauvaises = [
        ligne("Léa", hier, quantite="beaucoup"),
        ligne("Zoé", hier),
        ligne("Hugo", hier + timedelta(days=400), "02/06/2021"),
    ]
    deposer(page, hier, *bonnes, *mauvaises)
    expect(
        page.get_by_role("heading", name="3 lignes à corriger, rien n’est importé")
    ).to_be_visible()
    expect(page.get_by_role("row", name="Ligne 4")).to_contain_text("n’est pas un nombre")
    expect(page.get_by_role("row", name="Ligne 5")).to_contain_text(
        "Aucun dossier au nom de Zoé Martin"
    )
    expect(page.get_by_role("row", name="Ligne 6")).to_contain_text("n’est pas en")
    expect(page.get_by_role("button", name="Importer")).to_have_count(0)
    regarder(page)

    deposer(page, hier, *bonnes)
    regarder(page)
    page.get_by_role("button", name="Importer 2 nouvelles").click()
    expect(page.get_by_text("2 lignes nouvelles, 0 modifiée, 0 inchangée.")).to_be_visible()
    assert ConsommationImportee.objects.count() == 2
    regarder(page)

    deposer(page, hier, *bonnes)
    expect(page.get_by_text("Ce fichier ne change rien")).to_be_visible()
    page.get_by_role("button", name="Fermer sans rien changer").click()
    page.get_by_role("link", name="Revenir aux imports").click()
    expect(page.get_by_role("heading", name="Journal des imports")).to_be_visible()
    regarder(page)
    assert not Travail.objects.exclude(etat=travaux.Etat.FINI).exists()

    telephone = ouvrir()
    pas.se_connecter(telephone, famille_martin.camille)
    telephone.goto(f"/reservations/consommation/{hier:%Y-%m}/")
    telephone.get_by_text("Voir le jour compté").first.click()
    expect(telephone.get_by_role("row", name="1 repas").first).to_be_visible()
    regarder(telephone)
    telephone.goto("/reservations/creche/")
    telephone.get_by_role("button", name="Estimer").click()
    expect(telephone.locator("#erreurs")).to_be_focused()
    regarder(telephone)
    telephone.get_by_label("Ressources du foyer").fill("2 500")
    telephone.get_by_role("button", name="Estimer").click()
    expect(telephone.get_by_text("1,55\u00a0€").first).to_be_visible()
    regarder(telephone)
