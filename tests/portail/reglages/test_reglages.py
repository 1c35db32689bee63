"""The settings: one page of tables, and a sentence for each that is wrong."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.production import environnement

RACINE = Path(__file__).parents[3]
REGLAGES = RACINE / "docs" / "reglages.md"
SOURCES = [*(RACINE / "site" / "portail" / "settings").glob("*.py"), RACINE / "gunicorn.conf.py"]


def check(**variables):
    fait = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=RACINE,
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return fait.returncode, fait.stderr.strip()


def test_the_page_of_settings_names_every_one_and_no_other():
    lus = {
        nom
        for source in SOURCES
        for nom in re.findall(r"[\"'](PORTAIL_[A-Z0-9_]+)[\"']", source.read_text())
    }
    ecrits = re.findall(r"^\| `(PORTAIL_[A-Z0-9_]+)` \|", REGLAGES.read_text(), re.MULTILINE)
    assert sorted(ecrits) == sorted(lus)


def test_a_command_says_the_sentence_and_nothing_else(tmp_path):
    """The sentences themselves: test_refus.py."""
    code, dit = check(**(environnement(str(tmp_path)) | {"PORTAIL_TRAVAILLEURS": "deux"}))
    assert code == 1
    assert (
        dit == "La valeur de PORTAIL_TRAVAILLEURS n’est pas comprise : voir le tableau des réglages"
        " dans docs/reglages.md."
    )


def test_former_keys_are_read_after_a_change_of_key(tmp_path):
    lire = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS)"
    for valeur, attendues in (("ancienne, plus-ancienne", ["ancienne", "plus-ancienne"]), ("", [])):
        variables = environnement(str(tmp_path)) | {"PORTAIL_CLES_SECRETES_ANCIENNES": valeur}
        variables["PYTHONPATH"] = str(RACINE / "site")
        fait = subprocess.run(
            [sys.executable, "-c", lire], env=variables, capture_output=True, text=True, timeout=60
        )
        assert fait.stdout.strip() == str(attendues), fait.stderr


def test_cookies_of_production_belong_to_this_host_alone(tmp_path):
    """`__Host-`: a browser refuses them in clear, for another path, or from a neighbour of the same
    domain."""
    noms = ("SESSION_COOKIE", "CSRF_COOKIE")
    lire = (
        "from django.conf import settings as s; print([(getattr(s, f'{c}_NAME'), getattr(s,"
        " f'{c}_SECURE'), "
    )
    lire += (
        f"getattr(s, f'{{c}}_PATH'), getattr(s, f'{{c}}_DOMAIN')) for c in {noms}],"
        " s.MESSAGE_STORAGE)"
    )
    variables = environnement(str(tmp_path)) | {"PYTHONPATH": str(RACINE / "site")}
    fait = subprocess.run(
        [sys.executable, "-c", lire], env=variables, capture_output=True, text=True, timeout=60
    )
    attendu = [("__Host-session", True, "/", None), ("__Host-csrf", True, "/", None)]
    assert (
        fait.stdout.strip() == f"{attendu} django.contrib.messages.storage.session.SessionStorage"
    ), fait.stderr


def test_gunicorn_says_the_same_sentence(tmp_path):
    variables = environnement(str(tmp_path)) | {"PORTAIL_CLE_SECRETE": ""}
    gunicorn = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "--check-config"]
    fait = subprocess.run(
        gunicorn, cwd=RACINE, env=variables, capture_output=True, text=True, timeout=60
    )
    assert fait.returncode == 1
    assert (
        fait.stderr.strip()
        == "PORTAIL_CLE_SECRETE n’est pas défini : voir le tableau des réglages dans"
        " docs/reglages.md."
    )


def test_the_deployment_checks_pass_with_a_towns_settings(tmp_path):
    arguments = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    fait = subprocess.run(
        arguments,
        cwd=RACINE,
        env=environnement(str(tmp_path)),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert fait.returncode == 0, fait.stderr


def test_the_example_environment_holds_known_settings_only():
    connus = {
        *re.findall(r"`(PORTAIL_[A-Z0-9_]+)`", REGLAGES.read_text()),
        "DJANGO_SETTINGS_MODULE",
    }
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


def test_an_overseas_town_lives_by_its_own_clock(tmp_path):
    """A deadline at 9 h in Saint-Denis was at 9 h in Paris, three hours late."""
    code = (
        "from datetime import UTC, date, datetime, time;"
        "from django.utils import timezone;"
        "from famille.socle.dire import en_moment;"
        "from reservations.regles.calendrier import PARIS;"
        "print(datetime.combine(date(2026, 12, 2), time(9), tzinfo=PARIS).astimezone(UTC).hour);"
        "print(timezone.localtime(datetime(2026, 12, 2, 21, tzinfo=UTC)).date());"
        "print(en_moment(datetime(2026, 12, 2, 21, tzinfo=UTC)))"
    )
    fait = subprocess.run(
        [sys.executable, "-c", code],
        cwd=RACINE,
        env={
            "DJANGO_SETTINGS_MODULE": "portail.settings.dev",
            "PORTAIL_VAR": str(tmp_path),
            "PORTAIL_FUSEAU": "Indian/Reunion",
            "PYTHONPATH": f"{RACINE}:{RACINE / 'site'}",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    heure, jour, dit = fait.stdout.splitlines()
    assert (heure, jour) == ("5", "2026-12-03")
    assert dit.startswith("jeudi 3 décembre 2026 à 1")
