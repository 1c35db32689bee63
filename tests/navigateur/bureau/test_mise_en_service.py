"""An administrator opens a town: the list on his home, the identity, a ready activity, a pasted
grid, the trial of a family; axe on each screen, on a phone and on a desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from famille.models import Utilisateur
from reservations.models import Activite
from reservations.planning.calendrier_initial import choisir_la_zone
from reservations.planning.modeles import MODELES, creer_l_activite
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)


@pytest.fixture
def maire(pages, administrateur):
    """Who installs: a superuser."""
    Utilisateur.objects.filter(pk=administrateur.pk).update(is_superuser=True)
    choisir_la_zone("A", "metropole", par=administrateur)
    return administrateur


@pytest.mark.parametrize("taille", [TELEPHONE, BUREAU], ids=["phone", "desk"])
def test_a_town_is_set_from_one_list(ouvrir, maire, taille):
    page = ouvrir(taille)
    _entrer(page, maire)
    page.goto("/gestion/")
    expect(page.get_by_role("heading", name="Mettre en service")).to_be_visible()
    page.get_by_role("link", name="Voir toute la liste").click()
    _bien(page)
    for adresse in ("identite", "essais", "fichier"):
        page.goto(f"/gestion/mettre-en-service/{adresse}/")
        _bien(page)
    for adresse in ("planning/annee-scolaire", "planning/activite-toute-prete"):
        page.goto(f"/gestion/{adresse}/")
        _bien(page)


def test_a_grid_is_pasted_then_a_family_is_tried(ouvrir, maire):
    jour = timezone.localdate()
    creer_l_activite(
        MODELES["mercredi"],
        structure="Les Tilleuls",
        ages=(3, 11),
        places=12,
        dates=(jour + timedelta(days=1), jour + timedelta(days=90)),
        ouvre_le=timezone.now(),
        par=maire,
    )
    page = ouvrir(BUREAU)
    _entrer(page, maire)
    page.goto("/gestion/reservations/tarifs/coller/")
    page.get_by_label("Activité").select_option(label=str(Activite.objects.get()))
    page.get_by_label("Unité").select_option("demi-journee")
    page.get_by_label("À partir du").fill("2026-09-01")
    page.get_by_label("Délibération").fill("n° 1")
    page.get_by_label("Grille, copiée").fill("0 à 600 ; trois\nplus de 600 ; 5,60")
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("cell", name="un nombre est attendu")).to_be_visible()
    _bien(page)
    page.get_by_label("Grille, copiée").fill("0 à 600 ; 3,20\nplus de 600 ; 5,60")
    page.get_by_role("button", name="Voir l’aperçu").click()
    _bien(page)
    page.get_by_role("button", name="Enregistrer cette grille").click()
    expect(page.get_by_text("La grille est enregistrée.")).to_be_visible()
    page.goto("/gestion/mettre-en-service/essais/")
    page.get_by_role("button", name="Faire l’essai").click()
    expect(page.get_by_text("Tout est effacé.")).to_be_visible()


def _entrer(page, compte):
    pas.enroler(compte)
    pas.se_connecter(page, compte)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")


def _bien(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)
