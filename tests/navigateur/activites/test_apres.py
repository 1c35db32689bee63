"""After "Soumettre": receipt, private feed, absence, consumption, on a phone and a desk; axe on
each state."""

import urllib.request
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import expect

from reservations.actions import LigneDemandee, soumettre
from reservations.models import Reservation
from reservations.regles.juge import Moment
from tests.navigateur.centres import creer_centre, mercredi_dans
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.navigateur.pas import se_connecter
from tests.reservations import outils

Presence = Reservation.Presence
UN_JOUR = timedelta(days=1)


@pytest.fixture
def foyer(famille_martin):
    """Léa is booked today, was excused yesterday, and Camille has just submitted a Wednesday of
    three weeks ahead."""
    activite = creer_centre(famille_martin.lea, semaines=1)
    # the day is over at no hour at which the suite runs
    activite.ouvre_a, activite.ferme_a = time(0, 1), time(23, 59)
    activite.save(update_fields=["ouvre_a", "ferme_a"])
    jour = timezone.localdate()
    for quand, presence in ((jour, Presence.PREVU), (jour - UN_JOUR, Presence.ABSENT_JUSTIFIE)):
        creneau = outils.creer_creneau(activite, quand, Moment.JOURNEE)
        Reservation.objects.create(
            foyer=famille_martin.foyer,
            enfant=famille_martin.lea,
            creneau=creneau,
            presence=presence,
        )
    lignes = [LigneDemandee(famille_martin.lea.pk, activite.pk, f"{mercredi_dans(3)}-matin")]
    famille_martin.demande = soumettre(
        famille_martin.foyer, lignes, par=famille_martin.camille, cle=str(uuid4())
    )
    return famille_martin


def vu(page, javascript=True):
    verifier_sans_debordement(page)
    if javascript:
        verifier_accessibilite(page)


@pytest.mark.parametrize(
    ("taille", "javascript"), [(TELEPHONE, True), (BUREAU, True), (PETIT, False)]
)
def test_the_family_follows_what_it_has_booked(ouvrir, foyer, taille, javascript):
    page = ouvrir(taille, javascript=javascript)
    se_connecter(page, foyer.camille)
    expect(page.get_by_role("heading", name="Cette semaine")).to_be_visible()
    vu(page, javascript)
    page.get_by_role("link", name="Absence").click()
    vu(page, javascript)
    page.get_by_role("button", name="Ne viendra pas").click()
    expect(page.get_by_role("heading", name="C’est noté : Léa ne vient pas")).to_be_visible()
    expect(page.get_by_text("Absence annoncée")).to_be_visible()
    vu(page, javascript)
    page.get_by_role("button", name="Viendra finalement").click()
    expect(page.get_by_role("button", name="Ne viendra pas")).to_be_visible()
    page.get_by_role("link", name="Ma consommation du mois").click()
    expect(page.get_by_role("table").first).to_be_visible()
    vu(page, javascript)
    page.get_by_role("link", name="Mes envois").click()
    vu(page, javascript)
    page.goto(f"/reservations/demandes/{foyer.demande.pk}/accuse/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Accusé de réception")
    vu(page, javascript)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_telephone_gets_its_private_feed(ouvrir, foyer, javascript):
    page = ouvrir(TELEPHONE, javascript=javascript)
    se_connecter(page, foyer.camille)
    page.goto("/reservations/agenda/")
    vu(page, javascript)
    page.get_by_role("button", name="Créer l’adresse").click()
    vu(page, javascript)
    adresse = page.get_by_label("Adresse à copier").input_value()
    with urllib.request.urlopen(adresse, timeout=10) as reponse:
        jours = {un["dtstart"].dt for un in Calendar.from_ical(reponse.read()).walk("VEVENT")}
    assert mercredi_dans(3) in jours
    if javascript:
        page.get_by_role("button", name="Copier").click()
        expect(page.get_by_role("status").filter(has_text="opi")).to_be_visible()
    page.get_by_role("button", name="Fermer l’adresse").click()
    expect(page.get_by_text("Aucune adresse n’est ouverte")).to_be_visible()
