"""What the tests put back is what would have been written: else they would be tests of another
site."""

import contextlib
import os
from collections import Counter
from pathlib import Path

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portail.bureau.groupes import creer_groupes
from tests.outils import souvenirs
from tests.outils.souvenirs import photographier, remettre, une_fois

pytestmark = pytest.mark.django_db


def fois(cle, ecrire, *, avant=lambda: None):
    """How many times it was run, and the rows that the database then has, each time from the same
    start."""
    passages = []
    with transaction.atomic():
        avant()
        une_fois(cle, lambda: passages.append(ecrire()))
        photo = lignes()
        transaction.set_rollback(True)
    return len(passages), photo


def lignes():
    """Of each table, in no order."""
    return {table: Counter(rangees) for table, rangees in photographier().items()}


def test_the_same_rows_come_back_without_being_written_again():
    """The groups: rows added, and Wagtail's own taken away with what leads to them."""
    cle = object()
    combien, ecrite = fois(cle, creer_groupes)
    assert combien == 1
    assert fois(cle, creer_groupes) == (0, ecrite)


def test_in_a_database_that_is_not_the_same_it_is_written_again():
    cle = object()
    fois(cle, creer_groupes)
    combien, photo = fois(cle, creer_groupes, avant=lambda: Group.objects.create(name="Déjà là"))
    assert combien == 1
    assert len(photo["auth_group"]) == 12
    assert fois(cle, creer_groupes)[0] == 0


def test_its_file_comes_back_with_its_rows():
    cle = object()

    def ecrire():
        Group.objects.create(
            name=default_storage.save("images/souvenir.png", ContentFile(b"une image"))
        )

    fois(cle, ecrire)
    default_storage.delete("images/souvenir.png")
    assert fois(cle, ecrire)[0] == 0
    assert default_storage.open("images/souvenir.png").read() == b"une image"
    default_storage.delete("images/souvenir.png")


@pytest.fixture
def autre_ouvrier(tmp_path, monkeypatch):
    """autre_ouvrier(): from then on, another worker of a run that has just begun."""
    monkeypatch.setattr(souvenirs, "_commun", None)
    souvenirs.partager(tmp_path)

    def un_autre():
        monkeypatch.setattr(souvenirs, "_souvenirs", {})

    un_autre()
    return un_autre


def test_what_a_worker_has_written_comes_to_the_others(autre_ouvrier):
    combien, ecrite = fois("les groupes", creer_groupes)
    assert combien == 1
    autre_ouvrier()
    assert fois("les groupes", creer_groupes) == (0, ecrite)


def test_the_keys_that_come_after_those_of_another_worker_are_free(autre_ouvrier):
    def ecrire():
        Group.objects.create(pk=9_000, name="D’un autre")

    fois("au-delà", ecrire)
    autre_ouvrier()
    with transaction.atomic():
        une_fois("au-delà", ecrire)
        assert Group.objects.create(name="Le suivant").pk == 9_001
        transaction.set_rollback(True)


def test_its_files_come_from_the_other_worker_whatever_stands_under_their_names(autre_ouvrier):
    def ecrire():
        Group.objects.create(name=default_storage.save("images/la.png", ContentFile(b"de l'un")))

    fois("une image", ecrire)
    autre_ouvrier()
    default_storage.delete("images/la.png")
    default_storage.save("images/la.png", ContentFile(b"d'un essai"))
    assert fois("une image", ecrire)[0] == 0
    assert default_storage.open("images/la.png").read() == b"de l'un"
    default_storage.delete("images/la.png")


def test_of_a_worker_killed_while_it_writes_the_others_have_nothing_and_wait_for_nothing(
    autre_ouvrier, monkeypatch
):
    if not (enfant := os.fork()):
        monkeypatch.setattr(Path, "replace", lambda *_tout: os._exit(9))
        with contextlib.suppress(BaseException):
            une_fois("les groupes", list)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(enfant, 0)[1]) == 9
    combien, ecrite = fois("les groupes", creer_groupes)
    assert combien == 1
    autre_ouvrier()
    assert fois("les groupes", creer_groupes) == (0, ecrite)


def test_what_it_has_written_from_another_start_does_not(autre_ouvrier):
    fois("les groupes", creer_groupes, avant=lambda: Group.objects.create(name="Déjà là"))
    autre_ouvrier()
    combien, photo = fois("les groupes", creer_groupes)
    assert combien == 1
    assert len(photo["auth_group"]) == 11


def test_the_rows_of_the_start_are_put_back_where_they_lack():
    depart, avant = photographier(), lignes()
    Group.objects.all().delete()
    Group.objects.create(name="De trop")
    remettre(depart)
    assert lignes() == avant


@pytest.mark.django_db(transaction=True)
def test_after_a_test_that_commits_no_table_holds_a_row(famille_martin):
    """On PostgreSQL without a TRUNCATE, which would take half a second."""
    with CaptureQueriesContext(connection) as envoyees:
        call_command(
            "flush",
            verbosity=0,
            interactive=False,
            reset_sequences=False,
            inhibit_post_migrate=True,
        )
    assert [table for table, rangees in photographier().items() if rangees] == []
    assert not any("TRUNCATE" in une["sql"] for une in envoyees)
