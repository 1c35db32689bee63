"""`manage.py sante`: for a timer, a monitoring tool or whoever is at the keyboard. Without `--tout`
its exit code speaks of the database and of the worker only: a town that has no mail to lose, or no
antivirus, still wants its tasks done."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portail.etat import machine, suivi
from portail.etat.constat import A_PREVOIR, ABSENT, OK

MOTS = {OK: "bon   ", ABSENT: "absent", A_PREVOIR: "prévoir"}


class Command(BaseCommand):
    help = (
        "Dit l’état du portail. Le code de sortie est 1 si la base ne répond pas, ou si le"
        " travailleur se tait depuis plus de cinq minutes."
    )
    requires_system_checks: list = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--tout",
            action="store_true",
            help="le code de sortie est 1 dès qu’une ligne est en panne",
        )

    def handle(self, *args: Any, tout: bool, **options: Any) -> None:
        constats = machine.constater()
        if not constats[0].en_panne:
            constats += suivi.constater()
        for constat in constats:
            self.stdout.write(
                f"{MOTS.get(constat.etat, 'PANNE ')} {constat.libelle} : {constat.detail}"
            )
        pannes = [constat for constat in constats if constat.en_panne]
        for constat in pannes:
            self.stderr.write(f"{constat.libelle} : {constat.que_faire}")
        if any(tout or constat.cle in {"base", "taches"} for constat in pannes):
            sys.exit(1)
