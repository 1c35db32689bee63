from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PortailConfig(AppConfig):
    default = True
    name = "portail"
    verbose_name = "Portail"

    def ready(self):
        import portail.checks  # noqa: F401 - registers them

        from .bureau.exports import desarmer
        from .cache import adresses_gardees
        from .processus.travailleur import ecouter

        adresses_gardees.installer()
        ecouter()
        desarmer()


class ComptesDeGestionConfig(WagtailUsersAppConfig):
    """Wagtail's accounts pages, with our forms: no password typed by another, an invitation
    mailed."""

    user_viewset = "famille.comptes.bureau.vues.ComptesViewSet"
