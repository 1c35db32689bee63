from allauth.usersessions.apps import UserSessionsConfig
from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PortailConfig(AppConfig):
    default = True
    name = "portail"
    verbose_name = "Portail"

    def ready(self) -> None:
        import portail.checks  # noqa: F401 - registers them

        from .bureau.exports import desarmer
        from .bureau.fuseau import garder_celui_de_la_ville
        from .processus.travailleur import ecouter

        ecouter()
        desarmer()
        garder_celui_de_la_ville()


class ComptesDeGestionConfig(WagtailUsersAppConfig):
    """Wagtail's accounts pages, with our forms: no password typed by another, an invitation
    mailed."""

    user_viewset = "famille.comptes.bureau.vues.ComptesViewSet"


class AppareilsConfig(UserSessionsConfig):
    """allauth's devices. At each sign-in it reads, one by one, all the open sessions of the account
    and whose they are: ours is the same with a query for all of them."""

    def ready(self) -> None:
        super().ready()
        from allauth.account.signals import user_logged_in
        from allauth.usersessions.signals import on_user_logged_in

        from famille.comptes.sessions.vie import noter_l_appareil

        user_logged_in.disconnect(on_user_logged_in)
        user_logged_in.connect(noter_l_appareil)
