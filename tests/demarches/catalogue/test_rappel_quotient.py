"""A quotient that ends soon is reminded, by mail and on the dashboard, without its amount (G17)."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demarches.catalogue.quotient_familial import fins
from demarches.models import Demande, ReglageDemarche, ReglageQuotient
from demarches.reglages.initiaux import creer_reglages
from demarches.taches import rappeler_les_quotients
from famille.models import Courriel, Foyer, QuotientFamilial, Responsable
from famille.socle.offres import lien_de_page
from tests.conftest import creer_foyer
from tests.outils.lisible import lisible

CODE = "quotient-familial"
TABLEAU = "/tableau-de-bord/"


@pytest.fixture(autouse=True)
def le_10_janvier(time_machine):
    time_machine.move_to("2027-01-10 09:00+01:00", tick=False)


@pytest.fixture
def quotient(famille_martin, db):
    creer_reglages(demo=True)
    return QuotientFamilial.objects.create(
        foyer=famille_martin.foyer, valeur=842, debut=date(2026, 2, 1), fin=date(2027, 1, 31)
    )


def demande(foyer, par, statut):
    return Demande.objects.create(
        code=CODE,
        foyer=foyer,
        par=par,
        statut=statut,
        numero="D-2027-00009",
        deposee_le="2027-01-09T10:00:00Z",
    )


def test_each_adult_gets_one_mail_that_holds_no_amount(quotient):
    assert rappeler_les_quotients() == 1
    assert rappeler_les_quotients() == 0
    [courriel] = Courriel.objects.all()
    assert courriel.destinataire == "camille.martin@exemple.fr"
    assert "31 janvier 2027" in courriel.texte
    assert not re.search(r"\b842\b", courriel.texte + courriel.html)
    assert f"/demarches/{CODE}/" in courriel.texte


def test_a_turn_that_is_stopped_is_followed_behind_the_household_where_it_was(
    quotient, voisin, monkeypatch
):
    """Those told already, looked at again at each turn, kept the others waiting for ever."""
    monkeypatch.setattr(fins, "LOT", 1)
    monkeypatch.setattr(fins, "DUREE_TOUR", -1)
    QuotientFamilial.objects.create(
        foyer=voisin.foyer, valeur=700, debut=quotient.debut, fin=quotient.fin
    )
    assert [rappeler_les_quotients() for _tour in range(3)] == [1, 1, 0]
    assert Courriel.objects.values("destinataire").distinct().count() == 2


def test_those_told_already_are_known_in_as_many_queries_for_thirty_as_for_one(quotient):
    assert rappeler_les_quotients() == 1
    seul = _requetes_d_un_tour()
    for rang in range(29):
        foyer, _compte = creer_foyer(f"2026-01{rang:03}", "Essai", "Ana", f"ana{rang}@exemple.fr")
        QuotientFamilial.objects.create(
            foyer=foyer, valeur=700, debut=quotient.debut, fin=quotient.fin
        )
    assert rappeler_les_quotients() == 29
    assert _requetes_d_un_tour() == seul


def _requetes_d_un_tour():
    with CaptureQueriesContext(connection) as lues:
        assert rappeler_les_quotients() == 0
    return len(lues)


@pytest.mark.parametrize(
    ("jour", "nombre"), [("2026-12-31", 0), ("2027-01-01", 1), ("2027-01-31", 1), ("2027-02-01", 0)]
)
def test_the_window_is_the_town_s(quotient, time_machine, jour, nombre):
    time_machine.move_to(f"{jour} 09:00+01:00", tick=False)
    assert rappeler_les_quotients() == nombre


def test_a_town_may_want_no_reminder(quotient, famille_martin, connecter):
    reglage = ReglageQuotient.load()
    reglage.rappel_jours = 0
    reglage.save()
    assert rappeler_les_quotients() == 0
    assert (
        "Votre quotient familial est valable"
        not in connecter(famille_martin.camille).get(TABLEAU).content.decode()
    )


def test_nothing_is_reminded_while_the_demarche_is_closed(quotient):
    ReglageDemarche.objects.filter(code=CODE).update(etat="fermee")
    assert rappeler_les_quotients() == 0


def test_a_household_that_has_sent_it_is_left_alone(quotient, famille_martin):
    demande(famille_martin.foyer, famille_martin.camille, "en-attente")
    assert rappeler_les_quotients() == 0


def test_a_household_that_has_the_next_one_is_left_alone(quotient, famille_martin):
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=700, debut=date(2027, 2, 1))
    assert rappeler_les_quotients() == 0


@pytest.mark.parametrize(
    ("jour", "phrase"),
    [
        ("2027-01-10", "est valable jusqu’au 31 janvier 2027"),
        (
            "2027-02-10",
            "31 janvier 2027. Tant qu’aucun autre n’est connu, vous payez le tarif le plus haut",
        ),
    ],
)
def test_the_dashboard_says_it(quotient, famille_martin, connecter, time_machine, jour, phrase):
    time_machine.move_to(f"{jour} 09:00+01:00", tick=False)
    client = connecter(famille_martin.camille)
    page = lisible(client.get(TABLEAU).text)
    assert page.count(phrase) == 1
    apres = page.partition(phrase)[2]  # where to declare it follows at once
    assert f'href="{lien_de_page(CODE, "quotient")}"' in apres[:400]
    famille = lisible(client.get(reverse("famille:famille")).text)
    assert "Nous n’en connaissons aucun." not in famille
    fini = "a pris fin le 31 janvier 2027. <strong>Vous payez le tarif le plus haut</strong>"
    assert (fini in famille) is (jour == "2027-02-10")


def test_the_neighbour_s_dashboard_does_not(quotient, voisin, connecter):
    assert (
        "Votre quotient familial est valable"
        not in connecter(voisin.nadia).get(TABLEAU).content.decode()
    )


def test_the_dashboard_stays_within_its_queries(
    quotient, famille_martin, connecter, django_assert_max_num_queries
):
    navigateur = connecter(famille_martin.camille)
    navigateur.get(TABLEAU)
    # one of them asks whether she, who books nothing this month nor later, ever did
    with django_assert_max_num_queries(16):
        navigateur.get(TABLEAU)


def test_one_that_has_ended_is_told_though_another_household_has_its_own(
    quotient, famille_martin, connecter, time_machine
):
    time_machine.move_to("2027-02-10 09:00+01:00", tick=False)
    autre = Foyer.objects.create(nom="Martin-Bernard")
    Responsable.objects.create(
        foyer=autre, utilisateur=famille_martin.camille, prenom="Camille", nom="Martin"
    )
    QuotientFamilial.objects.create(foyer=autre, valeur=700, debut=date(2027, 2, 1))
    page = lisible(connecter(famille_martin.camille).get(TABLEAU).text)
    assert page.count("a pris fin le 31 janvier 2027") == 1
