"""kill -9 of the worker in the middle of a mail: the mail arrives once the worker is back, and
nobody sees an error."""

import asyncio
import os
import signal
import subprocess
import sys
import threading

import pytest
from aiosmtpd.controller import Controller

from tests.serveurs import port_libre
from tests.ville.maison import RACINE, Portail, attendre, environnement
from tests.ville.processus import descendants

ECRIRE = """
from django_q.tasks import async_task
from famille.models import Courriel
courriel = Courriel.objects.create(
    cle="essai", destinataire="camille@exemple.fr", sujet="Votre démarche", texte="Bonjour", html="<p>Bonjour</p>"
)
async_task("famille.taches.envoyer_courriel", str(courriel.pk))
"""  # noqa: E501


class Lente:
    """A mail server that is slow at the first mail, and quick at the others."""

    def __init__(self):
        self.commence = threading.Event()
        self.recus = []

    async def handle_DATA(self, server, session, envelope):
        if not self.commence.is_set():
            self.commence.set()
            await asyncio.sleep(15)
            return "451 later"
        self.recus.append(envelope.rcpt_tos)
        return "250 OK"


@pytest.fixture
def boite():
    boite = Lente()
    controleur = Controller(boite, hostname="127.0.0.1", port=port_libre(), ready_timeout=10)
    controleur.start()
    boite.port = controleur.port
    yield boite
    controleur.stop()


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_mail_interrupted_by_the_death_of_the_worker_arrives_in_the_end(maison, boite):
    variables = {
        "DJANGO_SETTINGS_MODULE": "tests.ville.reglages_presses",
        "PORTAIL_COURRIEL": f"smtp://127.0.0.1:{boite.port}",
    }
    portail = Portail(maison, **variables)
    try:
        portail.ouvert()
        ecrire = [sys.executable, "manage.py", "shell", "-v", "0", "-c", ECRIRE]
        subprocess.run(
            ecrire,
            cwd=RACINE,
            env=environnement(PORTAIL_VAR=maison, **variables),
            check=True,
            timeout=60,
        )
        assert boite.commence.wait(60)
        travailleur = portail.travailleur()
        for pid in [travailleur, *descendants(travailleur)]:
            os.kill(pid, signal.SIGKILL)
        assert boite.recus == []
        assert portail.page("/connexion/")
        attendre(lambda: boite.recus == [["camille@exemple.fr"]], 150)
        assert portail.page("/connexion/")
    finally:
        portail.fermer()
