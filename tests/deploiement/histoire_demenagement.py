"""The demo town goes from SQLite and a folder to PostgreSQL and S3, migrations included, and works
there."""

import subprocess
import sys

import pytest

from tests import serveurs
from tests.ville.machines import PRIVE, creer_les_seaux
from tests.ville.maison import RACINE, environnement

# What a parent finds there: his page, his file's bytes, his child's health read again, a page of
# help by the search.
VISITE = """
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment
from wagtail.models import Page
from famille.models import Document, FicheSanitaire, MandatSEPA, Utilisateur
setup_test_environment()
camille = Utilisateur.objects.get(email="camille.martin@exemple.fr")
client = Client()
client.force_login(camille, backend=settings.AUTHENTICATION_BACKENDS[0])
assert "Camille" in client.get("/", follow=True).text
papier = next(un for un in Document.objects.de(camille) if un.ouvrable)
assert len(papier.fichier.read()) == papier.taille
assert all(isinstance(une.allergies, str) for une in FicheSanitaire.objects.all())
assert all(un.iban.isalnum() for un in MandatSEPA.objects.all())
assert Page.objects.live().search("calendrier").count()
print("visite faite")
"""


def gestion(*arguments, **variables):
    """What a command of the portal printed. Raises AssertionError, with its words, if it fails."""
    fait = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=RACINE,
        env=environnement(**variables),
        capture_output=True,
        text=True,
        check=False,
    )
    assert fait.returncode == 0, fait.stderr[-3000:]
    return fait.stdout


@pytest.fixture(scope="module")
def village(tmp_path_factory):
    dossier = str(tmp_path_factory.mktemp("village"))
    gestion("preparer", PORTAIL_VAR=dossier)
    gestion("ville_demo", PORTAIL_VAR=dossier)
    return dossier


def test_the_demo_town_moves_and_works_there(village, tmp_path):
    with serveurs.postgresql() as base, serveurs.seaweedfs() as s3:
        creer_les_seaux(s3)
        la_bas = {
            "PORTAIL_BASE": base,
            "PORTAIL_S3_ADRESSE": s3,
            "PORTAIL_S3_CLE": serveurs.S3_CLE,
            "PORTAIL_S3_SECRET": serveurs.S3_SECRET,
            "PORTAIL_S3_PRIVE": PRIVE,
            "PORTAIL_S3_PUBLIC": serveurs.S3_PUBLIC,
        }
        reglages = tmp_path / "portail.env"
        reglages.write_text("".join(f"{nom}={valeur}\n" for nom, valeur in la_bas.items()))
        dit = gestion("migrer_vers", str(reglages), PORTAIL_VAR=village)
        print(dit)
        assert "Tout est passé" in dit
        ailleurs = la_bas | {"PORTAIL_VAR": str(tmp_path / "ailleurs")}
        gestion("preparer", **ailleurs)
        # Preparing changes nothing of what has come: run again, the move finds all as it left it.
        assert "(elles y étaient déjà)" in gestion(
            "migrer_vers", str(reglages), PORTAIL_VAR=village
        )
        assert "visite faite" in gestion("shell", "-v", "0", "-c", VISITE, **ailleurs)
