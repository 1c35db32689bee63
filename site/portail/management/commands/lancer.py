"""`manage.py lancer`: the web server and the worker together, for the demo, a developer's machine
or a small server."""

import sys
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from famille.dossier.papiers.moteur import paquets_manquants
from portail.cache.redis_secouru import faute_de_redis
from portail.processus.base_prete import exiger_une_base_prete
from portail.processus.gardien import Processus
from portail.processus.superviseur import Superviseur, faute_de_port
from portail.taches import noter_le_depart

from .travailler import reglages, travailleur


class Command(BaseCommand):
    help = (
        "Lance le serveur web et le travailleur ; Ctrl-C arrête les deux. Le port est celui de"
        " PORTAIL_PORT (8000)."
    )
    requires_system_checks: list = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--ville-demo",
            action="store_true",
            help="prépare d’abord la base et la ville de démonstration",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        port = settings.PORT
        if faute := faute_de_port(port):
            raise CommandError(faute)
        if options["ville_demo"]:
            self.preparer()
        exiger_une_base_prete()
        if faute := faute_de_redis():
            self.stderr.write(faute)
        if manquent := paquets_manquants():
            self.stderr.write(
                "Les PDF ne pourront pas être préparés. Sur Debian ou Ubuntu : « sudo apt install"
                f" {' '.join(manquent)} », puis relancez la commande."
            )
        noter_le_depart()
        adresse = f"http://127.0.0.1:{port}/sante/"
        accueillir = partial(self.accueillir, ville_demo=options["ville_demo"])
        superviseur = Superviseur(serveur_web(port), travailleur(), self.dire, adresse, accueillir)
        sys.exit(superviseur.garder())

    def preparer(self) -> None:
        try:
            # which prepares the base; what is left is done by the worker
            call_command("ville_demo", ouvrir_d_abord=True, stdout=self.stdout)
        except KeyboardInterrupt:
            self.stderr.write(
                "\nPréparation interrompue : relancez la même commande, elle reprendra."
            )
            sys.exit(130)

    def dire(self, phrase: str) -> None:
        self.stdout.write(phrase)
        self.stdout.flush()

    def accueillir(self, *, ville_demo: Any) -> None:
        self.dire(f"\nLe portail est ouvert : {settings.ADRESSE}/")
        if ville_demo:
            call_command("comptes_demo", stdout=self.stdout)
        self.dire("Ctrl-C arrête tout.")


def serveur_web(port: int) -> Processus:
    commande = [sys.executable, "-m", "gunicorn", "-c", str(settings.RACINE / "gunicorn.conf.py")]
    return Processus("web", commande, {"PORTAIL_PORT": str(port), **reglages()})
