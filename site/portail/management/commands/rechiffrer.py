"""`manage.py rechiffrer`: after a change of PORTAIL_CLE_SECRETE, before the former one goes (docs/prelevement.md)."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from demarches.actions.secrets import rechiffrer_saisies
from famille.actions import rechiffrer_mandats
from famille.chiffrement import Illisible


class Command(BaseCommand):
    help = "Chiffre de nouveau les IBAN avec la clé actuelle du site, pour pouvoir retirer l’ancienne."

    @transaction.atomic
    def handle(self, *args, **options):
        try:
            mandats, demandes = rechiffrer_mandats(), rechiffrer_saisies()
        except Illisible as erreur:
            raise CommandError(
                "Une information chiffrée ne se lit avec aucune clé connue : rien n’est changé. Remettez la clé qui "
                "l’a écrite dans PORTAIL_CLES_SECRETES_ANCIENNES, puis recommencez."
            ) from erreur
        self.stdout.write(f"Chiffrés avec la clé actuelle : {mandats} mandats, {demandes} demandes.")
