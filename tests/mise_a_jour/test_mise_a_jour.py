"""The database of an earlier version is brought up to date, its drafts go on where they were, and
its tables are those of a base that is made anew."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests.mise_a_jour.rejouer import decrire_les_tables
from tests.outils.autre_base import autre_base
from tests.ville.maison import environnement

CODES = {
    "changement-adresse",
    "contact",
    "effacement-des-donnees",
    "informations-du-foyer",
    "justificatif-medical",
    "naissance",
    "place-en-accueil-de-loisirs",
    "prelevement-automatique",
    "quotient-familial",
    "reinscription",
}


@pytest.mark.long
@pytest.mark.django_db
def test_the_drafts_of_the_previous_version_open_and_go_on(tmp_path):
    """What is typed in each is kept; no household, child, paper, demande, booking or picture is
    lost on the way, and its tables are those of a base that is made anew."""
    with autre_base(tmp_path) as (variables, _lignes):
        rejoue = subprocess.run(
            [sys.executable, "-m", "tests.mise_a_jour.rejouer"],
            cwd=settings.RACINE,
            env=environnement(**variables),
            capture_output=True,
            text=True,
        )
    assert rejoue.returncode == 0, rejoue.stderr[-3000:]
    dit = json.loads(rejoue.stdout)
    assert {nom.rpartition(" ")[0] for nom in dit["brouillons"]} == CODES
    for nom, (lu, envoye, garde) in dit["brouillons"].items():
        assert (nom, lu, envoye, bool(garde)) == (nom, 200, 302, True)
    avant, apres = dit["image"]
    assert avant == apres
    assert [table for table, (avant, apres) in dit["comptes"].items() if apres < avant] == []
    assert dit["tables"] == json.loads(json.dumps(decrire_les_tables()))
