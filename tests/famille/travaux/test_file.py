"""The queue of tasks: what somebody waits for, schedules that do not pile up, the night."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler
from django_q.signing import SignedPackage
from django_q.tasks import async_task

from famille.models import Travail
from famille.travaux.actions import lancer
from portail.processus.planifications import UN_JOUR, installer_planifications, planifications
from portail.taches import entretenir_la_base
from reservations.models import Ouverture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def sans_synchrone(monkeypatch):
    monkeypatch.setattr("django_q.conf.Conf.SYNC", False)
    monkeypatch.setattr("django_q.conf.Conf.POLL", 0)
    monkeypatch.delenv("PORTAIL_TEMOIN", raising=False)
    # the transaction of the test is in this connection
    monkeypatch.setattr("django_q.scheduler.close_old_django_connections", lambda: None)


def prises(courtier, combien):
    """The functions of that many tasks, as a cluster takes them."""
    lots = [courtier.dequeue() for _fois in range(combien)]
    return [SignedPackage.loads(paquet)["func"] for [(_pk, paquet)] in lots]


def test_what_somebody_waits_for_does_not_stand_behind_a_crowd_of_mails(
    agent, django_capture_on_commit_callbacks
):
    for _fois in range(5):
        async_task("famille.taches.relancer_courriels")
    with django_capture_on_commit_callbacks(execute=True):
        for _fois in range(2):
            lancer("essai", "Essai", {}, par=agent)
    du_courtier = prises(get_broker(), 5)
    assert du_courtier.index("famille.travaux.actions.executer") < 2
    # nor does the crowd stand behind a long job that begins again and again
    assert du_courtier.count("famille.taches.relancer_courriels") == 3


def test_a_schedule_whose_task_waits_is_not_queued_again():
    Schedule.objects.all().delete()
    Schedule.objects.create(
        name="essai", func="portail.taches.battement", schedule_type=Schedule.MINUTES, minutes=1
    )
    for _minute in range(41):
        Schedule.objects.update(next_run=timezone.now() - timedelta(minutes=1))
        scheduler()
    assert OrmQ.objects.count() == 1
    assert prises(get_broker(), 1) == ["portail.taches.battement"]


def test_daily_tasks_come_at_night_one_after_the_other(time_machine):
    time_machine.move_to(datetime(2026, 11, 25, 14, 30), tick=False)
    Schedule.objects.all().delete()
    installer_planifications()
    quotidiennes = Schedule.objects.filter(minutes=UN_JOUR)
    heures = [timezone.localtime(une.next_run) for une in quotidiennes]
    assert len(set(heures)) == len(heures) > 10
    assert all(heure.hour in range(1, 7) for heure in heures)
    # one that an older version put in the day goes to the night; one of the night stays
    une = quotidiennes.first()
    quotidiennes.filter(pk=une.pk).update(next_run=timezone.now())
    installer_planifications()
    assert sorted(heures) == sorted(timezone.localtime(une.next_run) for une in quotidiennes)


@pytest.mark.parametrize(
    ("depuis", "part"),
    [
        (timedelta(hours=-1), True),
        (timedelta(minutes=-20), False),
        (timedelta(hours=2), False),
        (timedelta(hours=4), True),
    ],
)
def test_a_daily_task_waits_until_the_crowd_of_an_opening_has_gone(depuis, part):
    jour = timezone.localdate()
    Ouverture.objects.create(
        nom="Mercredis", debut=jour, fin=jour, ouvre_le=timezone.now() - depuis
    )
    Schedule.objects.all().delete()
    for nom, minutes in (("de la nuit", UN_JOUR), ("de l’heure", 60)):
        Schedule.objects.create(
            name=nom,
            func="portail.taches.battement",
            schedule_type=Schedule.MINUTES,
            minutes=minutes,
            next_run=timezone.now() - timedelta(minutes=1),
        )
    scheduler()
    assert OrmQ.objects.filter(key="de l’heure").exists()
    [nuit] = OrmQ.objects.filter(key="de la nuit")
    assert (nuit.lock <= timezone.now()) is part
    assert nuit.lock <= timezone.now() + timedelta(hours=3, minutes=30)  # none is lost
    assert not Schedule.objects.filter(next_run__lt=timezone.now()).exists()


def test_a_job_that_waits_for_its_turn_says_how_many_are_before_it(
    connecter, agent, django_capture_on_commit_callbacks
):
    bureau = connecter(agent)
    with django_capture_on_commit_callbacks(execute=True):
        travaux = [lancer("places", "Créneaux", {}, par=agent) for _fois in range(13)]
    Travail.objects.update(cree_le=timezone.now() - timedelta(minutes=10))
    pages = [bureau.get(reverse("travaux:travail", args=[un.pk])).text for un in travaux]
    assert "En attente : le vôtre suit" in pages[0]
    assert "En attente : 1 travail avant le vôtre" in pages[1]
    assert "En attente : 12 travaux avant le vôtre" in pages[12]
    assert not any("avance plus" in page for page in pages)
    OrmQ.objects.all().delete()  # lost
    page = bureau.get(reverse("travaux:travail", args=[travaux[0].pk])).text
    assert "Ce travail n’avance plus" in page


def test_sqlite_learns_each_night_how_its_tables_have_grown(
    time_machine, django_assert_num_queries
):
    time_machine.move_to("2026-12-02 14:00+01:00", tick=False)  # by night it asks for more
    assert "portail.taches.entretenir_la_base" in {
        fonction for _nom, fonction, _minutes in planifications()
    }
    sqlite = connection.vendor == "sqlite"
    with django_assert_num_queries(int(sqlite)) as ecrites:
        entretenir_la_base()
    assert [une["sql"] for une in ecrites.captured_queries] == ["PRAGMA optimize"] * sqlite


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("heure", "rend"), [("14:00", False), ("02:00", True)])
def test_the_file_of_sqlite_gives_back_at_night_what_was_deleted(time_machine, heure, rend):
    time_machine.move_to(f"2026-12-02 {heure}+01:00", tick=False)
    if connection.vendor == "postgresql":  # which gives it back by itself
        return
    Travail.objects.bulk_create(
        Travail(genre="places", titre="t", resultat={"dit": "x" * 60_000}) for _fois in range(200)
    )
    Travail.objects.all().delete()
    with connection.cursor() as curseur:
        entretenir_la_base()
        libres = curseur.execute("PRAGMA freelist_count").fetchone()[0]
    assert bool(libres) != rend
