"""The settings: one table in the README, and a sentence for each that is wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.production import environnement

RACINE = Path(__file__).parents[1]
SOURCES = [*(RACINE / "site" / "portail" / "settings").glob("*.py"), RACINE / "gunicorn.conf.py"]


def check(**variables):
    fait = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=RACINE, env=variables, capture_output=True, text=True, timeout=60
    )
    return fait.returncode, fait.stderr.strip()


def test_the_readme_names_every_setting_and_no_other():
    lus = {nom for source in SOURCES for nom in re.findall(r"[\"'](PORTAIL_[A-Z0-9_]+)[\"']", source.read_text())}
    ecrits = re.findall(r"^\| `(PORTAIL_[A-Z0-9_]+)` \|", (RACINE / "README.md").read_text(), re.MULTILINE)
    assert sorted(ecrits) == sorted(lus)


@pytest.mark.parametrize("nom", ["PORTAIL_CLE_SECRETE", "PORTAIL_HOTES", "PORTAIL_ADRESSE"])
def test_production_without_a_compulsory_setting_is_one_sentence(nom, tmp_path):
    code, dit = check(**{cle: valeur for cle, valeur in environnement(str(tmp_path)).items() if cle != nom})
    assert code == 1
    assert dit == f"{nom} n’est pas défini : voir le tableau des réglages dans README.md."


@pytest.mark.parametrize(
    ("nom", "valeur", "phrase"),
    [
        ("PORTAIL_CLE_SECRETE", "courte", "trop courte"),
        ("PORTAIL_ADRESSE", "http://famille.exemple.fr", "https://"),
        ("PORTAIL_TRAVAILLEURS", "deux", "PORTAIL_TRAVAILLEURS"),
        ("PORTAIL_HSTS_SOUS_DOMAINES", "peut-être", "PORTAIL_HSTS_SOUS_DOMAINES"),
        ("PORTAIL_S3_ADRESSE", "https://s3.exemple.fr", "PORTAIL_S3_CLE"),
    ],
)
def test_a_wrong_value_in_production_is_one_sentence(nom, valeur, phrase, tmp_path):
    code, dit = check(**(environnement(str(tmp_path)) | {nom: valeur}))
    assert code == 1
    assert phrase in dit
    assert len(dit.splitlines()) == 1


def test_former_keys_are_read_after_a_change_of_key(tmp_path):
    lire = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"
    for valeur, attendues in (("ancienne, plus-ancienne", ["ancienne", "plus-ancienne"]), ("", [])):
        variables = environnement(str(tmp_path)) | {"PORTAIL_CLES_SECRETES_ANCIENNES": valeur}
        variables["PYTHONPATH"] = str(RACINE / "site")
        fait = subprocess.run([sys.executable, "-c", lire], env=variables, capture_output=True, text=True, timeout=60)
        assert fait.stdout.strip() == str(attendues), fait.stderr


def test_gunicorn_says_the_same_sentence(tmp_path):
    variables = environnement(str(tmp_path)) | {"PORTAIL_CLE_SECRETE": ""}
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--check-config"]
    fait = subprocess.run(gunicorn, cwd=RACINE, env=variables, capture_output=True, text=True, timeout=60)
    assert fait.returncode == 1
    assert fait.stderr.strip() == "PORTAIL_CLE_SECRETE n’est pas défini : voir le tableau des réglages dans README.md."


def test_the_deployment_checks_pass_with_a_towns_settings(tmp_path):
    arguments = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    fait = subprocess.run(
        arguments, cwd=RACINE, env=environnement(str(tmp_path)), capture_output=True, text=True, timeout=60
    )
    assert fait.returncode == 0, fait.stderr


def test_the_example_environment_holds_known_settings_only():
    connus = {*re.findall(r"`(PORTAIL_[A-Z0-9_]+)`", (RACINE / "README.md").read_text()), "DJANGO_SETTINGS_MODULE"}
    exemple = (RACINE / "deploy" / "portail.env.example").read_text()
    assert set(re.findall(r"^([A-Z0-9_]+)=", exemple, re.MULTILINE)) <= connus


def test_the_demo_is_refused_by_the_deployment_checks(tmp_path):
    variables = environnement(str(tmp_path)) | {"DJANGO_SETTINGS_MODULE": "portail.settings.dev"}
    fait = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=RACINE,
        env=variables | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert fait.returncode == 1
    assert "portail.E002" in fait.stderr
