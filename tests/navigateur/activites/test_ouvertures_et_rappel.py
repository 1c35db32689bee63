"""Waiting for an opening, and answering a reminder: a telephone, the keyboard alone, no
JavaScript."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from famille.models import FicheSanitaire
from reservations.models import Places, Rappel, Reservation
from reservations.rappels.liens import Lien
from reservations.regles.juge import PARIS
from reservations.regles.rappel import SemaineRappelee
from tests.navigateur.clavier import Clavier
from tests.navigateur.conftest import PETIT, verifier_accessibilite, verifier_sans_debordement
from tests.navigateur.pas import se_connecter
from tests.reservations import outils

OUVERTURES = "/reservations/ouvertures/"


def dans(jours):
    return timezone.localdate() + timedelta(days=jours)


@pytest.fixture
def centre(famille_martin, serveur):
    """Léa is registered with all her papers but Hugo's insurance is missing; days from three weeks
    on."""
    activite = outils.creer_activite()
    for enfant in (famille_martin.lea, famille_martin.hugo):
        outils.inscrire(enfant, activite, debut=dans(-100))
    FicheSanitaire.objects.update(valable_jusqu_au=dans(400), assurance_fin=dans(400))
    FicheSanitaire.objects.filter(enfant=famille_martin.hugo).update(assurance_fin=None)
    outils.creer_mercredis(activite, 2, premier=dans(21))
    return activite


@pytest.fixture
def ouverture(centre):
    def _ouverture(ouvre_le):
        return outils.ouvrir(centre, dans(20), dans(60), ouvre_le)

    return _ouverture


def test_the_page_says_by_itself_that_it_is_open(ouverture, famille_martin, ouvrir):
    page = ouvrir()
    se_connecter(page, famille_martin.camille)
    ouverture(timezone.now() + timedelta(seconds=12))
    page.goto(OUVERTURES)
    expect(page.get_by_text("dans 1 minute")).to_be_visible()
    expect(page.get_by_text("L’assurance manque")).to_be_visible()
    verifier_accessibilite(page)
    verifier_sans_debordement(page)
    demandes = []
    page.on("request", lambda requete: demandes.append(requete.url))
    expect(
        page.get_by_role("status").get_by_text("Les réservations sont ouvertes.")
    ).to_be_visible()
    expect(page.get_by_text("dans 1 minute")).to_be_hidden()
    assert demandes == []
    verifier_accessibilite(page)
    page.get_by_role("link", name="Réserver maintenant").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Réservations")


def test_what_is_in_order_unfolds_with_the_keyboard_and_without_javascript(
    ouverture, famille_martin, ouvrir
):
    ouverture(datetime.combine(dans(3), time(9), tzinfo=PARIS))
    page = ouvrir(PETIT, javascript=False)
    se_connecter(page, famille_martin.camille)
    page.goto(OUVERTURES)
    expect(page.get_by_text("dans 3 jours")).to_be_visible()
    Clavier(page).aller_a("4 points déjà en ordre")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Assurance valable pour toute la période.")).to_be_visible()
    verifier_sans_debordement(page)


@pytest.fixture
def lien(centre, famille_martin):
    """Of the reminder for the week of the first day, where both children are booked on the
    morning."""
    jour = dans(21)
    matin = centre.creneaux.get(jour=jour, moment="1-matin")
    for enfant in (famille_martin.lea, famille_martin.hugo):
        Reservation.objects.create(enfant=enfant, creneau=matin, foyer=famille_martin.foyer)
    Places.objects.filter(pk=matin.pk).update(prises=2)
    limite = datetime.combine(jour - timedelta(days=7), time.max, tzinfo=PARIS)
    jeton = Lien(
        famille_martin.foyer.pk, famille_martin.camille.pk, SemaineRappelee.de(jour), limite
    ).signer()
    return f"/reservations/rappel/{jeton}/"


def test_nothing_to_change_takes_one_press(lien, ouvrir):
    page = ouvrir()
    page.goto(lien)
    verifier_accessibilite(page)
    verifier_sans_debordement(page)
    page.get_by_role("button", name="Rien à changer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Vous avez confirmé")).to_be_visible()
    verifier_accessibilite(page)
    assert Rappel.objects.get().confirme_le


def test_one_day_is_cancelled_without_javascript(lien, ouvrir):
    page = ouvrir(PETIT, javascript=False)
    page.goto(lien)
    page.get_by_role("button", name="Annuler : Léa").click()
    expect(page.get_by_text("C’est annulé : Léa")).to_be_visible()
    expect(page.get_by_role("button", name="Annuler : Hugo")).to_be_visible()
    verifier_sans_debordement(page)
    assert Reservation.objects.count() == 1


def test_a_dead_link_leads_somewhere(lien, ouvrir):
    page = ouvrir()
    page.goto(lien.replace("rappel/", "rappel/z"))
    expect(page.get_by_role("heading", name="Ce lien n’est pas reconnu")).to_be_visible()
    verifier_accessibilite(page)
