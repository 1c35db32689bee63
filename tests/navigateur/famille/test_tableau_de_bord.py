"""The first screen on a phone: what matters on one height and a half, in few taps, for each state
of a family."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from famille.models import Autorisation, Enfant, Notification, QuotientFamilial, Rattachement
from reservations.models import Creneau, Reservation
from reservations.regles.juge import Moment
from tests.famille.facturation import facturer, ligne
from tests.navigateur import pas
from tests.navigateur.clavier import Clavier
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.navigateur.gestes import Doigt
from tests.reservations import outils

HAUTEURS_MAX = 1.6
CIBLES = """() => [...document.querySelectorAll('main a, main summary, .pf-barre a')]
  .filter((une) => une.checkVisibility())
  .map((une) => [une.innerText, Math.round(une.getBoundingClientRect().height)])
  .filter(([, haut]) => haut < 24)"""

# What has the focus and is under the bar, or out of the window.
CACHES = """() => [...document.querySelectorAll('main a, main summary, footer a')]
  .filter((une) => une.checkVisibility()).filter((une) => {
    une.focus();
    const cadre = une.getBoundingClientRect();
    const barre = document.querySelector('.pf-barre').getBoundingClientRect();
    return cadre.top < 0 || (cadre.bottom > barre.top + 1 && cadre.top < barre.bottom);
  }).map((une) => une.innerText)"""


@pytest.fixture
def famille(pages, famille_martin, time_machine, settings):
    """Two children who come on three days of the week, an overdue invoice and another, unread
    notifications."""
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    time_machine.move_to(outils.MAINTENANT)
    jour, foyer = timezone.localdate(), famille_martin.foyer
    QuotientFamilial.objects.create(foyer=foyer, valeur=842, debut=date(2026, 1, 1))
    centres = {
        famille_martin.lea: outils.creer_activite("La Valla"),
        famille_martin.hugo: outils.creer_activite("La Pingaudière"),
    }
    for enfant, activite in centres.items():
        outils.inscrire(enfant, activite)
        outils.ouvrir(activite)
        for genre in Autorisation.Genre if enfant == famille_martin.lea else ():
            Autorisation.objects.create(enfant=enfant, genre=genre, accordee=True)
        for rang in (1, 2, 5, 9, 16):
            creneau = outils.creer_creneau(activite, jour + timedelta(days=rang), Moment.JOURNEE)
            Reservation.objects.create(foyer=foyer, enfant=enfant, creneau=creneau)
    facturer(foyer, lignes=[ligne("166.40")], jour=jour - timedelta(days=90))
    facturer(foyer, "21.00", jour=jour)
    for rang in range(2):
        Notification.objects.create(
            utilisateur=famille_martin.camille, titre="Avis", cle=f"essai-{rang}"
        )
    return famille_martin


@pytest.fixture
def nombreuse(famille):
    """The same with five children and long names."""
    for prenom in ("Marie-Christine", "Jean-Emmanuel", "Anne-Sophie-Charlotte"):
        enfant = Enfant.objects.create(
            prenom=prenom, nom="Vandenbroucke-Deschamps", naissance=date(2019, 1, 1)
        )
        Rattachement.objects.create(enfant=enfant, foyer=famille.foyer, debut=date(2019, 1, 1))
        for creneau in Creneau.objects.filter(activite__structure__nom="La Valla"):
            Reservation.objects.create(foyer=famille.foyer, enfant=enfant, creneau=creneau)
    return famille


def entrer(page, compte):
    pas.se_connecter(page, compte)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")


def hauteurs(page):
    """In heights of the phone."""
    page.wait_for_load_state("load")
    return page.evaluate("document.documentElement.scrollHeight / window.innerHeight")


def test_two_children_fit_one_phone_height_and_a_half(ouvrir, famille):
    page = ouvrir(TELEPHONE)
    entrer(page, famille.camille)
    assert hauteurs(page) <= HAUTEURS_MAX
    assert page.evaluate(CIBLES) == []


def test_paying_takes_two_taps_at_most_before_the_bank(ouvrir, famille, payfip):
    page = ouvrir(TELEPHONE, chez=payfip.adresse)
    entrer(page, famille.camille)
    doigt = Doigt(page)
    doigt.toucher(page.get_by_role("link", name="Payer 187,40 €"))
    avant_la_banque = page.get_by_role("button", name="Payer 187,40 €")
    expect(avant_la_banque).to_be_visible()
    assert doigt.gestes <= 2


@pytest.mark.parametrize("etat", ["famille", "nombreuse", "nouvelle", "sans enfant"])
def test_each_state_of_a_family_is_read_by_all(ouvrir, request, pages, etat):
    fixture = {"nouvelle": "voisin", "sans enfant": "voisin"}.get(etat, etat)
    chez = request.getfixturevalue(fixture)
    if etat == "sans enfant":
        chez.foyer.rattachements.all().delete()
    page = ouvrir(TELEPHONE)
    entrer(page, getattr(chez, "camille", None) or chez.nadia)
    page.locator("summary", has_text="Informations et actualités").click()
    for taille in (PETIT, TELEPHONE, {"width": 768, "height": 1024}, BUREAU):
        page.set_viewport_size(taille)
        verifier_sans_debordement(page)
    for taille, couleurs in ((PETIT, "light"), (BUREAU, "dark")):
        page.set_viewport_size(taille)
        page.emulate_media(color_scheme=couleurs)
        verifier_accessibilite(page)


def test_a_keyboard_reaches_each_subject(ouvrir, famille):
    page = ouvrir(BUREAU)
    entrer(page, famille.camille)
    clavier = Clavier(page)
    clavier.aller_a("Voir et payer")
    clavier.aller_a("Payer 187,40 €")
    clavier.aller_a("Mes documents")
    clavier.suivre("Informations et actualités")
    clavier.suivre("Toutes les actualités")
    expect(page.get_by_role("heading", level=1)).to_have_text("Actualités")


def test_without_javascript_everything_unfolds(ouvrir, famille):
    page = ouvrir(PETIT, javascript=False)
    entrer(page, famille.camille)
    page.locator("summary", has_text="Informations et actualités").click()
    page.get_by_role("link", name="Toutes les actualités").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Actualités")


def test_the_bar_of_a_phone_leads_and_hides_no_focus(ouvrir, famille):
    page = ouvrir(TELEPHONE)
    entrer(page, famille.camille)
    barre = page.get_by_role("navigation", name="Raccourcis")
    expect(barre.get_by_role("link", name="Accueil")).to_have_attribute("aria-current", "page")
    expect(barre.get_by_role("link", name="Messages : 2 non lus")).to_be_in_viewport()
    assert page.evaluate(CACHES) == []
    doigt = Doigt(page)
    doigt.toucher(barre.get_by_role("link", name="Réserver"))
    expect(page).to_have_url(re.compile("/reservations/$"))
    page.set_viewport_size(
        {"width": 390, "height": 420}
    )  # a keyboard is open, or a phone lies down
    expect(barre).to_be_hidden()
    page.set_viewport_size(BUREAU)
    expect(barre).to_be_hidden()


def test_the_bar_gives_way_to_that_of_a_page(ouvrir, famille):
    page = ouvrir(TELEPHONE)
    entrer(page, famille.camille)
    pas.commencer(page)
    expect(page.get_by_role("navigation", name="Raccourcis")).to_be_hidden()
