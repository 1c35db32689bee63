"""A parent's evening in the calendar: few taps, a first day in sight, an answer at once whatever
the network."""

from datetime import date

import pytest
from playwright.sync_api import expect

from reservations.models import LignePanier, Reservation
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.navigateur.gestes import Doigt
from tests.reservations import outils
from tests.reservations.moteur import scene

LATENCE = 1.2  # seconds
# ms from the press on a button until it is said to be busy
ATTENTE_VUE = """(bouton) => new Promise((dire) => {
  const debut = performance.now();
  new MutationObserver(() => dire(performance.now() - debut))
    .observe(bouton, {attributes: true, attributeFilter: ["aria-busy"]});
  bouton.click();
})"""


@pytest.fixture
def centre(serveur, famille_martin, time_machine):
    time_machine.move_to(outils.MAINTENANT)
    return scene.creer_centre(famille_martin)


@pytest.fixture
def accueil(ouvrir, famille_martin, centre):
    """The phone of a parent who has just signed in."""
    page = ouvrir(TELEPHONE)
    pas.se_connecter(page, famille_martin.camille)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    return page


@pytest.fixture
def calendrier(accueil):
    accueil.goto("/reservations/")
    return accueil


def case(page, enfant="Léa", moment="Matin", jour="mercredi 9 décembre"):
    return page.get_by_role("button", name=f"{jour}, {enfant}, La Pingaudière, {moment}")


def tous(page, jour="mercredi 9 décembre"):
    return page.get_by_role("button", name=f"Tous mes enfants : {jour}")


def ralentir(page, secondes=LATENCE):
    """The browser's own slowness: one made here would hold the test too, and what it looks at."""
    reseau = page.context.new_cdp_session(page)
    reseau.send("Network.enable")
    lent = {"offline": False, "latency": 1000 * secondes}
    debit = {"downloadThroughput": -1, "uploadThroughput": -1}
    reseau.send("Network.emulateNetworkConditions", lent | debit)


def test_a_whole_wednesday_for_two_takes_five_taps_at_most(accueil):
    doigt = Doigt(accueil)
    doigt.toucher(accueil.locator("summary", has_text="Menu"))
    doigt.toucher(accueil.get_by_role("link", name="Réservations", exact=True))
    doigt.toucher(tous(accueil))
    barre = accueil.locator(".cal-barre")
    expect(barre).to_contain_text("4 modifications")
    doigt.toucher(barre.get_by_role("link", name="Vérifier et soumettre"))
    doigt.toucher(accueil.get_by_role("button", name="Soumettre ma demande"))
    expect(accueil.get_by_text("Le récapitulatif").first).to_be_visible()
    assert Reservation.objects.count() == 4
    assert doigt.gestes <= 5


def test_the_absence_of_two_for_a_day_takes_three_taps_at_most(accueil, famille_martin, centre):
    creneau = outils.creer_creneau(centre, date(2026, 11, 27), prises=2)
    for enfant in (famille_martin.lea, famille_martin.hugo):
        Reservation.objects.create(enfant=enfant, foyer=famille_martin.foyer, creneau=creneau)
    accueil.reload()
    doigt = Doigt(accueil)
    doigt.toucher(accueil.get_by_role("link", name="Absence Léa, Hugo"))
    doigt.toucher(accueil.get_by_role("button", name="Léa et Hugo ne viennent pas"))
    expect(accueil.get_by_role("heading", name="C’est noté : Léa et Hugo")).to_be_visible()
    assert Reservation.objects.filter(absence_annoncee_le=None).count() == 0
    assert doigt.gestes <= 3
    verifier_accessibilite(accueil)
    verifier_sans_debordement(accueil)
    accueil.get_by_role("button", name="Annuler ce que je viens de dire").tap()
    expect(accueil.get_by_text("le centre attend de nouveau Léa et Hugo")).to_be_visible()
    accueil.locator("summary", has_text="est malade plusieurs jours").tap()
    verifier_accessibilite(accueil)
    accueil.get_by_role("checkbox", name="Hugo").check()
    accueil.get_by_role("button", name="Prévenir le centre").tap()
    expect(accueil.get_by_text("Rien n’est réservé pour Hugo")).to_be_visible()


def test_the_first_day_stands_in_sight_on_a_phone(calendrier):
    for _lecture in ("the first", "and the next"):
        jour = calendrier.locator(".cal-jour:not(.cal-sans)").first
        assert jour.bounding_box()["y"] <= 420
        calendrier.reload()
    calendrier.get_by_role("link", name="Semaine du 14 – 18").tap()
    expect(case(calendrier, jour="mercredi 16 décembre")).to_be_in_viewport()
    verifier_accessibilite(calendrier)
    verifier_sans_debordement(calendrier)


def test_a_press_is_seen_at_once_and_its_truth_comes_later(calendrier):
    ralentir(calendrier)
    assert case(calendrier).evaluate(ATTENTE_VUE) < 100
    expect(case(calendrier)).to_have_attribute("aria-busy", "true")
    expect(case(calendrier)).to_have_attribute("aria-pressed", "true")
    expect(case(calendrier)).not_to_have_attribute("aria-busy", "true")


def test_a_gesture_for_all_is_seen_at_once_too_and_pressed_once(calendrier):
    ralentir(calendrier)
    assert tous(calendrier).evaluate(ATTENTE_VUE) < 100
    tous(calendrier).tap(no_wait_after=True)
    expect(calendrier.locator(".cal-barre")).to_contain_text("4 modifications")
    expect(calendrier.get_by_role("button", name="Tout retirer")).to_be_focused()
    verifier_accessibilite(calendrier)
    assert LignePanier.objects.count() == 4


def test_five_presses_leave_together_once_the_hand_rests(calendrier, famille_martin):
    envois = []
    calendrier.on(
        "request",
        lambda une: envois.append(une.post_data) if "/choisir/" in une.url else None,
    )
    cinq = [case(calendrier, qui, quand) for qui in ("Léa", "Hugo") for quand in ("Matin", "Après")]
    cinq.append(case(calendrier, jour="mercredi 16 décembre"))
    for bouton in cinq:
        bouton.tap(no_wait_after=True)
        assert bouton.get_attribute("aria-busy") == "true", "seen at once"
    expect(calendrier.locator(".cal-barre")).to_contain_text("5 modifications")
    combien = [envoi.count('name="choix"') + envoi.count("choix=") for envoi in envois]
    assert sum(combien) == 5
    assert len(combien) < 5, "gathered"
    for bouton in cinq:
        expect(bouton).not_to_have_attribute("aria-busy", "true")
        expect(bouton).to_have_attribute("aria-pressed", "true")
    expect(cinq[-1]).to_be_focused()
    assert LignePanier.objects.count() == 5


def test_presses_that_wait_when_the_network_goes_are_all_said_lost(calendrier, ouvrir):
    ouvrir.coupe = True
    retenues, coupe = [], []
    calendrier.route(
        "**/reservations/choisir/**",
        lambda route: route.abort() if coupe else retenues.append(route),
    )
    premier, *autres = [case(calendrier, *une) for une in (("Léa",), ("Hugo",), ("Hugo", "Après"))]
    with calendrier.expect_request("**/reservations/choisir/**"):
        premier.tap(no_wait_after=True)
    for bouton in autres:
        bouton.tap(no_wait_after=True)
    coupe.append(True)
    retenues.pop().abort()
    expect(calendrier.locator("#cal-annonce")).to_contain_text(
        "ces 3 choix ne sont pas enregistrés"
    )
    for bouton in (premier, *autres):
        expect(bouton).not_to_have_attribute("aria-busy", "true")
        expect(bouton).to_have_attribute("aria-pressed", "false")


def test_what_waits_when_the_page_is_left_is_kept(calendrier, accueil):
    """By a link it is waited for; by an address that is typed, it leaves by itself."""
    case(calendrier).tap(no_wait_after=True)
    calendrier.get_by_role("link", name="Tableau de bord").first.click(no_wait_after=True)
    expect(calendrier.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    assert LignePanier.objects.count() == 1
    calendrier.goto("/reservations/")
    case(calendrier, "Hugo").tap(no_wait_after=True)
    calendrier.goto("/mon-espace/")
    expect(calendrier.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    calendrier.goto("/reservations/")
    expect(calendrier.locator(".cal-barre")).to_contain_text("2 modifications")


def test_the_answer_of_one_cell_does_not_take_the_eye_off_the_next(ouvrir, famille_martin, centre):
    page = ouvrir(BUREAU)
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/reservations/")
    ralentir(page)
    case(page).press("Enter")
    case(page, "Hugo").focus()
    expect(case(page)).to_have_attribute("aria-pressed", "true")
    expect(case(page)).not_to_have_attribute("aria-busy", "true")
    expect(case(page, "Hugo")).to_be_focused()


def test_without_network_the_cell_comes_back_and_says_why(calendrier):
    calendrier.context.set_offline(True)
    case(calendrier).tap()
    expect(calendrier.locator("#cal-annonce")).to_contain_text("La connexion est coupée")
    expect(case(calendrier)).to_have_attribute("aria-pressed", "false")
    expect(case(calendrier)).not_to_have_attribute("aria-busy", "true")
    calendrier.context.set_offline(False)
    case(calendrier).tap()
    expect(case(calendrier)).to_have_attribute("aria-pressed", "true")


def test_nobody_leaves_for_the_summary_before_the_last_press_is_answered(calendrier):
    case(calendrier, "Hugo").tap()
    barre = calendrier.locator(".cal-barre")
    expect(barre).to_contain_text("1 modification")
    ralentir(calendrier)
    case(calendrier).tap(no_wait_after=True)
    barre.get_by_role("link", name="Vérifier et soumettre").tap(no_wait_after=True)
    expect(calendrier.get_by_role("heading", level=1)).to_have_text("Vérifier ma demande")
    expect(calendrier.get_by_text("2 réservations").first).to_be_visible()


def test_without_javascript_one_gesture_takes_the_day_for_all(ouvrir, famille_martin, centre):
    page = ouvrir(TELEPHONE, javascript=False)
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/reservations/")
    tous(page).tap()
    expect(page.get_by_role("button", name="Tout retirer")).to_be_visible()
    assert LignePanier.objects.count() == 4


# How dark the words of an element are, from 0 (black) to 255.
CLARTE = "(un) => Math.max(...getComputedStyle(un).color.match(/\\d+/g).slice(0, 3).map(Number))"


def test_on_paper_what_is_booked_is_read_and_no_button_is_drawn(ouvrir, famille_martin, centre):
    """Paper has no colours behind the words: white ones would be pale."""
    for jour in (21, 22):
        outils.creer_creneau(centre, date(2026, 12, jour), "3-journee")
    scene.reserver(famille_martin, scene.ligne(famille_martin.lea, centre))
    page = ouvrir(BUREAU)
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/reservations/")
    expect(page.get_by_role("button", name="Toute la semaine").first).to_be_visible()
    page.emulate_media(media="print")
    reserve = page.locator(".cal-reserve:not(.cal-legende *), .cal-fixe:not(.cal-legende *)").first
    expect(reserve).to_be_visible()
    assert reserve.evaluate(CLARTE) < 90
    for bouton in page.locator(".cal-tout").all():
        expect(bouton).to_be_hidden()


def test_on_paper_each_child_is_named(ouvrir, famille_martin, centre):
    creneaux = [outils.creer_creneau(centre, date(2026, 12, n), "3-journee") for n in (21, 22)]
    assert creneaux
    page = ouvrir(BUREAU)
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/reservations/")
    page.emulate_media(media="print")
    for prenom in ("Léa", "Hugo"):
        nom = page.locator(".cal-qui b", has_text=prenom).first
        assert nom.bounding_box()["width"] > 15, "seen, not only read out"
