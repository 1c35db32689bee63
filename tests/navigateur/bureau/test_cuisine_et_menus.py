"""Menus from a spreadsheet to a parent's day, the kitchen's order and what changed after, the
figures of the year and the canteen's count beside its bookings: each screen, in the browser."""

from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from cms_pages.menus.regles import SANS_VEGETARIEN
from cms_pages.models import Menu
from famille.models import Courriel, Ecole, Enfant, FicheSanitaire, Service
from reservations.models import CommandeCuisine, Reservation
from reservations.presences.commandes.actions import envoyer_les_commandes
from reservations.regles.juge import Moment, Unite
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite, verifier_sans_debordement
from tests.reservations import outils
from tests.reservations.consommation.scene import compter, reserve
from tests.reservations.consommation.test_journees import creer

LUNDI, JEUDI = date(2026, 12, 7), date(2026, 12, 10)
SEMAINE = (
    "\tLundi\tMardi\tJeudi\tVendredi\n"
    "Entrée\tCarottes râpées (bio)\tTaboulé (gluten, moutarde)\tSoupe de légumes\tŒuf dur (œufs)\n"
    "Plat\tColin pané (gluten, poisson, pêche durable)\tSteak haché, purée (lait)"
    "\tBrandade de morue (poisson, lait)\tPoulet rôti, riz"
)
Presence = Reservation.Presence


@pytest.fixture
def cantine(serveur, directrice, famille_martin, voisin, time_machine):
    """The canteen of this Thursday: Léa, who is allergic to fish, Hugo, and a neighbour."""
    time_machine.move_to("2026-12-08 10:00+01:00")
    outils.creer_calendrier()
    activite = outils.creer_activite(
        "Restaurant scolaire Jean-Zay",
        unite_scolaire=Unite.JOURNEE,
        unite_vacances="",
        jours_scolaires=[0, 1, 3, 4],
        service=Service.RESTAURATION,
        cuisine_courriel="cuisine@exemple.fr",
    )
    activite.structure.directeurs.add(directrice)
    Enfant.objects.update(ecole=Ecole.objects.create(nom="École élémentaire Jean-Zay"))
    foyer = famille_martin.foyer
    for enfant, sante in (
        (famille_martin.lea, {"allergies": "Poisson"}),
        (famille_martin.hugo, {"regime": "sans-porc"}),
    ):
        FicheSanitaire.objects.create(enfant=enfant, valable_jusqu_au=date(2027, 8, 31), **sante)
        reserve(foyer, enfant, activite, JEUDI, Moment.JOURNEE, presence=Presence.PREVU)
    return activite


def entrer(page, personne):
    """In the office, with the second factor."""
    pas.enroler(personne)
    pas.se_connecter(page, personne)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")


def regarder(page):
    verifier_accessibilite(page)
    verifier_sans_debordement(page)


def test_a_week_is_pasted_told_without_a_vegetarian_meal_published_and_read_by_a_parent(
    ouvrir, redactrice, famille_martin, cantine
):
    page = ouvrir(BUREAU)
    entrer(page, redactrice)
    page.goto("/gestion/menus/")
    regarder(page)
    page.get_by_label("Semaine du").fill("2026-12-09")
    page.get_by_role("button", name="Ouvrir cette semaine").click()
    regarder(page)
    page.get_by_label("La semaine, copiée d’un tableur").fill(SEMAINE)
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_text(SANS_VEGETARIEN)).to_be_visible()
    regarder(page)
    page.get_by_role("button", name="Enregistrer cette semaine").click()
    page.get_by_role("button", name="Publier cette semaine").click()
    expect(page.get_by_text("Le menu est publié")).to_be_visible()
    regarder(page)
    assert Menu.objects.publies().get().lundi == LUNDI
    page.goto("/gestion/menus/achats/nouvelle/")
    regarder(page)

    telephone = ouvrir()
    telephone.goto("/menus/")
    expect(telephone.get_by_text("Colin pané")).to_be_visible()
    expect(telephone.get_by_text("Léa")).to_have_count(0)
    regarder(telephone)
    pas.se_connecter(telephone, famille_martin.camille)
    telephone.goto(reverse("famille:tableau_de_bord"))
    expect(telephone.get_by_text("Poisson : Léa, allergie déclarée")).to_be_visible()
    regarder(telephone)
    telephone.goto("/menus/")
    expect(telephone.get_by_text("Poisson : Léa, allergie déclarée").first).to_be_visible()
    regarder(telephone)


def test_the_director_reads_the_kitchen_s_order_and_sends_what_changed_after(
    ouvrir, directrice, famille_martin, voisin, cantine
):
    assert envoyer_les_commandes() == 1
    page = ouvrir(BUREAU)
    entrer(page, directrice)
    page.goto(f"/gestion/presences/cuisine/?activite={cantine.pk}&jour={JEUDI}")
    expect(page.get_by_text("Rien n’a changé depuis.")).to_be_visible()
    regarder(page)
    Reservation.objects.filter(enfant=famille_martin.hugo).update(
        absence_annoncee_le=timezone.now()
    )
    reserve(*(voisin.foyer, voisin.sami, cantine, JEUDI, Moment.JOURNEE), presence=Presence.PREVU)
    page.reload()
    expect(page.get_by_text("Ce qui a changé depuis")).to_be_visible()
    expect(page.get_by_text("son régime et ses allergies ne sont pas connus")).to_be_visible()
    regarder(page)
    page.get_by_role("button", name="Envoyer ce qui a changé à la cuisine").click()
    expect(page.get_by_text("Ce qui a changé part à cuisine@exemple.fr.")).to_be_visible()
    page.get_by_text("Correction partie").click()
    regarder(page)
    assert list(CommandeCuisine.objects.values_list("rang", flat=True).order_by("rang")) == [1, 2]
    assert not Courriel.objects.filter(texte__contains="Léa").exists()
    page.get_by_role("link", name="Assiettes à part, par nom").click()
    expect(page.get_by_text("Allergie : Poisson")).to_be_visible()
    regarder(page)
    telephone = ouvrir()
    telephone.context.add_cookies(page.context.cookies())
    telephone.goto(f"/gestion/presences/cuisine/?activite={cantine.pk}&jour={JEUDI}")
    regarder(telephone)


def test_figures_are_read_hours_open_their_children_and_a_count_its_differences(
    ouvrir, agent, famille_martin, cantine
):
    foyer, lea, hugo = famille_martin.foyer, famille_martin.lea, famille_martin.hugo
    centre = outils.creer_activite(ouvre_a=time(7, 30), midi_a=time(12), ferme_a=time(18, 30))
    for enfant, jour, presence in (
        (lea, date(2026, 12, 2), Presence.PRESENT),
        (hugo, date(2026, 12, 2), Presence.PRESENT),
        (lea, date(2026, 11, 25), Presence.PREVU),
        (hugo, date(2026, 11, 25), Presence.ABSENT),
    ):
        reserve(foyer, enfant, centre, jour, Moment.JOURNEE, presence=presence)
    page = ouvrir(BUREAU)
    entrer(page, agent)
    page.goto(reverse("reservations_bureau:chiffres", args=["heures"]))
    expect(page.get_by_role("rowheader", name="Autre ou inconnu").first).to_be_visible()
    regarder(page)
    page.get_by_role("link", name="9 h : voir les enfants").first.click()
    expect(page.get_by_role("row", name="Martin Hugo")).to_be_visible()
    regarder(page)
    page.go_back()
    for onglet in ("Effectifs pour le SDJES", "Occupation des places"):
        page.get_by_role("link", name=onglet).click()
        expect(page.get_by_role("heading", name=onglet)).to_be_visible()
        expect(page.get_by_role("row", name="La Pingaudière")).not_to_have_count(0)
        regarder(page)

    comptee = creer("Cantine Jules-Ferry", "repas", unite_scolaire="journee", non_consommee=50)
    le_5 = date(2026, 11, 5)
    compter(foyer, lea, comptee, le_5)
    reserve(foyer, hugo, comptee, le_5, Moment.JOURNEE, presence=Presence.PREVU)
    page.goto(f"{reverse('planning:ecarts')}?activite={comptee.pk}&mois=2026-11")
    expect(page.get_by_role("heading", name="Pointés sans réservation")).to_be_visible()
    regarder(page)
    for geste in ("Accepter", "Noter l’absence"):  # each column says its own, read out only
        entete = page.get_by_role("columnheader", name=geste)
        expect(entete).to_have_text(geste)
        assert entete.locator(".w-sr-only").bounding_box()["width"] <= 1
    page.get_by_role("button", name="Noter l’absence").first.click()
    expect(page.get_by_text("1 absence notée")).to_be_visible()
    regarder(page)
