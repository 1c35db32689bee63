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
        from django.contrib.auth.signals import user_logged_in

        from .comptes import journal as journal_securite
        from .comptes.sessions.vie import (
            apres_un_mot_de_passe,
            apres_une_preuve,
            noter_la_connexion,
        )
        from .socle.offres import dits_de_la_ville
        from .socle.ville.lecture import lire_avec

        lire_avec(dits_de_la_ville)

        # by its name, in the place of Django's, which has come or is still to come
        user_logged_in.disconnect(dispatch_uid="update_last_login")
        user_logged_in.connect(noter_la_connexion, dispatch_uid="update_last_login")
        authentication_step_completed.connect(apres_une_preuve)
        password_changed.connect(apres_un_mot_de_passe)
        password_set.connect(apres_un_mot_de_passe)
        journal_securite.brancher()
