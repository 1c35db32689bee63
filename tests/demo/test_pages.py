"""/demo/: who may be played, and the mails; and that a real town has no such page."""

import os
import re
import subprocess
import sys

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.filebased import EmailBackend

from demo.ville import MOT_DE_PASSE, PERSONNEL
from famille.comptes.second_facteur.facteurs import code_actuel
from tests import production


@pytest.fixture
def boite(settings, tmp_path):
    """boite(subject, html="") writes a mail where the demo town keeps them."""
    settings.DOSSIER_COURRIELS = tmp_path
    # Written within one second, but received one after the other.
    rang = iter(range(1, 99))

    def _ecrire(sujet, html="<html><head></head><body>Bonjour</body></html>"):
        avant = set(tmp_path.glob("*.log"))
        message = EmailMultiAlternatives(
            sujet, "Voir http://testserver/demarches/ é", to=["a@exemple.fr"]
        )
        message.attach_alternative(html, "text/html")
        EmailBackend(file_path=tmp_path, alias="default").send_messages([message])
        [fichier] = set(tmp_path.glob("*.log")) - avant
        os.utime(fichier, (1_800_000_000 + next(rang),) * 2)
        return fichier.stem + "-0"

    return _ecrire


def test_accounts_are_listed_with_password_and_current_codes(client, db):
    page = client.get("/demo/").content.decode()
    assert MOT_DE_PASSE in page
    codes = [code_actuel(fiche["secret"], decalage) for fiche in PERSONNEL for decalage in (-1, 0)]
    assert len([code for code in set(codes) if code in page]) >= len(PERSONNEL)
    assert code_actuel(PERSONNEL[0]["secret"]) in client.get("/demo/codes/").content.decode()


def test_mails_are_listed_the_newest_first(client, db, boite):
    boite("Le premier")
    boite("Le second")
    page = client.get("/demo/courriels/").content.decode()
    assert page.index("Le second") < page.index("Le premier")


def test_an_empty_mailbox_says_what_to_do(client, db, settings, tmp_path):
    settings.DOSSIER_COURRIELS = tmp_path / "absent"
    assert "Rien n’a encore été envoyé" in client.get("/demo/courriels/").content.decode()


def test_a_mail_shows_its_text_with_links_and_its_html_in_a_sandbox(client, db, boite):
    cle = boite("Bonjour")
    page = client.get(f"/demo/courriels/{cle}/").content.decode()
    assert '<a href="http://testserver/demarches/"' in page
    assert re.search(r"<iframe[^>]*sandbox=\"allow-popups allow-popups-to-escape-sandbox\"", page)


def test_the_html_of_a_mail_runs_nothing(client, db, boite):
    cle = boite("Piège", "<html><head></head><body><script>alert(1)</script></body></html>")
    reponse = client.get(f"/demo/courriels/{cle}/html/")
    politique = reponse.headers["Content-Security-Policy"]
    assert "default-src 'none'" in politique
    assert "script-src" not in politique
    assert reponse.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("cle", ["inconnue-0", "..-0", "%2e%2e%2fportail.sqlite3-0"])
def test_only_mails_of_the_mailbox_are_opened(client, db, boite, cle):
    boite("Bonjour")
    assert client.get(f"/demo/courriels/{cle}/").status_code == 404


def test_production_has_no_such_page(settings, tmp_path):
    programme = (
        "import django; django.setup()\n"
        "from django.urls import Resolver404, resolve\n"
        "print(resolve('/demo/').view_name, resolve('/demo/courriels/').view_name)"
    )
    environnement = production.environnement(str(tmp_path)) | {
        "PYTHONPATH": f"{settings.RACINE / 'site'}:{settings.RACINE}"
    }
    fait = subprocess.run(
        [sys.executable, "-c", programme],
        env=environnement,
        capture_output=True,
        text=True,
        check=True,
    )
    assert fait.stdout.split() == ["wagtail_serve", "wagtail_serve"]
