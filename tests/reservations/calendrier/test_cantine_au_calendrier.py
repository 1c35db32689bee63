"""Canteen and garderie beside the centres: one line a child, filters by kind, and the same queries
however many activities there are."""

from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from famille.models import Service
from reservations.calendrier.page import lire_page
from reservations.lecture.filtres import Filtres, Mois
from reservations.models import LignePanier
from reservations.regles.juge import Moment, Unite
from tests.outils.lisible import lisible
from tests.reservations import outils

from .scene import CALENDRIER, CHOISIR, choisir

pytestmark = pytest.mark.django_db
LUNDI, MERCREDI = date(2026, 12, 7), date(2026, 12, 9)
DECEMBRE = Mois(2026, 12)


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def ecole(client, famille_martin):
    """(canteen, garderie, centre) of Léa and Hugo, on a Monday and a Wednesday."""
    scolaire = {"unite_vacances": "", "jours_scolaires": [0, 1, 3, 4]}
    cantine = outils.creer_activite(
        "École Jean-Zay", unite_scolaire=Unite.JOURNEE, service=Service.RESTAURATION, **scolaire
    )
    garderie = outils.creer_activite("Maison des enfants", service=Service.GARDERIE, **scolaire)
    centre = outils.creer_activite("La Pingaudière")
    outils.creer_calendrier()
    outils.creer_creneau(cantine, LUNDI, Moment.JOURNEE)
    for moment in (Moment.APRES_MIDI, Moment.MATIN):
        outils.creer_creneau(garderie, LUNDI, moment)
        outils.creer_creneau(centre, MERCREDI, moment)
    for activite in (cantine, garderie, centre):
        outils.ouvrir(activite)
        for enfant in (famille_martin.lea, famille_martin.hugo):
            outils.inscrire(enfant, activite)
    client.force_login(famille_martin.camille)
    return cantine, garderie, centre


def page(famille, **filtres):
    return lire_page(famille.camille, Filtres(DECEMBRE, **filtres))


def jour(famille, le, **filtres):
    return page(famille, **filtres).grille.groupe(le.isoformat())


def test_canteen_and_garderie_are_one_line_a_child_in_the_order_of_the_day(famille_martin, ecole):
    rangs = jour(famille_martin, LUNDI).rangs
    assert [rang.enfant.prenom for rang in rangs] == ["Léa", "Hugo"]
    assert [un.mot for un in rangs[0].choix] == ["garderie du matin", "cantine", "garderie du soir"]
    assert [rang.activite for rang in jour(famille_martin, MERCREDI).rangs] == [
        "La Pingaudière",
        "La Pingaudière",
    ]


def test_each_button_says_the_place_that_its_line_does_not(client, ecole):
    texte = lisible(client.get(CALENDRIER, {"mois": "2026-12"}).text)
    assert "Léa, École Jean-Zay, </i><span>Cantine" in texte


def test_what_is_pressed_comes_back_under_the_same_word(client, famille_martin, ecole):
    cantine, _garderie, _centre = ecole
    martin = famille_martin
    reponse = choisir(client, martin, martin.lea, cantine, bloc="2026-12-07", htmx=True)
    assert "Cantine" in reponse.text
    assert LignePanier.objects.get().bloc == "2026-12-07"


def test_one_gesture_for_all_does_not_book_the_garderie(client, famille_martin, ecole):
    cantine, _garderie, _centre = ecole
    client.post(f"{CHOISIR}?mois=2026-12", {"ensemble": "2026-12-07.reserver"})
    assert {une.activite for une in LignePanier.objects.all()} == {cantine}
    assert LignePanier.objects.count() == 2


def test_a_garderie_shown_alone_is_booked_by_the_gesture(client, famille_martin, ecole):
    adresse = f"{CHOISIR}?mois=2026-12&genre=garderie"
    client.post(adresse, {"ensemble": "2026-12-07.reserver"})
    assert LignePanier.objects.count() == 4


def test_activities_are_filtered_by_kind_and_the_address_keeps_it(client, famille_martin, ecole):
    lue = client.get(CALENDRIER, {"mois": "2026-12", "genre": "restauration"}).context["page"]
    assert {ligne.activite for ligne in lue.lecture.lignes} == {ecole[0]}
    assert [une["nom"] for une in lue.activites][:4] == [
        "Toutes les activités",
        "Garderie",
        "Cantine",
        "Accueils de loisirs",
    ]
    assert lue.activite_choisie == "Cantine"
    assert "genre=restauration" in lue.autour[1]["lien"]
    assert Filtres.lire(QueryDict("genre=x"), timezone.localdate()).genre == ""


def test_the_page_costs_the_same_with_thirty_activities(client, famille_martin, ecole):
    def requetes():
        with CaptureQueriesContext(connection) as lues:
            assert client.get(CALENDRIER, {"mois": "2026-12"}).status_code == 200
        return len(lues)

    requetes()
    peu = requetes()
    for rang in range(27):
        autre = outils.creer_activite(f"Activité n° {rang}", service=Service.GARDERIE)
        outils.inscrire(famille_martin.lea, autre)
    assert requetes() == peu
