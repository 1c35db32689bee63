from django.apps import AppConfig


class FamilleConfig(AppConfig):
    name = "famille"
    verbose_name = "Familles"

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed

        from .comptes import journal as journal_securite
        from .comptes.sessions.vie import apres_une_preuve

        authentication_step_completed.connect(apres_une_preuve)
        journal_securite.brancher()
