"""`manage.py tourner_les_cles`: after a new key, before the former one goes
(docs/exploiter/sauvegarder.md)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from demarches.donnees import secrets
from famille.mouvements.donnees.rotation import COFFRES, LOT, Coffre, restants, tourner
from reservations.donnees import secrets as des_soins

GARDER = (
    "Gardez l’ancienne clé : {restants}. Si aucune clé connue ne les lit, remettez celle qui les a"
    " écrites dans PORTAIL_CLES_DE_CHIFFREMENT (après la première) ou"
    " PORTAIL_CLES_SECRETES_ANCIENNES, puis relancez la commande."
)


class Command(BaseCommand):
    help = (
        "Chiffre de nouveau avec la clé actuelle les IBAN, la santé, les réponses des démarches,"
        f" les seconds facteurs, par lots de {LOT}, puis vérifie. Interrompue, la commande se"
        " relance."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--verifier", action="store_true", help="Compte ce qui reste à faire, sans rien écrire."
        )

    def handle(self, *args: Any, verifier: bool, **options: Any) -> None:
        reste = []
        for coffre in (*COFFRES, *secrets.COFFRES, *des_soins.COFFRES):
            if not verifier:
                self._tourner(coffre)
            nombre = restants(coffre)
            self.stdout.write(f"{coffre.titre} : {nombre} encore sous une ancienne clé.")
            if nombre:
                reste.append(f"{nombre} {coffre.titre}")
        if reste:
            raise CommandError(GARDER.format(restants=", ".join(reste)))
        self.stdout.write(
            "Tout est chiffré avec la clé actuelle : les anciennes peuvent être retirées."
        )

    def _tourner(self, coffre: Coffre) -> None:
        compte = tourner(coffre)
        self.stdout.write(
            f"{coffre.titre} : {compte.lues} lignes lues, {compte.tournees} chiffrées de nouveau."
        )
        if compte.illisibles:
            self.stderr.write(
                f"{coffre.titre} : aucune clé ne lit {', '.join(map(str, compte.illisibles[:20]))}."
            )
