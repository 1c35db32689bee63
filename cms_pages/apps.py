from django.apps import AppConfig


class CmsPagesConfig(AppConfig):
    name = "cms_pages"
    verbose_name = "Pages"

    def ready(self) -> None:
        from famille.socle.ville.lecture import lire_avec

        from .identite.en_tete import dits_de_la_ville

        lire_avec(dits_de_la_ville)
