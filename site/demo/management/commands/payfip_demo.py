"""`manage.py payfip_demo`: the fake PayFiP of the demo, alone. `manage.py lancer` starts it by
itself."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.payfip.serveur import FauxPayFiP
from portail.settings.paiement import port_de_demonstration


class Command(BaseCommand):
    help = "Lance le faux PayFiP de la démonstration, sur cette machine seulement. Ctrl-C l’arrête."
    requires_system_checks: list = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Le faux PayFiP n’existe que dans la démonstration.")
        port = port_de_demonstration(settings.PORT)
        faux = FauxPayFiP(port, settings.VAR / "payfip_demo.json")
        try:
            faux.ouvrir()
        except OSError as erreur:
            raise CommandError(
                f"Le port {port} est déjà pris : le faux PayFiP ne peut pas s’ouvrir."
            ) from erreur
        fin = threading.Event()
        for numero in (signal.SIGINT, signal.SIGTERM):
            signal.signal(numero, lambda *_: fin.set())
        fin.wait()
        faux.fermer()
