"""The agents' home: what waits, each figure a link to its list, and the last weeks in charts with
their tables."""

from collections import Counter
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demarches.actions import annuler, prendre, rejeter, valider
from demarches.bureau.chiffres import a_traiter, centile, figures, semaines, sommes
from demarches.models import Demande, Passage
from tests.demarches.essai import deposee, le

pytestmark = pytest.mark.django_db
MERCREDI = le(2026, 11, 25)


@pytest.fixture
def deposer(demarche, famille_martin):
    """deposer(number, day of November) -> Demande."""
    with time_machine.travel(MERCREDI, tick=False):
        yield lambda rang, jour, **champs: deposee(
            famille_martin.foyer,
            famille_martin.camille,
            f"D-2026-{rang:05}",
            le=le(2026, 11, jour),
            **champs,
        )


def test_what_waits_is_counted_by_démarche(deposer, agent, collegue):
    for rang, jour in ((1, 2), (2, 20), (3, 24)):
        deposer(rang, jour)
    prendre(Demande.objects.get(numero="D-2026-00002"), par=agent)
    prendre(Demande.objects.get(numero="D-2026-00003"), par=collegue)
    [ligne] = a_traiter(agent, date(2026, 11, 25))
    assert ligne == {
        "code": "essai",
        "titre": "Changement d’adresse",
        "total": 3,
        "retard": 1,
        "sans_agent": 1,
        "miennes": 1,
    }
    assert sommes([ligne, ligne]) == {"total": 6, "retard": 2, "sans_agent": 2, "miennes": 2}


def test_each_week_says_what_came_what_was_answered_and_after_how_long(deposer, agent):
    valider(deposer(1, 23), par=agent)  # 2 days
    rejeter(deposer(2, 15), par=agent, motif="Hors de la commune.")  # 10 days
    deposer(3, 24)
    precedente, derniere = semaines(date(2026, 11, 25))[-2:]
    assert derniere == {
        "lundi": date(2026, 11, 23),
        "recues": 2,
        "traitees": 2,
        "mediane": 2,
        "neuf_sur_dix": 10,
    }
    assert precedente["recues"] == 0
    assert precedente["mediane"] is None


def test_there_are_twelve_weeks_even_when_nothing_happened(demarche):
    assert [semaine["recues"] for semaine in semaines(date(2026, 11, 25))] == [0] * 12


def test_sunday_night_belongs_to_its_week_in_paris(deposer):
    deposer(1, 22)
    Demande.objects.update(deposee_le=le(2026, 11, 22, 23) + timedelta(minutes=59))
    assert [semaine["recues"] for semaine in semaines(date(2026, 11, 25))][-2:] == [1, 0]


def test_a_decision_taken_back_is_not_an_answer(deposer, agent):
    demande = deposer(1, 23)
    rejeter(demande, par=agent, motif="Hors de la commune.")
    annuler(demande, par=agent)
    assert semaines(date(2026, 11, 25))[-1]["traitees"] == 0


def test_what_the_portal_applied_by_itself_does_not_make_waits_shorter(deposer):
    demande = deposer(1, 25)
    Passage.objects.create(demande=demande, de="en-attente", vers="validee", par=None, le=MERCREDI)
    assert semaines(date(2026, 11, 25))[-1]["traitees"] == 0


@pytest.mark.parametrize(
    ("attentes", "part", "attendu"),
    [
        ({3: 1}, 0.5, 3),
        ({1: 1, 9: 1}, 0.5, 1),
        ({1: 9, 40: 1}, 0.9, 1),
        ({1: 8, 40: 2}, 0.9, 40),
        ({}, 0.5, None),
    ],
)
def test_half_and_nine_in_ten_are_real_waits(attentes, part, attendu):
    assert centile(Counter(attentes), part) == attendu


def test_the_bars_fit_their_figure_and_the_table_has_every_figure(deposer, agent):
    for rang in range(5):
        deposer(rang + 1, 24)
    flux, attente = figures(semaines(date(2026, 11, 25)))
    assert max(trait.hauteur for barre in flux.barres for trait in barre.traits) == 120
    assert all(
        barre.y >= 0 and barre.x + flux.largeur_barre <= flux.largeur for barre in flux.barres
    )
    assert flux.lignes[-1] == ("23 novembre 2026", 5, 0)
    assert attente.lignes[-1] == ("23 novembre 2026", None, None)
    assert "Aucune demande n’a été traitée" in attente.resume


def test_the_home_leads_to_each_list(deposer, connecter, agent):
    deposer(1, 2)
    texte = connecter(agent).get(reverse("wagtailadmin_home")).text
    for adresse in (
        "/gestion/demandes/?echeance=retard",
        "/gestion/demandes/?agent=personne",
        "/gestion/demandes/?agent=moi",
        "/gestion/demandes/?demarche=essai",
        "/gestion/demandes/?demarche=essai&amp;echeance=retard",
    ):
        assert f'href="{adresse}"' in texte
    assert "Demandes reçues et traitées, par semaine" in texte


def test_the_home_costs_the_same_with_one_demande_and_with_thirty(deposer, connecter, agent):
    bureau = connecter(agent)

    def requetes():
        with CaptureQueriesContext(connection) as capture:
            bureau.get(reverse("wagtailadmin_home"))
        return len(capture)

    deposer(1, 24)
    requetes()
    avec_une = requetes()
    for rang in range(2, 31):
        deposer(rang, 24)
    assert requetes() == avec_une


def test_the_weeks_that_are_over_are_read_once_and_this_one_each_time(deposer, agent, proche):
    """Each home counted twelve weeks of the town's demandes again."""
    valider(deposer(1, 16), par=agent)
    avant = semaines(date(2026, 11, 25))
    deposer(2, 24)
    with CaptureQueriesContext(connection) as lues:
        apres = semaines(date(2026, 11, 25))
    assert apres[:-1] == avant[:-1]
    assert (avant[-2]["recues"], avant[-1]["traitees"], apres[-1]["recues"]) == (1, 1, 1)
    assert len(lues) == 2
    assert len(semaines(date(2026, 12, 1))) == 12  # another week has its own


def test_what_waits_and_what_came_are_counted_in_an_index_alone(deposer):
    deposer(1, 24)
    a_traiter_ = Demande.objects.a_traiter().order_by().values("code", "agent_id", "echeance", "pk")
    recues = Demande.objects.deposees().filter(deposee_le__gte=MERCREDI).order_by()
    dit = _dans_l_index_seul()
    for lignes, index in (
        (a_traiter_, "demande_par_urgence"),
        (recues.values("deposee_le", "pk"), "demande_recentes"),
    ):
        assert f"{dit} {index}" in lignes.explain()


def _dans_l_index_seul():
    """How this database says so; PostgreSQL reads a table of one row by reading it."""
    if connection.vendor != "postgresql":
        return "COVERING INDEX"
    with connection.cursor() as curseur:
        curseur.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        # of one row, it would do as well; it comes back with the end of the test
        curseur.execute("DROP INDEX demande_par_etat_recentes")
    return "Index Only Scan using"
