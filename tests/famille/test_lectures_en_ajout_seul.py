"""The journal of readings on PostgreSQL: nothing changes a line, nothing deletes one before its period is over."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from famille.actions import noter_consultation
from famille.models import Consultation, Foyer, ReglageConservation, Utilisateur

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TABLE = "famille_consultation"
ROLES = Path(__file__).parents[2] / "deploy" / "roles.sql"


@pytest.fixture
def lecture(famille_martin, agent):
    return noter_consultation(famille_martin.foyer, "fiche du foyer", par=agent, sante_de=famille_martin.lea)


def vieille(foyer, mois):
    """A reading of so many months and a few days ago."""
    return Consultation.objects.create(foyer=foyer, quoi="x", le=timezone.now() - timedelta(days=31 * mois + 3))


def refuse(requete):
    """bool: the database refuses, and says that the journal is only added to."""
    try:
        with transaction.atomic():
            requete()
    except ProgrammingError as erreur:
        return "only added to" in str(erreur) or "permission denied" in str(erreur)
    return False


def test_a_line_is_neither_changed_nor_deleted(lecture, agent):
    siennes = Consultation.objects.filter(pk=lecture.pk)
    assert refuse(lambda: siennes.update(par=None))
    assert refuse(lambda: siennes.update(quoi="rien"))
    assert refuse(lambda: siennes.update(le=timezone.now() - timedelta(days=4000)))
    assert refuse(siennes.delete)
    assert refuse(lambda: Consultation.objects.all()._raw_delete("default"))
    assert Consultation.objects.get() == lecture


@pytest.mark.parametrize(("decide", "mois", "reste"), [(None, 11, 1), (None, 13, 0), (6, 7, 0), (24, 13, 1), (1, 5, 1)])
def test_it_goes_once_the_period_of_the_town_is_over(famille_martin, decide, mois, reste):
    """Twelve months while nothing is decided, never less than six."""
    if decide:
        ReglageConservation.objects.create(lectures=decide)
    ligne = vieille(famille_martin.foyer, mois)
    assert refuse(ligne.delete) == bool(reste)
    assert Consultation.objects.count() == reste


def test_the_database_follows_what_the_line_names(lecture, agent, famille_martin):
    """An agent's account or a child that goes leaves the line without a name; a household takes its own."""
    Utilisateur.objects.filter(pk=agent.pk).delete()
    famille_martin.lea.rattachements.all().delete()
    famille_martin.lea.delete()
    relue = Consultation.objects.get()
    assert (relue.par, relue.sante_de, relue.quoi) == (None, None, "fiche du foyer")
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass", [TABLE])
        regles = " ".join(regle for (regle,) in curseur.fetchall())
    assert regles.count("ON DELETE SET NULL") == 2
    assert regles.count("ON DELETE CASCADE") == 1


@pytest.fixture
def sous_l_application(lecture):
    """Queries of the test run under a role that owns nothing, as deploy/roles.sql makes it."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_user")
        proprietaire = curseur.fetchone()[0]
        curseur.execute("CREATE ROLE portail_essai")
        texte = (
            ROLES.read_text().replace(':"application"', "portail_essai").replace(':"proprietaire"', f'"{proprietaire}"')
        )
        curseur.execute(texte, None)
        curseur.execute("SET ROLE portail_essai")
        yield curseur
        curseur.execute("RESET ROLE")  # the test's own transaction takes the role away with it


@pytest.mark.parametrize(
    "ordre",
    [
        f"UPDATE {TABLE} SET quoi = ''",
        f"DELETE FROM {TABLE}",
        f"TRUNCATE {TABLE}",
        f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL",
        f"DROP TRIGGER lectures_en_ajout_seul ON {TABLE}",
        f"DROP TABLE {TABLE}",
        "CREATE OR REPLACE FUNCTION famille_lectures_en_ajout_seul() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RETURN OLD; END'",
        "SET session_replication_role = replica",
        "UPDATE django_migrations SET name = ''",
    ],
)
def test_the_application_s_role_cannot_reach_it(sous_l_application, ordre):
    with pytest.raises(ProgrammingError, match=r"only added to|permission denied|must be owner"), transaction.atomic():
        sous_l_application.execute(ordre)


def test_the_application_works_under_its_role(sous_l_application, famille_martin, agent):
    noter_consultation(famille_martin.foyer, "fiche", par=agent)
    assert Consultation.objects.count() == 2
    vieille(famille_martin.foyer, 13).delete()
    Foyer.objects.filter(pk=famille_martin.foyer.pk).update(situation="x")
    assert Foyer.objects.get().situation == "x"
