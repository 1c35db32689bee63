"""A tool that is missing: a line at the end, and a failure on the integration machine."""

import subprocess
import sys

from tests.ville.maison import RACINE, environnement


def sans_chromium(tmp_path, **variables):
    """A run of browser tests with a PATH where nothing is."""
    commande = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/navigateur/ecrans/test_clavier.py",
    ]
    propre = environnement(
        DJANGO_SETTINGS_MODULE="portail.settings.test", PATH=str(tmp_path), CI=""
    )
    return subprocess.run(
        commande,
        cwd=RACINE,
        env=propre | variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_what_is_missing_is_left_out_and_said_in_one_line(tmp_path):
    fait = sans_chromium(tmp_path)
    assert fait.returncode == 0
    assert fait.stdout.count("chromium est introuvable : les tests du navigateur") == 1


def test_on_the_integration_machine_nothing_may_be_missing(tmp_path):
    fait = sans_chromium(tmp_path, CI="true")
    assert fait.returncode == 1
    assert "chromium est introuvable" in fait.stdout
