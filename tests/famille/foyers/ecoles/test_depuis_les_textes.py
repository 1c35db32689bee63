"""The upgrade: schools and classes written in each child's file become rows."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps

from famille.models import Classe, Ecole, EcritureEcole, Enfant

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
migration = import_module("famille.migrations.0020_ecoles_depuis_les_textes")

DITES = [
    ("École Jean-Zay", "CE2"),
    ("École Jean-Zay", "CE1/CE2 Mme Roy"),
    ("ECOLE JEAN ZAY", "ce1-ce2 mme roy"),
    ("Buffon", ""),
    ("", "Les Lutins"),
    ("", "GS"),
    ("", ""),
]


@pytest.fixture
def migres(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    enfants = Enfant.objects.bulk_create(
        Enfant(
            prenom=f"E{rang}",
            nom="Martin",
            naissance=date(2018, 1, 1),
            ecole_dite=ecole,
            classe_dite=classe,
        )
        for rang, (ecole, classe) in enumerate(DITES)
    )
    migration.en_lignes(apps, None)
    return list(Enfant.objects.filter(pk__in=[un.pk for un in enfants]).order_by("pk"))


def test_each_school_is_one_row_by_the_spelling_that_most_have(migres):
    assert [str(une) for une in Ecole.objects.all()] == ["Buffon", "École Jean-Zay"]
    assert set(EcritureEcole.objects.values_list("cle", flat=True)) == {"buffon", "jean zay"}
    assert [enfant.nom_ecole for enfant in migres[:4]] == [*["École Jean-Zay"] * 3, "Buffon"]


def test_a_level_is_a_level_and_what_else_is_written_a_class_of_its_school(migres):
    [classe] = Classe.objects.all()
    assert (classe.ecole.nom, classe.annee) == ("École Jean-Zay", 2026)
    assert classe.niveaux == ["CE1", "CE2"]
    assert [enfant.classe for enfant in migres[:4]] == [None, classe, classe, None]
    assert [enfant.niveau for enfant in migres] == ["CE2", "", "", "", "", "GS", ""]


def test_a_class_without_a_school_stays_as_it_was_said(migres):
    assert [enfant.classe_dite for enfant in migres] == ["", "", "", "", "Les Lutins", "", ""]


def test_every_child_reads_what_was_written_and_the_way_back_writes_it_again(migres):
    assert migres[0].nom_classe == "CE2"
    migration.en_textes(apps, None)
    revenus = Enfant.objects.filter(pk__in=[enfant.pk for enfant in migres]).order_by("pk")
    assert [(un.ecole, un.classe, un.niveau) for un in revenus] == [(None, None, "")] * len(DITES)
    assert [un.ecole_dite for un in revenus] == [*["École Jean-Zay"] * 3, "Buffon", "", "", ""]
    assert [bool(un.classe_dite) for un in revenus] == [bool(classe) for _ecole, classe in DITES]
