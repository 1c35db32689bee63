"""Several machines on one database: what must happen once happens once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler
from django_q.tasks import async_task

from portail.processus.travailleur import Courtier
from portail.processus.verrou import seul


def ensemble(geste, fois=2):
    """What `geste` gives to each of that many threads, each with a connection of its own."""
    depart = threading.Barrier(fois)

    def faire(rang):
        try:
            depart.wait(10)
            return geste(rang)
        finally:
            connection.close()

    with ThreadPoolExecutor(fois) as fils:
        return list(fils.map(faire, range(fois)))


@pytest.fixture
def sans_synchrone(monkeypatch):
    monkeypatch.setattr("django_q.conf.Conf.SYNC", False)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_machines_that_prepare_the_second_waits_for_the_first():
    dedans, ensemble_dedans, attentes = [], [], []

    def preparer(rang):
        with seul("essai", attendre=lambda: attentes.append(rang)):
            dedans.append(rang)
            threading.Event().wait(0.1)
            ensemble_dedans.append(len(dedans))
            dedans.remove(rang)

    ensemble(preparer, 3)
    assert ensemble_dedans == [1, 1, 1]
    assert attentes


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_lock_is_given_back_after_a_failure():
    with pytest.raises(ZeroDivisionError), seul("essai"):
        1 / 0  # noqa: B018
    with seul("essai", attendre=lambda: pytest.fail("still held")):
        pass


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_clusters_fire_a_schedule_once(sans_synchrone):
    Schedule.objects.all().delete()
    for rang in range(10):
        Schedule.objects.create(
            name=f"essai {rang}",
            func="portail.taches.battement",
            schedule_type=Schedule.MINUTES,
            minutes=60,
            next_run=timezone.now() - timedelta(minutes=3),
        )
    ensemble(lambda rang: scheduler(), 4)
    assert OrmQ.objects.count() == 10
    assert not Schedule.objects.filter(next_run__lt=timezone.now()).exists()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_task_goes_to_one_cluster(sans_synchrone):
    for rang in range(20):
        async_task("portail.taches.battement", task_name=str(rang))

    def prendre(rang):
        courtier, pris = get_broker(), []
        while lot := courtier.dequeue():
            pris += [pk for pk, _tache in lot]
        return pris

    pris = [pk for part in ensemble(prendre, 4) for pk in part]
    assert len(pris) == len(set(pris)) == 20


@pytest.mark.django_db
def test_a_watched_cluster_gives_itself_a_sign_of_life_and_no_other_can_take_it(
    sans_synchrone, monkeypatch, tmp_path
):
    from django_q.signing import SignedPackage

    courtier = Courtier("portail")
    monkeypatch.delenv("PORTAIL_TEMOIN", raising=False)
    monkeypatch.setattr("django_q.conf.Conf.POLL", 0)
    assert not courtier.dequeue()
    monkeypatch.setenv("PORTAIL_TEMOIN", str(tmp_path / "temoin"))
    [(cle, paquet)] = courtier.dequeue()
    assert cle is None
    assert SignedPackage.loads(paquet)["func"] == "portail.processus.travailleur.signe_de_vie"
    assert not courtier.dequeue()
    assert not OrmQ.objects.exists()
