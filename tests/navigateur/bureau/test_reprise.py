"""At an administrator's desk: a file of families, its columns, its dry run, its duplicates, its
import, its undo; on a wide screen and on a phone, by day and by night."""

import os
from pathlib import Path

from playwright.sync_api import expect

from famille.models import Foyer
from portail.bureau.groupes import creer_groupes
from tests.famille.reprise import essai
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)


def regarder(page, nom):
    for taille in (TELEPHONE, BUREAU):
        page.set_viewport_size(taille)
        verifier_accessibilite(page)
        verifier_sans_debordement(page)
        if dossier := os.environ.get("PHOTOS"):
            for theme in ("light", "dark"):
                page.emulate_media(color_scheme=theme)
                chemin = Path(dossier) / f"{nom}-{taille['width']}-{theme}.png"
                page.screenshot(path=chemin, full_page=True)
            page.emulate_media(color_scheme="light")


def deposer(page, tables):
    page.goto("/gestion/reprise/")
    page.get_by_label("Logiciel d’origine").fill("Ancien logiciel")
    fichier = {
        "name": "familles.zip",
        "mimeType": "application/zip",
        "buffer": essai.zip_de(tables),
    }
    page.locator("input[type=file]").set_input_files(fichier)
    page.get_by_role("button", name="Ouvrir le fichier").click()
    expect(page.get_by_role("heading", name="familles")).to_be_visible()


def test_a_town_s_families_come_in_and_go_back(
    ouvrir, serveur, pages, famille_martin, administrateur
):
    creer_groupes()
    page = ouvrir(BUREAU)
    pas.enroler(administrateur)
    pas.se_connecter(page, administrateur)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    page.goto("/gestion/reprise/")
    regarder(page, "1-vide")
    page.get_by_role("button", name="Ouvrir le fichier").click()
    expect(page.get_by_text("Choisissez un fichier").first).to_be_visible()

    deja = ["4513", "E9", "Martin", "Lea", "14/03/2018", "Jean-Racine", "oui"]
    mauvaise = ["4513", "E8", "Moreau", "Tom", "31/02/2019", "Jean-Racine", "oui"]
    deposer(page, essai.TOUT | {"enfants": [*essai.ENFANTS, deja, mauvaise]})
    regarder(page, "2-colonnes")
    page.get_by_role("button", name="Relire le fichier").click()
    expect(page.get_by_text("rien n’est encore écrit")).to_be_visible()
    expect(page.get_by_text("n’existe pas dans le calendrier")).to_be_visible()
    regarder(page, "3-relue")
    page.get_by_role("link", name="Regarder les doublons").click()
    expect(page.get_by_text("même date de naissance").first).to_be_visible()
    regarder(page, "4-doublons")
    page.get_by_label("Une autre personne").first.check()
    page.get_by_role("button", name="Garder ces choix").click()
    page.get_by_role("link", name="Revenir à la reprise").click()
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_text("les comptes attendent d’être invités")).to_be_visible()
    assert Foyer.objects.count() == 3
    regarder(page, "5-faite")
    page.get_by_text("Annuler cette reprise").click()
    page.get_by_role("button", name="Oui, annuler toute cette reprise").click()
    expect(page.get_by_role("heading", name="Annulée")).to_be_visible()
    assert list(Foyer.objects.all()) == [famille_martin.foyer]
    regarder(page, "6-annulee")
