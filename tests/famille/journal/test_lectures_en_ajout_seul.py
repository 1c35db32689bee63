"""The journals on PostgreSQL: nothing changes a reading, nothing deletes one before its period is
over; of changes neither, but for a household that is erased; neither is emptied at once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from famille.actions import noter_consultation, noter_modification
from famille.journal.modifications import oublier_les_modifications, taire_les_lectures
from famille.journal.natures import _NATURES, nature
from famille.models import Consultation, Foyer, Modification, ReglageConservation, Utilisateur
from famille.mouvements.donnees.effacer_le_dossier import effacer_foyer

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]
TABLE = "famille_consultation"
ROLES = Path(__file__).parents[3] / "deploy" / "roles.sql"


@pytest.fixture
def lecture(famille_martin, agent):
    return noter_consultation(
        famille_martin.foyer, "fiche du foyer", par=agent, sante_de=famille_martin.lea
    )


def vieille(foyer, mois):
    """A reading of so many months and a few days ago."""
    return Consultation.objects.create(
        foyer=foyer, quoi="x", le=timezone.now() - timedelta(days=31 * mois + 3)
    )


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


@pytest.mark.parametrize(
    ("decide", "mois", "reste"), [(None, 11, 1), (None, 13, 0), (6, 7, 0), (24, 13, 1), (1, 5, 1)]
)
def test_it_goes_once_the_period_of_the_town_is_over(famille_martin, decide, mois, reste):
    """Twelve months while nothing is decided, never less than six."""
    if decide:
        ReglageConservation.objects.create(lectures=decide)
    ligne = vieille(famille_martin.foyer, mois)
    assert refuse(ligne.delete) == bool(reste)
    assert Consultation.objects.count() == reste


def test_the_database_follows_what_the_line_names(lecture, agent, famille_martin):
    """An agent's account or a child that goes leaves the line without a name; a household takes its
    own."""
    Utilisateur.objects.filter(pk=agent.pk).delete()
    famille_martin.lea.rattachements.all().delete()
    famille_martin.lea.delete()
    relue = Consultation.objects.get()
    assert (relue.par, relue.sante_de, relue.quoi) == (None, None, "fiche du foyer")
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass",
            [TABLE],
        )
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
            ROLES.read_text()
            .replace(':"application"', "portail_essai")
            .replace(':"proprietaire"', f'"{proprietaire}"')
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
        (
            "CREATE OR REPLACE FUNCTION famille_lectures_en_ajout_seul() RETURNS trigger LANGUAGE"
            " plpgsql AS 'BEGIN RETURN OLD; END'"
        ),
        "SET session_replication_role = replica",
        "UPDATE django_migrations SET name = ''",
    ],
)
def test_the_application_s_role_cannot_reach_it(sous_l_application, ordre):
    with (
        pytest.raises(ProgrammingError, match=r"only added to|permission denied|must be owner"),
        transaction.atomic(),
    ):
        sous_l_application.execute(ordre)


@pytest.fixture
def changement(famille_martin, agent):
    return noter_modification(
        famille_martin.foyer, "adresse", par=agent, apres={"Voie": "1 rue Neuve"}
    )


@pytest.mark.parametrize("table", [TABLE, "famille_modification"])
def test_neither_journal_is_emptied_at_once(lecture, changement, table):
    def vider():
        with connection.cursor() as curseur:
            # nothing pending, which would refuse it first
            curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
            curseur.execute("SET LOCAL famille.vider = ''")  # as out of the tests
            curseur.execute(f"TRUNCATE {table}")

    assert refuse(vider)


def test_a_change_is_neither_rewritten_nor_deleted(changement, famille_martin):
    siens = Modification.objects.filter(pk=changement.pk)
    assert refuse(lambda: siens.update(objet="rien"))
    assert refuse(lambda: siens.update(par=None))
    assert refuse(siens.delete)
    assert refuse(lambda: Modification.objects.all()._raw_delete("default"))
    oublier_les_modifications(famille_martin.foyer, objet="autre chose")
    assert refuse(siens.delete)
    assert Modification.objects.get() == changement


def test_an_account_that_goes_leaves_its_changes_without_its_name(changement, agent):
    Utilisateur.objects.filter(pk=agent.pk).delete()
    assert Modification.objects.get().par is None


def test_erasing_one_household_frees_no_other_line(changement, famille_martin, voisin, agent):
    autre = noter_modification(voisin.foyer, "adresse", par=agent, apres={"Voie": "2"})
    oublier_les_modifications(famille_martin.foyer)
    assert Modification.objects.get() == autre


def test_the_application_erases_a_household_under_its_role(
    sous_l_application, changement, famille_martin, lecture
):
    """Of the readings only the nature is left; the role may still change none by itself."""
    effacer_foyer(famille_martin.foyer, par=None)
    assert [ligne.objet for ligne in Modification.objects.all()] == ["effacement du dossier"]
    assert Consultation.objects.get().quoi == "Fiche du foyer"
    assert refuse(lambda: Consultation.objects.update(quoi="rien"))


@pytest.mark.parametrize("debut", _NATURES)
def test_the_database_and_the_portal_say_the_same_nature(famille_martin, agent, debut):
    ligne = noter_consultation(famille_martin.foyer, f"{debut} Camille Martin", par=agent)
    Foyer.objects.update(nom="Dossier effacé")
    for _fois in range(2):
        taire_les_lectures(famille_martin.foyer)
        ligne.refresh_from_db()
        assert ligne.quoi == nature(f"{debut} Camille Martin") == nature(ligne.quoi)


def test_a_household_that_stays_keeps_the_words_of_its_readings(famille_martin, agent):
    for quoi in ("fiche de Camille Martin", "document edf.pdf"):
        noter_consultation(famille_martin.foyer, quoi, par=agent)
    taire_les_lectures(famille_martin.foyer)
    taire_les_lectures(famille_martin.foyer, de="Camille Martin")
    assert set(Consultation.objects.values_list("quoi", flat=True)) == {
        "Fiche d’une personne",
        "document edf.pdf",
    }


def test_the_application_works_under_its_role(sous_l_application, famille_martin, agent):
    noter_consultation(famille_martin.foyer, "fiche", par=agent)
    assert Consultation.objects.count() == 2
    vieille(famille_martin.foyer, 13).delete()
    Foyer.objects.filter(pk=famille_martin.foyer.pk).update(situation="x")
    assert Foyer.objects.get().situation == "x"
