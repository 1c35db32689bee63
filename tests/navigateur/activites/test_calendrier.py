"""The booking calendar: on a phone, on a desk, by keyboard, without JavaScript; axe on each
state."""

import time
from contextlib import contextmanager
from datetime import date, datetime
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import expect

from famille.models import FicheSanitaire
from reservations.models import Attente, LignePanier, Places, Reservation
from reservations.regles.juge import PARIS, Unite
from tests.navigateur import pas
from tests.navigateur.clavier import Clavier
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    REGLES_AXE,
    TELEPHONE,
    lancer_axe,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.reservations import outils
from tests.reservations.moteur import scene

TABLETTE = {"width": 768, "height": 1024}
# The choices whose words do not fit in them.
TROP_ETROITS = """(cases) => cases.filter((une) => une.scrollWidth > une.clientWidth + 1)
  .map((une) => une.textContent)"""


@pytest.fixture
def centre(serveur, famille_martin, time_machine):
    time_machine.move_to(outils.MAINTENANT)
    return scene.creer_centre(famille_martin)


def entrer(page, famille):
    pas.se_connecter(page, famille.camille)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    page.goto("/reservations/")


def case(page, enfant, moment="Matin", jour="mercredi 9 décembre"):
    return page.get_by_role("button", name=f"{jour}, {enfant}, La Pingaudière, {moment}")


def verifier(page):
    verifier_accessibilite(page)
    verifier_sans_debordement(page)


def verifier_ouverte(page):
    """The same with an explanation open. On a table it lies over other buttons until it is closed:
    axe would ask of what it covers the size of a target."""
    regles = {"target-size": {"enabled": page.viewport_size["width"] < TABLETTE["width"]}}
    resultat = lancer_axe(page, REGLES_AXE | {"rules": regles})
    assert resultat.violations_count == 0, resultat.generate_report()
    verifier_sans_debordement(page)


def plus_de_place(jour):
    Places.objects.filter(creneau__jour=jour).update(capacite=0)


def test_on_a_phone_two_children_are_booked_a_place_goes_meanwhile_and_all_is_undone(
    ouvrir, famille_martin, centre
):
    page = ouvrir(TELEPHONE)
    entrer(page, famille_martin)
    verifier(page)
    case(page, "Léa").tap()
    expect(case(page, "Léa")).to_have_attribute("aria-pressed", "true")
    case(page, "Hugo", "Après-midi").tap()
    case(page, "Hugo", jour="mercredi 16 décembre").tap()
    barre = page.locator(".cal-barre")
    expect(barre).to_contain_text("3 modifications")
    verifier(page)

    plus_de_place(date(2026, 12, 16))
    barre.get_by_role("link", name="Vérifier et soumettre").tap()
    expect(page.locator("#erreurs")).to_contain_text("Il n’y a plus de place ce jour-là.")
    expect(page.get_by_role("button", name="Soumettre ma demande")).to_have_count(0)
    verifier(page)
    page.get_by_role("button", name="Passer en liste d’attente").tap()
    expect(page.locator("#erreurs")).to_have_count(0)
    verifier(page)
    page.get_by_role("button", name="Soumettre ma demande").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "2 réservations, 1 place en liste d’attente"
    )
    expect(page.get_by_text("Le récapitulatif est parti par e-mail")).to_be_visible()
    verifier(page)
    assert Reservation.objects.count() == 2

    page.locator("summary", has_text="Défaire cette demande").tap()
    verifier(page)
    page.get_by_role("button", name="Oui, défaire cette demande").tap()
    expect(page.get_by_text("C’est défait")).to_be_visible()
    assert Reservation.objects.count() == 0
    assert Attente.objects.get().etat == Attente.Etat.RETIREE


def test_on_a_large_screen_the_month_is_a_table_and_its_filters_stay_in_the_address(
    ouvrir, famille_martin, centre
):
    scene.reserver(famille_martin, scene.ligne(famille_martin.lea, centre))
    page = ouvrir(BUREAU)
    entrer(page, famille_martin)
    expect(page.get_by_role("table", name="Réservations de décembre 2026")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Mercredi")).to_be_visible()
    case(page, "Léa").click()  # booked: to cancel
    expect(case(page, "Léa")).to_have_attribute("aria-pressed", "false")
    expect(page.get_by_role("region", name="Votre demande")).to_contain_text("1 annulation")
    verifier(page)

    page.get_by_role("link", name="Hugo").click()
    expect(case(page, "Hugo")).to_have_count(0)
    case(page, "Léa", "Après-midi").click()
    expect(page.get_by_role("region", name="Votre demande")).to_contain_text("1 réservation")
    assert f"enfant={famille_martin.lea.pk}" in page.url
    page.get_by_role("link", name="Mois suivant").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Réservations de janvier 2027")
    assert f"enfant={famille_martin.lea.pk}" in page.url
    page.locator("summary", has_text="Tout effacer").click()
    verifier(page)
    page.get_by_role("button", name="Oui, effacer").click()
    expect(page.get_by_text("Votre demande est effacée")).to_be_visible()
    assert Reservation.objects.count() == 1
    verifier(page)


def test_a_press_refused_since_the_page_was_shown_says_its_sentence(ouvrir, famille_martin, centre):
    page = ouvrir(TELEPHONE)
    entrer(page, famille_martin)
    plus_de_place(outils.MERCREDI)
    case(page, "Léa").tap()
    expect(page.locator("#cal-annonce")).to_contain_text("Il n’y a plus de place ce jour-là.")
    expect(page.get_by_role("group").filter(has_text="complet").first).to_be_visible()
    verifier(page)
    page.locator("summary.cal-complet").first.tap()
    page.get_by_role("button", name="Demander une place en liste d’attente").first.tap()
    expect(page.locator(".cal-attendre").first).to_be_visible()
    assert LignePanier.objects.get().action == "attendre"


def test_with_the_keyboard_alone_a_day_is_booked_and_the_focus_is_kept(
    ouvrir, famille_martin, centre
):
    page = ouvrir(BUREAU)
    entrer(page, famille_martin)
    clavier = Clavier(page)
    clavier.suivre("mercredi 9 décembre, Léa, La Pingaudière", debut=True)
    choisi = case(page, "Léa")
    expect(choisi).to_have_attribute("aria-pressed", "true")
    expect(choisi).to_be_focused()
    page.keyboard.press("Enter")  # and back
    expect(choisi).to_have_attribute("aria-pressed", "false")
    expect(choisi).to_be_focused()
    page.keyboard.press("Enter")
    expect(choisi).to_have_attribute("aria-pressed", "true")
    clavier.suivre("Vérifier et soumettre")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vérifier ma demande")
    clavier.suivre("Soumettre ma demande")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 réservation")
    assert Reservation.objects.count() == 1


def test_without_javascript_days_are_chosen_explained_submitted_and_undone(
    ouvrir, famille_martin, centre
):
    FicheSanitaire.objects.filter(enfant=famille_martin.hugo).update(
        assurance_fin=date(2026, 12, 10)
    )
    page = ouvrir(TELEPHONE, javascript=False)
    entrer(page, famille_martin)
    case(page, "Léa").tap()
    expect(case(page, "Léa")).to_have_attribute("aria-pressed", "true")
    assert page.url.endswith("-2026-12-09-matin")
    refus = page.locator("summary.cal-refuse").first
    refus.tap()
    expect(page.locator("details[open] .cal-bulle")).to_contain_text(
        "L’assurance n’est valable que jusqu’au 10 décembre"
    )
    page.get_by_role("link", name="Vérifier et soumettre").first.tap()
    page.get_by_role("button", name="Soumettre ma demande").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 réservation")
    page.locator("summary", has_text="Défaire cette demande").tap()
    page.get_by_role("button", name="Oui, défaire cette demande").tap()
    expect(page.get_by_text("C’est défait")).to_be_visible()
    assert Reservation.objects.count() == 0


def gestes_envoyes(route):
    """list[str]: presses made while an answer is awaited leave together, in their order."""
    return [un.rpartition(".")[2] for un in parse_qs(route.request.post_data)["choix"]]


def ralentir(page, secondes=0.8):
    """Each press takes its time, as on a telephone in a corridor. list[str]: what was sent, in
    order."""
    envois = []

    def _lentement(route):
        envois.extend(gestes_envoyes(route))
        time.sleep(secondes)
        route.continue_()

    page.route("**/reservations/choisir/**", _lentement)
    return envois


@contextmanager
def sans_reponse(page):
    """No press gets its answer while this lasts, however slow the machine. Yields list[str]: what
    was sent, in order."""
    envois, retenues, parti = [], [], []

    def _retenir(route):
        envois.extend(gestes_envoyes(route))
        route.continue_() if parti else retenues.append(route)

    page.route("**/reservations/choisir/**", _retenir)
    yield envois
    parti.append(True)
    for route in retenues:
        route.continue_()


def test_on_a_slow_network_a_second_tap_undoes_nothing(ouvrir, famille_martin, centre):
    page = ouvrir(TELEPHONE)
    entrer(page, famille_martin)
    with sans_reponse(page) as envois:
        for _tape in range(3):
            case(page, "Léa").tap(no_wait_after=True)
    expect(page.locator(".cal-barre")).to_contain_text("1 modification")
    expect(case(page, "Léa")).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(1500)
    assert [ligne.action for ligne in LignePanier.objects.all()] == ["reserver"]
    assert set(envois) == {"reserver"}
    case(page, "Léa").tap()  # seen, and taken back on purpose
    expect(case(page, "Léa")).to_have_attribute("aria-pressed", "false")
    assert not LignePanier.objects.exists()


def test_on_a_slow_network_each_cell_gets_its_own_press(ouvrir, famille_martin, centre):
    page = ouvrir(TELEPHONE)
    entrer(page, famille_martin)
    envois = ralentir(page)
    for enfant, moment in (("Léa", "Matin"), ("Hugo", "Après-midi"), ("Léa", "Après-midi")):
        case(page, enfant, moment).tap(no_wait_after=True)
    expect(page.locator(".cal-barre")).to_contain_text("3 modifications")
    assert envois == ["reserver"] * 3


def test_without_javascript_two_taps_are_one_choice(ouvrir, famille_martin, centre):
    page = ouvrir(TELEPHONE, javascript=False)
    entrer(page, famille_martin)
    envois = ralentir(page)
    case(page, "Léa").dblclick(no_wait_after=True)
    expect(case(page, "Léa")).to_have_attribute("aria-pressed", "true")
    assert set(envois) == {"reserver"}
    assert [ligne.action for ligne in LignePanier.objects.all()] == ["reserver"]


def semaine_et_file(famille, centre):
    """Many states at once: a week, a place in the queue, an offer, a booking past its deadline, a
    child too young."""
    ados = outils.creer_activite("Pôle Ados", unite_scolaire=Unite.SEMAINE, age_min=8)
    outils.ouvrir(ados)
    for enfant in (famille.lea, famille.hugo):
        outils.inscrire(enfant, ados)
    for jour in (7, 8, 10):
        outils.creer_creneau(ados, date(2026, 12, jour), "3-journee")
    proche = outils.creer_creneau(centre, date(2026, 12, 1), prises=1)
    Reservation.objects.create(enfant=famille.lea, foyer=famille.foyer, creneau=proche)
    plus_de_place(date(2026, 12, 16))
    commun = {"activite": centre, "foyer": famille.foyer, "debut": date(2026, 12, 16)}
    Attente.objects.create(enfant=famille.lea, bloc="2026-12-16-matin", **commun)
    Attente.objects.create(
        enfant=famille.hugo,
        bloc="2026-12-16-matin",
        etat=Attente.Etat.PROPOSEE,
        expire_le=datetime(2026, 11, 26, 18, tzinfo=PARIS),
        **commun,
    )


@pytest.mark.parametrize(
    "taille", [PETIT, TELEPHONE, TABLETTE, BUREAU], ids=lambda taille: taille["width"]
)
def test_every_state_is_accessible_at_every_size(taille, ouvrir, famille_martin, centre):
    semaine_et_file(famille_martin, centre)
    page = ouvrir(taille)
    entrer(page, famille_martin)
    verifier(page)
    assert page.locator(".cal-b").evaluate_all(TROP_ETROITS) == []
    for etat in ("fixe", "en-attente", "proposee", "refuse", "complet"):
        ouverture = page.locator(f"summary.cal-{etat}").first
        ouverture.click()
        bulle = page.locator("details[open] > .cal-bulle")
        expect(bulle).to_be_visible()
        cadre = bulle.bounding_box()
        assert cadre["x"] >= 0, etat
        assert cadre["x"] + cadre["width"] <= taille["width"], etat
        verifier_ouverte(page)
        page.keyboard.press("Escape")
        expect(bulle).to_have_count(0)
    for mois in ("2026-11", "2027-03", "2026-10"):
        page.goto(f"/reservations/?mois={mois}")
        verifier(page)
    page.goto("/reservations/suite/sante/")
    verifier(page)


def test_a_family_without_registration_reads_what_to_do(ouvrir, famille_martin, serveur):
    page = ouvrir(PETIT)
    entrer(page, famille_martin)
    expect(page.get_by_role("heading", name="Pas encore d’inscription")).to_be_visible()
    verifier(page)
    page.goto("/reservations/recapitulatif/")
    expect(page.get_by_role("heading", name="Votre demande est vide")).to_be_visible()
    verifier(page)
