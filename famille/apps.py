from django.apps import AppConfig


class FamilleConfig(AppConfig):
    name = "famille"
    verbose_name = "Familles"

    def ready(self) -> None:
        from allauth.account.signals import (
            authentication_step_completed,
            password_changed,
            password_set,
        )

        from .comptes import journal as journal_securite
        from .comptes.sessions.vie import (
            apres_un_mot_de_passe,
            apres_une_preuve,
        )

        authentication_step_completed.connect(apres_une_preuve)
        password_changed.connect(apres_un_mot_de_passe)
        password_set.connect(apres_un_mot_de_passe)
        journal_securite.brancher()
