"""`manage.py travailler`: the tasks of the portal on this machine. One such command a machine, or
several."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from portail.processus import gardien
from portail.processus.base_prete import exiger_une_base_prete
from portail.processus.gardien import Travailleur
from portail.taches import noter_le_depart


class Command(BaseCommand):
    help = (
        "Fait les tâches du portail, et relance le travailleur s’il meurt ou ne fait plus rien."
        " Ctrl-C l’arrête."
    )
    requires_system_checks: list = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Once the base is known to be ready, this very process becomes the guardian."""
        exiger_une_base_prete()
        noter_le_depart()
        connections.close_all()
        os.environ.update(reglages())
        # A cluster that is told to stop finishes the task in hand.
        delais = (str(SILENCE), str(settings.Q_CLUSTER["timeout"] + 10))
        vraie_ville = str(int(not settings.DEMO))
        programme = [sys.executable, "-P", gardien.__file__, vraie_ville, *delais]
        os.execv(sys.executable, [*programme, *COMMANDE])  # noqa: S606 - our own file


# Silent once it has ended nothing during the time of two tasks, of which one was waiting.
SILENCE = 2 * settings.Q_CLUSTER["timeout"] + 30
COMMANDE = [sys.executable, str(settings.RACINE / "manage.py"), "qcluster"]


def travailleur() -> Travailleur:
    return Travailleur(COMMANDE, reglages(), SILENCE)


def reglages() -> dict[str, str]:
    """What the children of a command must share with it, whoever gave it."""
    return {
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "PORTAIL_VAR": str(settings.VAR),
    }
