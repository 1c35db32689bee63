"""The presence list on a tablet and a phone: ticks, the network that drops, two tablets, a session
that ends."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import expect

from famille.models import FicheSanitaire
from reservations.models import Reservation
from tests.navigateur import pas
from tests.navigateur.conftest import (
    PETIT,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.navigateur.presences.gestes import GARDES, bouton, couper, entrer, envoi, retablir

TABLETTE = {"width": 820, "height": 1180}
Presence = Reservation.Presence


def presence(reservation):
    reservation.refresh_from_db()
    return reservation.presence


@pytest.mark.parametrize("taille", [TABLETTE, TELEPHONE, PETIT], ids=["tablet", "phone", "small"])
def test_a_director_ticks_finds_undoes_and_ends_her_list(ouvrir, liste, directrice, taille):
    page = ouvrir(taille)
    entrer(page, directrice)
    expect(page.locator("[data-reste]")).to_have_text("3 à pointer, dont 1 absence annoncée")
    verifier_accessibilite(page)
    verifier_sans_debordement(page)
    for geste in page.locator(".pf-presences-geste:visible").all():
        assert geste.bounding_box()["height"] >= 56

    bouton(page, "Présent", "Léa Martin").click()
    expect(bouton(page, "Présent", "Léa Martin")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".pf-presences-compte-presents")).to_contain_text("1 présent sur 3")
    expect(envoi(page)).to_contain_text("Tout est enregistré")
    assert presence(liste.lea) == Presence.PRESENT
    verifier_accessibilite(page)
    verifier_sans_debordement(page)

    page.get_by_role("button", name="Annuler").click()
    expect(bouton(page, "Présent", "Léa Martin")).to_have_attribute("aria-pressed", "false")
    expect(envoi(page)).to_contain_text("Tout est enregistré")
    assert presence(liste.lea) == Presence.PREVU

    page.get_by_label("Chercher un enfant").fill("lea")
    expect(bouton(page, "Présent", "Hugo Martin")).to_be_hidden()
    bouton(page, "Présent", "Léa Martin").click()
    page.get_by_label("Chercher un enfant").fill("")
    page.get_by_role("link", name="Seulement les enfants À pointer").click()
    expect(bouton(page, "Présent", "Léa Martin")).to_be_hidden()
    assert "a_pointer=oui" in page.url
    page.get_by_text("Terminer l’appel").click()
    verifier_accessibilite(page)
    page.get_by_role("button", name="Les noter absents").click()
    expect(page.locator("[data-reste]")).to_have_text("Tout le monde est pointé")
    expect(envoi(page)).to_contain_text("Tout est enregistré")
    assert (presence(liste.hugo), presence(liste.sami)) == (Presence.ABSENT, Presence.ABSENT)
    verifier_accessibilite(page)


def test_gestes_stand_below_one_another_marked_or_not(ouvrir, liste, directrice):
    """Léa has something to be read, Hugo has not: whoever ticks down the list touches the same
    place."""
    FicheSanitaire.objects.create(
        enfant=liste.hugo.enfant, valable_jusqu_au=timezone.localdate() + timedelta(days=9)
    )
    page = ouvrir(TABLETTE)
    entrer(page, directrice)
    expect(page.get_by_role("link", name="Infos de sécurité : Léa Martin à lire")).to_be_visible()
    expect(
        page.get_by_role("link", name="Infos de sécurité : Hugo Martin", exact=True)
    ).to_be_visible()
    for mot in ("Présent", "Absent"):
        assert (
            bouton(page, mot, "Léa Martin").bounding_box()["x"]
            == bouton(page, mot, "Hugo Martin").bounding_box()["x"]
        )


def test_a_child_s_safety_facts_open_above_the_list(ouvrir, liste, directrice):
    page = ouvrir(TABLETTE)
    entrer(page, directrice)
    page.get_by_role("link", name="Infos de sécurité : Léa Martin").click()
    expect(page.get_by_role("dialog")).to_contain_text("Arachide")
    verifier_accessibilite(page)
    page.get_by_role("button", name="Fermer").click()
    expect(page.get_by_role("link", name="Infos de sécurité : Léa Martin")).to_be_focused()
    expect(page.locator("[data-dedans]")).to_be_empty()
    page.get_by_role("link", name="Feuille à imprimer").click()
    expect(page.get_by_text("Allergie : Arachide")).to_be_visible()
    verifier_accessibilite(page)
    verifier_sans_debordement(page)


def test_ticks_wait_for_the_network_and_leave_in_order(ouvrir, liste, directrice):
    page = ouvrir(TABLETTE)
    entrer(page, directrice)
    couper(page)
    bouton(page, "Présent", "Léa Martin").click()
    bouton(page, "Absent", "Hugo Martin").click()
    bouton(page, "Présent", "Hugo Martin").click()  # he has just come in
    bouton(page, "Absent", "Sami Benali").click()
    expect(envoi(page)).to_contain_text("À envoyer (3)")
    expect(page.locator(f"#r{liste.lea.pk}")).to_contain_text("à envoyer")
    verifier_accessibilite(page)
    gardes = page.evaluate("JSON.stringify(localStorage)")
    assert "Martin" not in gardes
    assert "Léa" not in gardes
    page.get_by_role("link", name="Gestion").click()  # would lose the list
    expect(page.get_by_role("alert")).to_contain_text("cette liste reste ouverte")
    assert presence(liste.lea) == Presence.PREVU
    retablir(page)
    assert [presence(r) for r in (liste.lea, liste.hugo, liste.sami)] == [
        "present",
        "present",
        "absent",
    ]
    assert page.evaluate(GARDES) == []
    expect(page.locator(f"#r{liste.lea.pk}")).to_contain_text("par Inès Moreau")


def test_of_two_tablets_the_later_touch_stands_and_the_other_is_told(
    ouvrir, liste, directrice, collegue
):
    une, autre = ouvrir(TABLETTE), ouvrir(TABLETTE)
    entrer(une, directrice)
    entrer(autre, collegue)
    couper(une)
    bouton(une, "Absent", "Léa Martin").click()
    bouton(une, "Présent", "Sami Benali").click()
    autre.wait_for_timeout(1000)  # two clocks agree to the second
    bouton(autre, "Présent", "Léa Martin").click()
    expect(envoi(autre)).to_contain_text("Tout est enregistré")
    retablir(une)
    expect(une.get_by_role("alert")).to_contain_text(
        "Léa Martin : « présent », noté par Marc Petit"
    )
    expect(bouton(une, "Présent", "Léa Martin")).to_have_attribute("aria-pressed", "true")
    verifier_accessibilite(une)
    assert (presence(liste.lea), presence(liste.sami)) == (Presence.PRESENT, Presence.PRESENT)
    une.get_by_role("button", name="J’ai vu").click()
    expect(une.get_by_role("alert")).to_have_count(0)
    # The other tablet sees what came meanwhile when one comes back to it.
    autre.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(bouton(autre, "Présent", "Sami Benali")).to_have_attribute("aria-pressed", "true")


def test_ticks_outlive_a_tab_that_the_tablet_has_closed(ouvrir, liste, directrice):
    page = ouvrir(TABLETTE)
    entrer(page, directrice)
    couper(page)
    bouton(page, "Présent", "Léa Martin").click()
    expect(envoi(page)).to_contain_text("À envoyer (1)")
    contexte = page.context
    page.close()
    contexte.set_offline(False)
    nouvelle = contexte.new_page()
    nouvelle.goto("/gestion/presences/")
    expect(envoi(nouvelle)).to_contain_text("Tout est enregistré")
    assert presence(liste.lea) == Presence.PRESENT
    assert nouvelle.evaluate(GARDES) == []


def test_a_session_that_ended_keeps_the_ticks_until_sign_in(ouvrir, liste, directrice):
    page = ouvrir(TABLETTE)
    entrer(page, directrice)
    Session.objects.all().delete()
    bouton(page, "Présent", "Léa Martin").click()
    expect(envoi(page)).to_contain_text("vos pointages sont gardés (1)")
    verifier_accessibilite(page)
    cache.clear()  # the code of these 30 seconds has served
    page.get_by_role("link", name="Reconnectez-vous").click()
    page.get_by_label("Adresse e-mail").fill(directrice.email)
    page.get_by_label("Mot de passe", exact=True).fill(pas.MOT_DE_PASSE)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/presences/**")
    expect(envoi(page)).to_contain_text("Tout est enregistré")
    assert presence(liste.lea) == Presence.PRESENT


def test_a_colleague_on_the_same_tablet_does_not_send_the_ticks_of_another(
    ouvrir, liste, directrice, collegue
):
    page = ouvrir(TABLETTE)
    entrer(page, directrice)
    Session.objects.all().delete()
    bouton(page, "Présent", "Léa Martin").click()
    expect(envoi(page)).to_contain_text("gardés (1)")
    entrer(page, collegue)
    expect(envoi(page)).to_contain_text("Des pointages d’un autre compte attendent")
    assert presence(liste.lea) == Presence.PREVU


def test_without_javascript_each_button_is_a_form(ouvrir, liste, directrice):
    page = ouvrir(TABLETTE, javascript=False)
    entrer(page, directrice)
    bouton(page, "Présent", "Léa Martin").click()
    expect(bouton(page, "Présent", "Léa Martin")).to_have_attribute("aria-pressed", "true")
    bouton(page, "Présent", "Léa Martin").click()
    expect(bouton(page, "Présent", "Léa Martin")).to_have_attribute("aria-pressed", "false")
    page.get_by_label("Chercher un enfant").fill("lea")
    page.get_by_role("button", name="Chercher").click()
    expect(bouton(page, "Présent", "Hugo Martin")).to_be_hidden()
    page.get_by_text("Terminer l’appel").click()
    page.get_by_role("button", name="Les noter absents").click()
    assert (presence(liste.lea), presence(liste.hugo)) == (Presence.ABSENT, Presence.PREVU)
    page.get_by_role("link", name="Infos de sécurité : Léa Martin").click()
    expect(page.get_by_text("Arachide")).to_be_visible()
