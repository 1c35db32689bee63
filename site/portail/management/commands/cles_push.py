"""`manage.py cles_push`: draws the key by which the portal signs what it sends to browsers."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from famille.alertes.push.vapid import nouvelle_cle

AVERTISSEMENT = (
    "Une clé est déjà en service. En changer oblige chaque famille à réactiver les alertes sur ses"
    " appareils : n’en changez que si elle a été vue de quelqu’un."
)


class Command(BaseCommand):
    help = (
        "Tire au hasard la clé privée des alertes sur les téléphones (Web Push), à mettre dans"
        " PORTAIL_PUSH_CLE. Elle n’est enregistrée nulle part."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PUSH:
            self.stderr.write(AVERTISSEMENT)
        self.stdout.write(f"PORTAIL_PUSH_CLE={nouvelle_cle()}")
