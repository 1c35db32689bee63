"""What the tests put back is what would have been written: else they would be tests of another
site."""

from collections import Counter

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from portail.bureau.groupes import creer_groupes
from tests.souvenirs import photographier, remettre, une_fois

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
    assert len(photo["auth_group"]) == 7
    assert fois(cle, creer_groupes)[0] == 0


def test_it_is_written_again_once_its_file_is_gone():
    cle = object()

    def ecrire():
        Group.objects.create(
            name=default_storage.save("images/souvenir.png", ContentFile(b"une image"))
        )

    fois(cle, ecrire)
    assert fois(cle, ecrire)[0] == 0
    default_storage.delete("images/souvenir.png")
    assert fois(cle, ecrire)[0] == 1
    default_storage.delete("images/souvenir.png")


def test_the_rows_of_the_start_are_put_back_where_they_lack():
    depart, avant = photographier(), lignes()
    Group.objects.all().delete()
    Group.objects.create(name="De trop")
    remettre(depart)
    assert lignes() == avant
