"""The canteen of two children on a phone: a week kept all year, this morning's absence before and
after the hour, a sentence."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from famille.models import Enfant, Rattachement, Service
from reservations.models import ExceptionDeSemaine, Reservation, SemaineType
from reservations.regles.juge import Moment, Unite
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.navigateur.gestes import Doigt
from tests.navigateur.pas import se_connecter
from tests.reservations import outils

JEUDI, FIN = date(2026, 11, 26), date(2027, 1, 29)


@pytest.fixture
def cantine(serveur, famille_martin, time_machine):
    """From today to the end of January, on the four days of the school week."""
    time_machine.move_to("2026-11-26 08:10+01:00")
    activite = outils.creer_activite(
        "Restaurant scolaire de l’école élémentaire Jean-Zay",
        unite_scolaire=Unite.JOURNEE,
        unite_vacances="",
        jours_scolaires=[0, 1, 3, 4],
        service=Service.RESTAURATION,
        delai_annulation=0,
        delai_annulation_heure=time(9),
        delai_reservation=0,
    )
    outils.creer_calendrier()
    outils.ouvrir(activite)
    jours = (JEUDI + timedelta(days=n) for n in range((FIN - JEUDI).days))
    for jour in jours:
        if jour.weekday() in (0, 1, 3, 4) and not outils.NOEL[0] <= jour <= outils.NOEL[1]:
            outils.creer_creneau(activite, jour, Moment.JOURNEE)
    for enfant in (famille_martin.lea, famille_martin.hugo):
        outils.inscrire(enfant, activite)
    return activite


def test_a_year_for_two_children_takes_seven_taps(ouvrir, famille_martin, cantine):
    page = ouvrir()
    se_connecter(page, famille_martin.camille)
    page.goto("/reservations/semaine-type/")
    verifier_accessibilite(page)
    doigt = Doigt(page)
    doigt.toucher(page.get_by_role("link", name="Choisir ma semaine habituelle"))
    page.wait_for_url("**/regler/")
    verifier_accessibilite(page)
    verifier_sans_debordement(page)
    for jour in ("Lundi", "Mardi", "Jeudi"):
        doigt.toucher(page.get_by_text(jour, exact=True))
    doigt.toucher(page.get_by_role("button", name="Enregistrer et vérifier"))
    expect(page.get_by_text("ajoutés à votre demande")).to_be_visible()
    doigt.toucher(page.get_by_role("button", name="Soumettre ma demande"))
    page.wait_for_url("**/reservations/demandes/**")
    assert doigt.gestes <= 7
    assert SemaineType.objects.count() == 2
    reservees = set(Reservation.objects.values_list("creneau__jour", flat=True))
    assert {jour.weekday() for jour in reservees} == {0, 1, 3}


def test_an_exception_is_seen_in_the_year_and_kept_when_the_week_changes(
    ouvrir, famille_martin, cantine
):
    page = ouvrir()
    se_connecter(page, famille_martin.camille)
    page.goto("/reservations/semaine-type/regler/")
    page.get_by_text("Hugo", exact=True).tap()
    for jour in ("Lundi", "Mardi"):
        page.get_by_text(jour, exact=True).tap()
    page.get_by_label("Sauf ces jours").fill("le 14 décembre")
    page.get_by_role("button", name="Enregistrer et vérifier").tap()
    page.get_by_role("button", name="Soumettre ma demande").tap()
    page.wait_for_url("**/reservations/demandes/**")
    page.goto("/reservations/semaine-type/")
    expect(page.get_by_text("1 exception à la semaine habituelle")).to_be_visible()
    page.get_by_text("1 exception à la semaine habituelle").tap()
    verifier_accessibilite(page)
    verifier_sans_debordement(page)
    page.get_by_role("link", name="Changer la semaine habituelle").tap()
    page.get_by_text("Mardi", exact=True).tap()
    page.get_by_role("button", name="Enregistrer et vérifier").tap()
    expect(page.get_by_role("heading", name="Vérifier ma demande")).to_be_visible()
    assert ExceptionDeSemaine.objects.get().bloc == "2026-12-14"
    for taille in (BUREAU, PETIT):
        autre = ouvrir(taille)
        se_connecter(autre, famille_martin.camille)
        autre.goto("/reservations/semaine-type/")
        verifier_sans_debordement(autre)
        verifier_accessibilite(autre)


def test_this_morning_s_absence_before_and_after_the_hour(
    ouvrir, famille_martin, cantine, time_machine
):
    for enfant in (famille_martin.lea, famille_martin.hugo):
        creneau = cantine.creneaux.get(jour=JEUDI)
        Reservation.objects.create(foyer=famille_martin.foyer, enfant=enfant, creneau=creneau)
        creneau.places.prises += 1
        creneau.places.save()
    page = ouvrir()
    se_connecter(page, famille_martin.camille)
    page.goto(reverse("famille:tableau_de_bord"))
    verifier_accessibilite(page)
    verifier_sans_debordement(page)
    doigt = Doigt(page)
    doigt.toucher(page.get_by_role("button", name="Léa ne mange pas ce midi"))
    expect(page.get_by_text("Rien ne sera facturé.")).to_be_visible()
    verifier_accessibilite(page)
    assert doigt.gestes == 1
    assert [une.enfant for une in Reservation.objects.all()] == [famille_martin.hugo]
    time_machine.move_to("2026-11-26 09:01+01:00")
    doigt.toucher(page.get_by_role("button", name="Hugo ne mange pas ce midi"))
    expect(page.get_by_text("Ce jour reste dû")).to_be_visible()
    verifier_accessibilite(page)
    assert Reservation.objects.get().absence_annoncee_le
    doigt.toucher(page.get_by_role("button", name="Hugo mange finalement ce midi"))
    expect(page.get_by_text("le centre attend de nouveau Hugo")).to_be_visible()
    assert Reservation.objects.get().absence_annoncee_le is None


@pytest.mark.parametrize("javascript", [True, False])
def test_a_sentence_is_read_back_then_fills_the_basket(ouvrir, famille_martin, cantine, javascript):
    page = ouvrir(PETIT, javascript=javascript)
    se_connecter(page, famille_martin.camille)
    page.goto("/reservations/phrase/")
    page.get_by_label("Que voulez-vous réserver ou annuler ?").fill(
        "tous les lundis et jeudis cantine pour Léa sauf le 14 xylophone"
    )
    page.get_by_role("button", name="Lire ma phrase").click()
    expect(page.locator("mark")).to_have_text("xylophone (pas compris)")
    expect(page.get_by_label("Que voulez-vous réserver ou annuler ?")).to_have_value(
        "tous les lundis et jeudis cantine pour Léa sauf le 14 xylophone"
    )
    if javascript:
        verifier_accessibilite(page)
    verifier_sans_debordement(page)
    expect(page.get_by_role("button", name="Ajouter à ma demande")).to_have_count(0)
    page.get_by_label("Que voulez-vous réserver ou annuler ?").fill(
        "tous les lundis et jeudis cantine pour Léa sauf le 14"
    )
    page.get_by_role("button", name="Lire ma phrase").click()
    page.get_by_role("button", name="Ajouter à ma demande").click()
    expect(page.get_by_role("heading", name="Vérifier ma demande")).to_be_visible()


def test_a_month_of_three_children_and_five_activities_is_read_on_a_phone(
    ouvrir, famille_martin, cantine
):
    """The canteen and the garderie of a child stand on one line of the day, and are filtered by
    kind."""
    garderie = outils.creer_activite(
        "Garderie de l’école élémentaire Jean-Zay",
        unite_vacances="",
        jours_scolaires=[0, 1, 3, 4],
        service=Service.GARDERIE,
    )
    centres = [outils.creer_activite(nom) for nom in ("La Pingaudière", "La Valla", "Ludothèque")]
    tom = Enfant.objects.create(
        prenom="Maximilien-Alexandre", nom="Martin", naissance=date(2019, 1, 1)
    )
    Rattachement.objects.create(enfant=tom, foyer=famille_martin.foyer, debut=date(2019, 1, 1))
    for activite in (garderie, *centres):
        outils.ouvrir(activite)
    for jour in (7, 8, 10, 11):
        for moment in (Moment.MATIN, Moment.APRES_MIDI):
            outils.creer_creneau(garderie, date(2026, 12, jour), moment)
    for centre in centres:
        outils.creer_mercredis(centre, 2)
    for enfant in (famille_martin.lea, famille_martin.hugo, tom):
        for activite in (garderie, *centres, *([cantine] if enfant == tom else [])):
            outils.inscrire(enfant, activite)
    page = ouvrir()
    se_connecter(page, famille_martin.camille)
    page.goto("/reservations/?mois=2026-12")
    lundi = page.locator("td", has=page.locator("time[datetime='2026-12-07']"))
    expect(lundi.locator(".cal-rang")).to_have_count(3)
    expect(lundi.get_by_role("button", name="Léa")).to_have_count(3)
    verifier_accessibilite(page)
    verifier_sans_debordement(page)
    page.locator("summary", has_text="Plus").click()
    page.locator("summary", has_text="Toutes les activités").click()
    page.get_by_role("link", name="Cantine", exact=True).click()
    page.wait_for_url("**genre=restauration")
    expect(lundi.get_by_role("button", name="Léa")).to_have_count(1)
    bureau = ouvrir(BUREAU)
    se_connecter(bureau, famille_martin.camille)
    bureau.goto("/reservations/?mois=2026-12")
    verifier_accessibilite(bureau)
    verifier_sans_debordement(bureau)
    telephone = ouvrir()
    se_connecter(telephone, famille_martin.camille)
    telephone.goto("/reservations/?mois=2026-12")
    verifier_sans_debordement(telephone)
