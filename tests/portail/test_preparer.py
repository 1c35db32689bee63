"""`manage.py preparer` may be run on each upgrade: it adds what is missing and touches nothing
else."""

from io import StringIO
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from django_q.models import Schedule
from wagtail.models import Page

from demarches.models import ReglageDemarche
from famille.models import Utilisateur
from portail.management import avancement
from portail.management.commands import preparer
from portail.processus.planifications import planifications
from tests.outils import souvenirs

pytestmark = pytest.mark.django_db


@pytest.fixture
def preparee():
    """What the command makes of an empty base, made once for the tests that look at it."""
    souvenirs.une_fois(
        ("préparée", timezone.localdate()), lambda: call_command("preparer", verbosity=0)
    )


def etat():
    return {
        "groupes": sorted(Group.objects.values_list("name", flat=True)),
        "reglages": sorted(ReglageDemarche.objects.values_list("code", "etat")),
        "pages": sorted(Page.objects.values_list("pk", "title", "latest_revision_created_at")),
        "taches": sorted(Schedule.objects.values_list("pk", "name", "next_run")),
    }


def test_an_empty_base_gets_groups_settings_pages_and_tasks(preparee):
    assert {"Service des familles", "Communication", "Administration"} <= set(etat()["groupes"])
    assert ("changement-adresse", ReglageDemarche.Etat.OUVERTE) in etat()["reglages"]
    assert len(etat()["pages"]) > 10
    assert {nom for _, nom, _ in etat()["taches"]} == {nom for nom, *_ in planifications()}


def test_no_account_is_made(preparee):
    """Whoever installs makes the first one, with a password of his own."""
    assert not Utilisateur.objects.exists()


def test_a_second_time_changes_nothing(preparee):
    avant = etat()
    call_command("preparer", verbosity=0)
    assert etat() == avant


def test_a_task_that_is_no_longer_declared_goes_away(preparee):
    Schedule.objects.create(
        name="ancienne", func="portail.taches.battement", schedule_type=Schedule.MINUTES
    )
    call_command("preparer", verbosity=0)
    assert not Schedule.objects.filter(name="ancienne").exists()


@pytest.mark.parametrize("faite", ["0002_sante_garde_remise", "0005_origine_precedente"])
def test_a_base_of_before_version_0_2_is_refused_and_says_what_to_do(faite):
    """Of long before, or on the way to it."""
    faites = MigrationRecorder(connection).migration_qs
    faites.filter(app="famille").exclude(name="0001_initial").delete()
    MigrationRecorder(connection).record_applied("famille", faite)
    with pytest.raises(CommandError, match="date d’avant la version"):
        call_command("preparer", verbosity=0)


def test_every_scheduled_function_exists():
    from django.utils.module_loading import import_string

    for _nom, fonction, minutes in planifications():
        assert callable(import_string(fonction))
        assert minutes >= 1


def test_the_database_s_file_is_read_by_its_owner_only(tmp_path, monkeypatch):
    """nginx is in the portal's group, for the families' files."""
    bases = [tmp_path / f"portail.sqlite3{suffixe}" for suffixe in ("", "-wal", "-shm")]
    for fichier in bases:
        fichier.touch(mode=0o640)
    reglages = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": bases[0]}}
    monkeypatch.setattr(preparer, "settings", SimpleNamespace(DATABASES=reglages))
    dict(preparer.Command.etapes())["Droits de la base"]()
    assert [fichier.stat().st_mode & 0o777 for fichier in bases] == [0o600] * 3


@pytest.mark.postgresql
def test_postgresql_answers_without_compiling():
    """A list of a large town took sixty milliseconds more, each time, to be made ready."""
    preparer.repondre_sans_compiler()
    with connection.cursor() as curseur:
        curseur.execute(
            "SELECT setconfig FROM pg_db_role_setting JOIN pg_database ON oid = setdatabase"
            " WHERE datname = current_database()"
        )
        assert ["jit=off"] in [reglages for (reglages,) in curseur.fetchall()]


def test_each_step_is_said_with_its_rank_as_soon_as_it_starts():
    """In a file too, where what is written waits for a whole page."""

    class Journal(StringIO):
        vues = 0

        def flush(self):
            self.vues = len(self.getvalue().splitlines())

    journal = Journal()
    combien = len(preparer.Command.etapes())
    call_command("preparer", stdout=journal)
    lignes = journal.getvalue().splitlines()
    assert [ligne.partition(" ")[0] for ligne in lignes] == [
        f"{rang}/{combien}" for rang in range(1, combien + 1)
    ]
    assert lignes[0] == f"1/{combien} Tables…"
    assert journal.vues == combien


def test_the_tables_say_how_much_is_left(monkeypatch):
    """Each of ours, which come last, takes the time of nine of a library's."""
    neuves = [("taggit", f"9{rang}") for rang in range(9)] + [("famille", "9000")]

    def migrer(*_mots, stdout, **_options):
        for app, nom in neuves:
            stdout.write(f"  Applying {app}.{nom}...")
            stdout.write(" OK\n")

    monkeypatch.setattr(preparer, "call_command", migrer)
    toutes = MigrationRecorder(connection).applied_migrations() | dict.fromkeys(neuves)
    monkeypatch.setattr(
        preparer, "MigrationLoader", lambda _: SimpleNamespace(graph=SimpleNamespace(nodes=toutes))
    )
    dits = []
    preparer.mettre_les_tables_a_jour(dits.append)
    assert [dit.partition(",")[0] for dit in dits] == [
        f"Tables : {dixiemes}0 %" for dixiemes in range(1, 6)
    ]


def test_what_is_left_is_counted_from_the_time_that_was_taken(monkeypatch):
    secondes = iter([100.0, 110.0, 130.0])
    monkeypatch.setattr(avancement.time, "monotonic", lambda: next(secondes))
    dits = []
    suivi = avancement.Progression("Ville", 40, dits.append)
    for combien in (3, 7, 0, 10, 20):
        suivi.avancer(combien)
    assert dits == ["Ville : 20 %, encore 30 s environ", "Ville : 50 %, encore 30 s environ"]
