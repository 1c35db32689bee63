"""What happens to a household, led by the screen: before and after, then done; and in how few
presses an invoice is put right."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from famille.dossier.foyers.bureau import url, url_du_foyer
from famille.dossier.foyers.personnes import ajouter_responsable
from famille.models import Facture, Placement, Responsable
from tests.demarches.facturee import certificat
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)


@pytest.fixture
def dany(serveur, famille_martin, agent):
    dany = ajouter_responsable(
        famille_martin.foyer,
        prenom="Dany",
        nom="Roux",
        courriel="dany@exemple.fr",
        telephone_portable="+33639980009",
        par=agent,
        a_confirmer=False,
    )
    dany.utilisateur.set_password("une phrase de passe")
    dany.utilisateur.save()
    return dany


class Main:
    """A hand on a mouse: each press is counted."""

    def __init__(self, page):
        self.page, self.presses = page, 0

    def presser(self, cible):
        cible.click()
        self.presses += 1


def _au_bureau(page, agent):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")


def _regarder(page):
    """axe, at both widths, in the light and in the dark."""
    for clair in ("light", "dark"):
        page.emulate_media(color_scheme=clair)
        verifier_accessibilite(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(TELEPHONE)
    verifier_sans_debordement(page)
    page.set_viewport_size(BUREAU)


def test_an_adult_leaves_by_the_screen(ouvrir, agent, dany, famille_martin):
    page = ouvrir(BUREAU)
    _au_bureau(page, agent)
    page.goto(url_du_foyer(famille_martin.foyer, "famille"))
    page.get_by_role("link", name="Un adulte part").click()
    page.get_by_label("Dany Roux").check()
    page.get_by_role("button", name="Voir ce qui change").click()
    expect(page.get_by_role("main")).to_contain_text("lisibles encore")
    _regarder(page)
    page.get_by_role("button", name="Enregistrer ce départ").click()
    expect(page.get_by_text("Le départ de Dany Roux est enregistré")).to_be_visible()
    hier = timezone.localdate() - timedelta(days=1)
    assert Responsable.objects.get(pk=dany.pk).fin == hier


def test_a_child_of_the_ase_is_said_by_the_screen(ouvrir, agent, serveur, famille_martin):
    page = ouvrir(BUREAU)
    _au_bureau(page, agent)
    page.goto(url("placement", famille_martin.foyer.pk, famille_martin.lea.pk))
    _regarder(page)
    for nom, dit in (
        ("referent", "Anne Petit"),
        ("service", "Maison des solidarités"),
        ("telephone", "02 54 00 00 01"),
        ("payeur_nom", "Département de l’Indre"),
        ("payeur_voie", "1 place de la Victoire"),
        ("payeur_code_postal", "36000"),
        ("payeur_commune", "Châteauroux"),
    ):
        page.locator(f"[name='{nom}']").fill(dit)
    page.get_by_role("button", name="Voir ce qui change").click()
    expect(page.get_by_role("main")).to_contain_text("Département de l’Indre, 1 place")
    _regarder(page)
    page.get_by_role("button", name="Enregistrer cet accueil").click()
    expect(page.get_by_role("main")).to_contain_text("Anne Petit")
    _regarder(page)
    assert Placement.objects.get().debut == timezone.localdate()


def test_a_certificate_validated_late_is_put_right_in_three_presses(
    ouvrir, serveur, habilitee, facturee, time_machine
):
    """Validate, "régularisez", "Régulariser": to the cent, a credit note takes off what nobody owes
    any more."""
    demande = certificat(facturee)
    time_machine.move_to("2027-01-06 10:00+01:00")  # the clock runs again
    page = ouvrir(BUREAU)
    _au_bureau(page, habilitee)
    page.goto(f"/gestion/demandes/{demande.pk}/")
    main = Main(page)
    main.presser(page.get_by_role("button", name=re.compile("^Valider")).first)
    main.presser(page.get_by_role("link", name=re.compile("^régularisez")))
    expect(page.get_by_role("main")).to_contain_text("11,20")
    main.presser(page.get_by_role("button", name="Régulariser"))
    expect(page.get_by_role("main")).to_contain_text("A-")
    assert main.presses == 3
    avoir = Facture.objects.get(genre=Facture.Genre.AVOIR)
    assert (avoir.total, avoir.corrige) == (Decimal("-11.20"), facturee.facture)
