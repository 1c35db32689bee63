"""What families read of their data, before and beside a form: true, and whole (D9)."""

from datetime import date

import pytest

from demarches.reglages.initiaux import NOTICE
from famille.models import ReglageConservation
from tests.donnees.conservation import tout_fixer
from tests.maison.test_docs import RACINE

PAGE = RACINE / "cms_pages" / "contenu" / "pages" / "donnees-personnelles.md"
DUREES = "/durees-de-conservation/"


@pytest.mark.parametrize(
    "dit",
    [
        *("Santé des enfants", "Factures et paiements", "IBAN", "Messages", "Réservations"),
        *("À qui certaines sont transmises", "À la CAF ou à la MSA", "À la banque"),
        *("Au Trésor public", "prestataire de paiement", "certifié HDS", "article 9"),
    ],
)
def test_the_page_of_personal_data_names_each_kind_and_each_recipient(dit):
    assert dit in PAGE.read_text()


def test_the_notice_of_a_demarche_says_no_more_than_what_is_done():
    assert "ni transmises" not in NOTICE
    assert "tant que votre dossier est ouvert" not in NOTICE
    assert "Durées de conservation" in NOTICE
    assert "CAF" in NOTICE


@pytest.mark.django_db
def test_families_read_the_periods_that_are_decided_and_no_blank_to_fill(client):
    vide = client.get(DUREES).text
    assert "à fixer" not in vide
    assert "rien n’est supprimé" in vide
    ReglageConservation.objects.create(decidees_le=date(2026, 1, 1), courriels=6)
    page = client.get(DUREES).text
    assert "à fixer" not in page
    assert "6 mois" in page
    assert "Démarches acceptées" not in page
    tout_fixer()
    assert "Démarches acceptées" in client.get(DUREES).text


@pytest.mark.parametrize("page", ["docs/droit/aipd.md", "docs/exploiter/installer.md"])
def test_the_town_is_told_what_to_check_before_it_hosts_health_data(page):
    """Code de la santé publique, L1111-8."""
    texte = (RACINE / page).read_text()
    assert "HDS" in texte
    assert "L. 1111-8" in texte
