"""`manage.py travailler`: the tasks of the portal on this machine. One such command a machine, or
several."""

import os
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portail.processus.base_prete import exiger_une_base_prete
from portail.processus.lancement import Travailleur
from portail.processus.superviseur import Gardien
from portail.taches import noter_le_depart


class Command(BaseCommand):
    help = (
        "Fait les tâches du portail, et relance le travailleur s’il meurt ou ne fait plus rien."
        " Ctrl-C l’arrête."
    )
    requires_system_checks: list = []

    def handle(self, *args: Any, **options: Any) -> None:
        exiger_une_base_prete()
        noter_le_depart()
        # A cluster that is told to stop finishes the task in hand.
        sys.exit(
            Gardien(
                travailleur(), self.dire, delai_arret=settings.Q_CLUSTER["timeout"] + 10
            ).garder()
        )

    def dire(self, phrase: str) -> None:
        self.stdout.write(phrase)
        self.stdout.flush()


def travailleur() -> Travailleur:
    """The cluster: silent once it has ended nothing during the time of two tasks, of which one was
    waiting."""
    commande = [sys.executable, str(settings.RACINE / "manage.py"), "qcluster"]
    return Travailleur(commande, reglages(), silence=2 * settings.Q_CLUSTER["timeout"] + 30)


def reglages() -> dict[str, str]:
    """What the children of a command must share with it, whoever gave it."""
    return {
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "PORTAIL_VAR": str(settings.VAR),
    }
