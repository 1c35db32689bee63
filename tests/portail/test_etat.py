"""The state of the portal: for machines, for people, and by mail when something is stuck."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ, Task

from famille.models import Courriel, Document
from portail.etat import courriel, machine, suivi
from portail.models import ReglageSurveillance, SauvegardeFaite
from portail.processus import base_prete
from portail.sauvegarde import trace
from portail.taches import battement, noter_le_depart
from portail.version import version

pytestmark = pytest.mark.django_db
CLE = {"Authorization": "Bearer une-longue-cle"}


@pytest.fixture(autouse=True)
def un_portail_sain(time_machine, monkeypatch):
    time_machine.move_to("2026-11-25 09:00+01:00", tick=False)
    monkeypatch.setattr(machine, "PLACE_MIN", 0)
    monkeypatch.setattr(machine, "PART_MIN", 0)
    machine.memoire.oublier()
    battement()


@pytest.fixture
def base_en_panne(monkeypatch):
    def refuser():
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(machine.connection, "cursor", refuser)
    monkeypatch.setattr(machine.connection, "close", lambda: None)


class TableAVenir:
    """A model whose migration has not run yet."""

    @property
    def objects(self):
        raise OperationalError("no such table")


def etats(constats):
    return {constat.cle: constat.etat for constat in constats}


def machine_lue(client):
    """The parts that /sante/detail/ tells, looked at anew."""
    machine.memoire.oublier()
    return client.get("/sante/detail/", headers=CLE).json()["parts"]


def un_courriel(**champs):
    defauts = {"cle": "c1", "destinataire": "x@exemple.fr", "sujet": "S", "texte": "T", "html": "H"}
    return Courriel.objects.create(**defauts | champs)


def test_a_kernel_without_walls_is_told_and_is_no_fault(monkeypatch):
    monkeypatch.setattr(machine, "ce_qui_manque", lambda: ["Landlock"])
    [dit] = [une for une in machine.constater() if une.cle == "cloison"]
    assert dit.etat == "a-prevoir"
    assert "Il manque à cette machine : Landlock." in dit.detail


class TestMachines:
    @pytest.fixture(autouse=True)
    def un_outil_connu(self, settings):
        settings.METRIQUES_JETON = "une-longue-cle"

    def test_what_is_down_is_told_to_nobody_else(self, client, connecter, administrateur, agent):
        """What is silent, absent or late tells where to strike."""
        assert client.get("/sante/detail/").status_code == 404
        assert (
            client.get("/sante/detail/", headers={"Authorization": "Bearer autre"}).status_code
            == 404
        )
        assert connecter(agent).get("/sante/detail/").status_code == 404
        assert connecter(administrateur).get("/sante/detail/").json()["parts"]["base"] == "ok"
        assert client.get("/sante/").status_code == 200

    def test_a_sound_portal_says_so(self, client):
        reponse = client.get("/sante/detail/", headers=CLE)
        assert reponse.status_code == 200
        assert reponse.json() == {
            "etat": "ok",
            "parts": {
                "base": "ok",
                "migrations": "ok",
                "taches": "ok",
                "file": "ok",
                "courriels": "ok",
                "redis": "absent",
                "stockage_prive": "ok",
                "stockage_public": "ok",
                "antivirus": "absent",
                "cloison": "ok",
                "disque": "ok",
                "sauvegarde": "absent",
                "sauvegarde_chiffree": "absent",
                "version": "ok",
            },
        }
        assert client.get("/sante/").content == b"web: ok\ntaches: ok\n"

    def test_a_silent_worker_is_a_fault_for_monitoring_and_not_for_the_load_balancer(
        self, client, time_machine
    ):
        time_machine.shift(timedelta(minutes=6))
        assert client.get("/sante/").status_code == 200
        assert client.get("/sante/").content == b"web: ok\ntaches: silence\n"
        reponse = client.get("/sante/detail/", headers=CLE)
        assert (reponse.status_code, reponse.json()["parts"]["taches"]) == (503, "panne")

    def test_a_worker_that_starts_has_two_minutes_to_prove_itself(self, client, time_machine):
        """One that is started again and again, and never works, is not given them each time."""
        cache.clear()
        assert machine_lue(client)["taches"] == "panne"  # nobody has started any
        noter_le_depart()
        assert machine_lue(client)["taches"] == "ok"
        time_machine.shift(timedelta(seconds=119))
        assert machine_lue(client)["taches"] == "ok"
        noter_le_depart()
        time_machine.shift(timedelta(seconds=2))
        assert machine_lue(client)["taches"] == "panne"
        battement()
        time_machine.shift(timedelta(minutes=10))
        assert machine_lue(client)["taches"] == "panne"
        noter_le_depart()
        assert machine_lue(client)["taches"] == "ok"

    def test_without_a_database_it_still_answers(self, client, base_en_panne):
        reponse = client.get("/sante/")
        assert (reponse.status_code, reponse.content) == (503, b"web: panne\ntaches: silence\n")
        assert client.get("/sante/detail/", headers=CLE).json()["parts"]["base"] == "panne"

    def test_asked_each_second_it_looks_once(self, client, django_assert_num_queries):
        client.get("/sante/detail/", headers=CLE)
        with django_assert_num_queries(0):
            client.get("/sante/detail/", headers=CLE)
            client.get("/sante/")

    def test_it_looks_in_a_few_queries(self, django_assert_max_num_queries):
        with django_assert_max_num_queries(9):
            machine.constater()


class TestConstats:
    @pytest.mark.parametrize(
        ("connue", "etat", "dit"),
        [
            ("v99.1.2\n", "a-prevoir", "La version 99.1.2 existe"),
            ("0.0.9", "ok", "n’en connaît pas de plus récente"),
            (version(), "ok", "n’en connaît pas de plus récente"),
            ("demain", "a-prevoir", "n’en donne aucune"),
            (None, "a-prevoir", "ne se lit pas"),
        ],
    )
    def test_a_portal_behind_what_its_town_knows_says_so_and_is_not_down(
        self, tmp_path, settings, connue, etat, dit
    ):
        fichier = tmp_path / "version"
        if connue is not None:
            fichier.write_text(connue)
        settings.DERNIERE_VERSION = str(fichier)
        [ligne] = [constat for constat in machine.constater() if constat.cle == "version"]
        assert (ligne.etat, ligne.en_panne) == (etat, False)
        assert dit in ligne.detail
        assert bool(ligne.que_faire) == (etat != "ok")

    def test_a_task_that_waits_for_a_quarter_of_an_hour(self):
        OrmQ.objects.create(key="portail", payload="", lock=timezone.now() - timedelta(minutes=14))
        assert etats(machine.constater())["file"] == "ok"
        OrmQ.objects.create(key="portail", payload="", lock=timezone.now() - timedelta(minutes=16))
        assert etats(machine.constater())["file"] == "panne"

    def test_a_task_that_failed_today(self):
        ici = timezone.now()
        Task.objects.create(id="t", name="t", func="f", started=ici, stopped=ici, success=False)
        assert etats(machine.constater())["file"] == "panne"

    @pytest.mark.parametrize(
        ("champs", "attendu"),
        [
            (
                {
                    "essais": 3,
                    "cree_le": timedelta(hours=2),
                    "prochain_essai_le": timedelta(hours=-3),
                },
                "panne",
            ),
            ({"cree_le": timedelta(hours=2), "prochain_essai_le": timedelta(hours=2)}, "panne"),
            ({"essais": 20}, "panne"),
            ({"essais": 20, "prochain_essai_le": timedelta(days=8)}, "ok"),
            ({"cree_le": timedelta(hours=2), "prochain_essai_le": timedelta(hours=-1)}, "ok"),
            ({"cree_le": timedelta(minutes=50), "prochain_essai_le": timedelta(minutes=50)}, "ok"),
        ],
        ids=[
            "refused again and again",
            "never tried",
            "given up",
            "given up more than a week ago",
            "held on purpose",
            "just written",
        ],
    )
    def test_mails_that_do_not_leave(self, champs, attendu):
        ici = timezone.now()
        un_courriel(
            **{nom: ici - un if isinstance(un, timedelta) else un for nom, un in champs.items()}
        )
        assert etats(machine.constater())["courriels"] == attendu

    def test_a_folder_that_cannot_be_written(self, monkeypatch):
        def refuser(*args, **kwargs):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(machine.stockage("prive"), "save", refuser)
        assert etats(machine.constater())["stockage_prive"] == "panne"

    def test_looking_leaves_no_file_behind(self):
        machine.constater()
        assert not machine.stockage("prive").exists("temoin-sante.txt")

    def test_an_antivirus_that_does_not_answer(self, settings):
        settings.CLAMD = "tcp://127.0.0.1:1"
        assert etats(machine.constater())["antivirus"] == "panne"

    def test_a_full_disk(self, monkeypatch):
        monkeypatch.setattr(machine, "PLACE_MIN", 10**18)
        assert etats(machine.constater())["disque"] == "panne"

    def test_a_backup_that_has_not_been_made_for_two_days(self, time_machine):
        trace.noter()
        cache.clear()  # Redis started again, empty
        battement()
        assert etats(machine.constater())["sauvegarde"] == "ok"
        time_machine.shift(timedelta(days=2))
        assert etats(machine.constater())["sauvegarde"] == "panne"

    def test_the_last_backup_is_one_row_and_a_table_to_come_is_none(
        self, time_machine, monkeypatch
    ):
        trace.noter()
        time_machine.shift(timedelta(hours=1))
        trace.noter()
        assert (trace.derniere(), SauvegardeFaite.objects.count()) == (timezone.now(), 1)
        monkeypatch.setattr(trace, "SauvegardeFaite", TableAVenir())
        assert trace.derniere() is None

    def test_a_base_older_than_the_software(self, monkeypatch):
        monkeypatch.setattr(
            base_prete, "_dernieres_migrations", lambda: frozenset({("famille", "9999_demain")})
        )
        assert etats(machine.constater())["migrations"] == "panne"

    def test_a_file_that_waits_for_an_hour(self, famille_martin):
        Document.objects.create(
            foyer=famille_martin.foyer,
            nom="x.pdf",
            type_mime="",
            taille=1,
            depose_le=timezone.now() - timedelta(hours=2),
        )
        assert etats(suivi.constater())["analyses"] == "panne"


class TestCommande:
    def test_it_ends_with_1_for_a_silent_worker_only(self, time_machine, capsys):
        un_courriel(essais=20)
        call_command("sante")
        assert "PANNE  Courriels" in capsys.readouterr().out
        time_machine.shift(timedelta(minutes=6))
        with pytest.raises(SystemExit, match="1"):
            call_command("sante")

    def test_it_ends_with_1_for_a_database_that_does_not_answer(self, base_en_panne, capsys):
        with pytest.raises(SystemExit, match="1"):
            call_command("sante")
        assert "PORTAIL_BASE" in capsys.readouterr().err

    def test_with_tout_any_fault_counts(self):
        un_courriel(essais=20)
        with pytest.raises(SystemExit, match="1"):
            call_command("sante", "--tout")


class TestPage:
    def test_each_line_has_its_word_and_what_to_do(self, connecter, administrateur):
        un_courriel(essais=20)
        page = connecter(administrateur).get(reverse("etat_du_portail")).content.decode()
        assert "1 point à régler." in page
        assert page.count("À régler") == 1
        assert "Les courriels abandonnés ne partiront plus" in page
        assert "partiront d’eux-mêmes" not in page

    def test_backups_in_clear_are_said_and_encrypted_ones_too(
        self, connecter, administrateur, settings
    ):
        client = connecter(administrateur)
        assert (
            "Les sauvegardes sont écrites en clair" in client.get(reverse("etat_du_portail")).text
        )
        machine.memoire.oublier()
        settings.CLES_DE_SAUVEGARDE = ["age1…"]
        page = client.get(reverse("etat_du_portail")).text
        assert "Les sauvegardes sont écrites en clair" not in page
        assert "Seul qui a la clé privée les lit." in page

    def test_all_is_well(self, connecter, administrateur):
        assert (
            "Tout va bien."
            in connecter(administrateur).get(reverse("etat_du_portail")).content.decode()
        )


class TestCourrielDuMatin:
    @pytest.fixture(autouse=True)
    def adresses(self):
        ReglageSurveillance.objects.create(
            courriels="dsi@exemple.fr\n\nregie@exemple.fr\ndsi@exemple.fr\n"
        )

    def test_nothing_when_all_is_well(self):
        assert courriel.prevenir() == 0
        assert not Courriel.objects.exists()

    def test_what_is_stuck_is_told_once_a_day_to_each(self, time_machine):
        un_courriel(essais=20)
        courriel.prevenir()
        courriel.prevenir()
        ecrits = Courriel.objects.filter(cle__startswith="etat-")
        assert {un.destinataire for un in ecrits} == {"dsi@exemple.fr", "regie@exemple.fr"}
        assert ecrits.count() == 2
        assert ecrits[0].sujet == "Portail Famille : 1 point à régler"
        assert "/gestion/etat-du-portail/" in ecrits[0].texte
        time_machine.shift(timedelta(days=1))
        battement()
        courriel.prevenir()
        assert ecrits.all().count() == 4

    def test_nobody_is_woken_up(self, time_machine):
        un_courriel(essais=20)
        time_machine.move_to("2026-11-26 05:00+01:00", tick=False)
        assert courriel.prevenir() == 0

    def test_an_address_that_is_none_is_refused(self):
        from django.core.exceptions import ValidationError

        with pytest.raises(ValidationError, match="« dsi » n’est pas une adresse"):
            ReglageSurveillance(courriels="dsi").full_clean()
