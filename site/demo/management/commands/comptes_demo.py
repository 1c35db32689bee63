"""`manage.py comptes_demo`: who may sign in to the demonstration town."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from demo.ville import COMPTES, MOT_DE_PASSE


class Command(BaseCommand):
    help = "Dit les comptes de la ville de démonstration, et où lire codes et courriels."

    def handle(self, *args: Any, **options: Any) -> None:
        largeur = max(len(compte["role"]) for compte in COMPTES)
        self.stdout.write(
            f"Comptes de la ville de démonstration, mot de passe « {MOT_DE_PASSE} » :"
        )
        for compte in COMPTES:
            self.stdout.write(f"  {compte['role']:<{largeur}}  {compte['courriel']}")
        self.stdout.write(
            f"Codes du second facteur et courriels envoyés : {settings.ADRESSE}/demo/"
        )
        self.stdout.flush()
