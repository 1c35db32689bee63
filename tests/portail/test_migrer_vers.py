"""What stops a move before it begins: a file that leads nowhere, other keys, a portal that is still
open."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from demarches.models import Passage
from famille.models import Foyer
from portail.demenagement import arret
from portail.demenagement.arrivee import DemenagementRefuse, lire
from portail.demenagement.fichiers import exiger_des_seaux
from portail.demenagement.tables import Compte, Table, exiger_de_tout_connaitre
from portail.processus import en_marche

POSTGRES = "PORTAIL_BASE=postgres://portail@127.0.0.1:1/ville\n"
S3 = "PORTAIL_S3_ADRESSE=http://127.0.0.1:1\nPORTAIL_S3_CLE=a\nPORTAIL_S3_SECRET=b\n"


def fichier(tmp_path, contenu):
    chemin = tmp_path / "portail.env"
    chemin.write_text(contenu)
    return chemin


@pytest.mark.parametrize(
    ("contenu", "phrase"),
    [
        ("PORTAIL_EXPEDITEUR=ville@exemple.fr\n", "ne change ni la base ni les fichiers"),
        (
            "PORTAIL_BASE=mysql://portail@127.0.0.1/ville\n",
            "n’est pas l’adresse d’une base PostgreSQL",
        ),
        ("PORTAIL_BASE=sqlite:////ailleurs/autre.sqlite3\n", "doit mener à PostgreSQL"),
        (f"{S3}PORTAIL_S3_PRIVE=a\nPORTAIL_S3_PUBLIC=a\n", "nomment le même seau"),
        (f"{S3}PORTAIL_S3_PRIVE=a\n", "PORTAIL_S3_PUBLIC n’est pas défini"),
        (
            f"{POSTGRES}PORTAIL_CLE_SECRETE={'z' * 60}\n",
            "Les clés de ce fichier ne sont pas celles de cette ville",
        ),
    ],
)
def test_a_file_that_leads_nowhere_is_told_in_a_sentence(tmp_path, contenu, phrase):
    with pytest.raises(DemenagementRefuse, match=phrase):
        lire(fichier(tmp_path, contenu))


def test_no_file_no_base_and_no_bucket_there(tmp_path, monkeypatch):
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(CommandError, match=r"rien\.env ne se lit pas"):
        call_command("migrer_vers", str(tmp_path / "rien.env"))
    arrivee = lire(fichier(tmp_path, f"{POSTGRES}{S3}PORTAIL_S3_PRIVE=a\nPORTAIL_S3_PUBLIC=b\n"))
    with (
        pytest.raises(DemenagementRefuse, match="La base d’arrivée ne répond pas"),
        arrivee.branchee(),
    ):
        pass
    with pytest.raises(DemenagementRefuse, match="Le seau prive ne répond pas"):
        exiger_des_seaux(arrivee.lieux)


def test_a_file_with_the_keys_of_the_town_is_taken(tmp_path):
    arrivee = lire(fichier(tmp_path, f"{POSTGRES}PORTAIL_CLE_SECRETE='{settings.SECRET_KEY}'\n"))
    assert (arrivee.base["NAME"], arrivee.lieux) == ("ville", {})
    assert arrivee.environnement["PORTAIL_CLE_SECRETE"] == settings.SECRET_KEY


class TestPersonneNEcrit:
    def test_a_process_of_the_portal_on_the_same_folder_is_named(self, tmp_path):
        """It runs under the name of gunicorn, and does nothing; on another folder, it is another
        town's."""
        for dossier, vu in ((settings.VAR, True), (tmp_path, False)):
            attente = [sys.executable, "-c", "print(1, flush=True); input()", "gunicorn"]
            with subprocess.Popen(
                attente,
                env=os.environ | {"PORTAIL_VAR": str(dossier)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            ) as processus:
                processus.stdout.readline()
                assert (f"gunicorn ({processus.pid})" in en_marche.qui_tourne()) == vu
                processus.stdin.close()

    def test_one_that_hides_its_environment_is_named_if_it_is_of_our_user(self, monkeypatch):
        """A real town's processes hide theirs, which holds its keys."""
        lire = Path.read_bytes

        def interdit(chemin):
            if chemin.name == "environ":
                raise PermissionError
            return lire(chemin)

        attente = [sys.executable, "-c", "print(1, flush=True); input()", "gunicorn"]
        with subprocess.Popen(attente, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as processus:
            processus.stdout.readline()
            monkeypatch.setattr(Path, "read_bytes", interdit)
            nous = f"gunicorn ({processus.pid})"
            assert nous in en_marche.qui_tourne()
            monkeypatch.setattr(os, "getuid", lambda: 54_321)
            assert nous not in en_marche.qui_tourne()
            processus.stdin.close()

    @pytest.mark.sqlite
    @pytest.mark.usefixtures("base_a_part")
    @pytest.mark.django_db(transaction=True, serialized_rollback=True)
    def test_a_base_that_somebody_has_open_stays_where_it_is(self, monkeypatch):
        monkeypatch.setattr(arret, "ATTENTE", 0)
        with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as autre:
            autre.execute("SELECT count(*) FROM famille_foyer").fetchone()
            with (
                pytest.raises(DemenagementRefuse, match="Un autre programme a ouvert la base"),
                arret.personne_n_ecrit(),
            ):
                pass
        assert Foyer.objects.count() == 0  # the base is ours again

    @pytest.mark.sqlite
    @pytest.mark.usefixtures("base_a_part")
    @pytest.mark.django_db(transaction=True, serialized_rollback=True)
    def test_nobody_opens_it_while_it_moves(self):
        with arret.personne_n_ecrit():
            assert Foyer.objects.count() == 0
            autre = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
            with contextlib.closing(autre), pytest.raises(sqlite3.OperationalError, match="locked"):
                autre.execute("SELECT count(*) FROM famille_foyer")
        Foyer.objects.create(numero="2026-00001", nom="Après")


class TestEmpreinte:
    """The same rows give the same hash, however each engine writes them."""

    def constat(self, modele, **valeurs):
        table = Table(modele)
        compte = Compte(table)
        compte.ajouter(tuple(valeurs.get(champ.name) for champ in table.champs))
        return compte.constat

    @pytest.mark.parametrize(
        ("un", "autre", "egaux"),
        [
            ('{"b": 1, "aa": [1.50, true]}', '{"aa":[1.5,true],"b":1.0}', True),
            ('{"a": 100}', '{"a": 1e2}', True),
            ('{"a": 1}', '{"a": "1"}', False),
            ('{"a": null}', "{}", False),
            ("null", None, False),
        ],
    )
    def test_json_is_compared_by_what_it_says(self, un, autre, egaux):
        assert (
            self.constat(Passage, signature=un) == self.constat(Passage, signature=autre)
        ) == egaux

    def test_a_moment_is_the_same_whatever_its_zone_and_nothing_is_not_an_empty_text(self):
        paris = datetime.fromisoformat("2026-11-25T10:00:00.000001+01:00")
        assert self.constat(Foyer, cree_le=paris) == self.constat(
            Foyer, cree_le=paris.astimezone(UTC)
        )
        assert self.constat(Foyer, nom=None) != self.constat(Foyer, nom="")
        assert self.constat(Foyer, nom="1") != self.constat(Foyer, numero="1")

    def test_the_order_of_rows_does_not_count_and_a_lost_one_does(self):
        table = Table(Foyer)
        lignes = [tuple(rang for _champ in table.champs) for rang in range(3)]
        comptes = [Compte(table) for _ in range(3)]
        for compte, vues in zip(comptes, (lignes, lignes[::-1], lignes[:2]), strict=True):
            for ligne in vues:
                compte.ajouter(ligne)
        assert comptes[0].constat == comptes[1].constat
        assert comptes[0].constat != comptes[2].constat

    def test_money_keeps_its_cents(self):
        assert self.constat(Foyer, nom=Decimal("1.50")) != self.constat(Foyer, nom=Decimal("1.5"))


@pytest.mark.django_db
def test_a_table_of_no_application_is_not_left_behind():
    exiger_de_tout_connaitre()
    with connection.cursor() as curseur:
        curseur.execute("CREATE TABLE ancienne (id integer)")
        exiger_de_tout_connaitre()
        curseur.execute("INSERT INTO ancienne VALUES (1)")
    with pytest.raises(DemenagementRefuse, match="La table ancienne n’est à aucune application"):
        exiger_de_tout_connaitre()
