"""The planning screens on an agent's desk: axe on each state, and an event from its dry run to its
undoing."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from portail.bureau.groupes import creer_groupes
from reservations.actions import LigneDemandee, soumettre
from reservations.models import Groupe, Reservation
from reservations.regles.juge import PARIS
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite, verifier_sans_debordement
from tests.reservations import outils

LONG = (
    "Fermeture exceptionnelle de l’accueil pour des travaux d’étanchéité du toit de la grande salle"
    " et du préau"
)


@pytest.fixture
def mercredi():
    """A Wednesday in three weeks."""
    jour = timezone.localdate() + timedelta(days=21)
    return jour + timedelta(days=(2 - jour.weekday()) % 7)


@pytest.fixture
def centre(serveur, famille_martin, mercredi):
    """Léa and Hugo booked on a Wednesday of a centre with two groups."""
    creer_groupes()
    centre = outils.creer_activite()
    Groupe.objects.create(activite=centre, nom="Les petits", age_min=3, age_max=5)
    Groupe.objects.create(activite=centre, nom="Les grands", age_min=6, age_max=11)
    un_an = timedelta(days=365)
    outils.ouvrir(
        centre, mercredi - un_an, mercredi + un_an, timezone.now().astimezone(PARIS) - un_an
    )
    outils.creer_mercredis(centre, 2, premier=mercredi, capacite=4)
    lignes = []
    for enfant in (famille_martin.lea, famille_martin.hugo):
        outils.inscrire(enfant, centre, debut=mercredi - un_an, fin=mercredi + un_an)
        lignes.append(LigneDemandee(enfant.pk, centre.pk, f"{mercredi}-matin"))
    demande = soumettre(famille_martin.foyer, lignes, par=famille_martin.camille, cle="planning")
    assert demande.acceptee, demande.lignes
    return centre


@pytest.fixture
def page(ouvrir, centre, agent):
    pas.enroler(agent)
    page = ouvrir(BUREAU)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    return page


def regarder(page):
    verifier_accessibilite(page)
    verifier_sans_debordement(page)


def test_every_planning_screen_passes_axe_empty_full_and_refused(page, centre, mercredi):
    fin = mercredi + timedelta(days=14)
    dates = f"debut={mercredi}&fin={fin}"
    inscription = centre.inscriptions.first()
    for adresse in (
        "/gestion/structures/",
        "/gestion/activites/",
        f"/gestion/activites/edit/{centre.pk}/",
        "/gestion/ouvertures/",
        "/gestion/ouvertures/create/",
        "/gestion/fermetures/",
        "/gestion/fermetures/ajouter/",
        "/gestion/inscriptions/",
        "/gestion/inscriptions/ajouter/?q=martin",
        f"/gestion/inscriptions/{inscription.pk}/?fin={mercredi - timedelta(days=1)}&motif=",
        "/gestion/planning/creneaux/",
        f"/gestion/planning/creneaux/ouvrir/?activites={centre.pk}&{dates}&capacite=",
        f"/gestion/planning/creneaux/ouvrir/?debut={fin}&fin={mercredi}",
        f"/gestion/planning/creneaux/places/?activite={centre.pk}&{dates}&capacite=1",
        "/gestion/planning/exports/",
        "/gestion/planning/evenements/",
        f"/gestion/reservations/remplissage/?le={mercredi}&ages=oui",
        "/gestion/reservations/remplissage/?le=2030-02-01",
        f"/gestion/reservations/jour/{centre.pk}/{mercredi}/",
    ):
        page.goto(adresse)
        regarder(page)


def test_an_event_from_its_dry_run_to_its_undoing(page, centre, mercredi):
    page.goto("/gestion/planning/evenements/")
    page.get_by_role("link", name="Nouvel événement").click()
    page.get_by_role("button", name="Voir qui est concerné").click()
    expect(page.get_by_text("Cochez au moins une activité")).to_be_visible()
    regarder(page)
    page.get_by_label("Motif").fill(LONG)
    page.get_by_label("La Pingaudière · Accueil de loisirs").check()
    page.locator("#id_debut").fill(mercredi.isoformat())
    page.locator("#id_fin").fill(mercredi.isoformat())
    page.get_by_role("button", name="Voir qui est concerné").click()
    expect(page.get_by_text("Léa Martin")).to_be_visible()
    regarder(page)
    page.get_by_role("button", name="Annuler 2 réservations et prévenir les familles").click()
    expect(page.get_by_role("heading", name="Terminé")).to_be_visible()
    assert not Reservation.objects.exists()
    regarder(page)
    page.get_by_role("link", name="Voir l’événement").click()
    expect(page.get_by_text("En vigueur")).to_be_visible()
    regarder(page)
    page.get_by_role("link", name="Retirer l’événement").click()
    regarder(page)
    page.get_by_role("button", name="Retirer l’événement et rétablir").click()
    expect(page.get_by_text("2 réservations rétablies")).to_be_visible()
    assert Reservation.objects.count() == 2


def test_an_export_without_javascript(ouvrir, centre, agent, mercredi):
    pas.enroler(agent)
    page = ouvrir(BUREAU, javascript=False)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.goto("/gestion/planning/exports/")
    page.locator("#id_debut").fill(mercredi.isoformat())
    page.locator("#id_fin").fill(mercredi.isoformat())
    page.get_by_role("button", name="Préparer le fichier").click()
    with page.expect_download() as recu:
        page.get_by_role("link", name="Télécharger").click()
    assert recu.value.suggested_filename == f"reservations-{mercredi}-au-{mercredi}.xlsx"
