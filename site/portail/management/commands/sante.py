"""`manage.py sante`: for a timer or a monitoring tool. Ends with 1 when no task was done for five minutes."""

import sys

from django.core.management.base import BaseCommand

from portail.taches import dernier_battement, est_silencieux


class Command(BaseCommand):
    help = "Dit si le travailleur fait son travail ; le code de sortie est 1 s’il se tait depuis plus de cinq minutes."

    def handle(self, *args, **options):
        battement = dernier_battement()
        quand = f"{battement:%d/%m/%Y %H:%M:%S} UTC" if battement else "jamais"
        self.stdout.write(f"Dernière tâche faite : {quand}.")
        if est_silencieux():
            self.stderr.write("Le travailleur se tait : relancez-le (systemctl restart portail-taches).")
            sys.exit(1)
