from django.apps import AppConfig


class DemarchesConfig(AppConfig):
    name = "demarches"
    verbose_name = "Démarches"

    def ready(self) -> None:
        from .catalogue import obtenir
        from .registre import REGISTRE

        REGISTRE.brancher(obtenir)
