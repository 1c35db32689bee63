"""What Django's `check` says about this installation, in sentences: `manage.py check --deploy`."""

import os

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.files)
def dossiers_inscriptibles(app_configs, **kwargs):
    """portail.E001: a folder under PORTAIL_VAR that exists but cannot be written, an upload would fail."""
    dossiers = (settings.VAR, settings.VAR / "prive", settings.MEDIA_ROOT, settings.DOSSIER_COURRIELS)
    return [
        Error(
            f"Le dossier {dossier} n’est pas accessible en écriture.",
            hint="Donnez-le au compte qui fait tourner le portail, ou choisissez un autre PORTAIL_VAR.",
            id="portail.E001",
        )
        for dossier in dossiers
        if dossier.exists() and not os.access(dossier, os.W_OK | os.X_OK)
    ]


@register(Tags.security, deploy=True)
def pas_de_demonstration(app_configs, **kwargs):
    """portail.E002: the demo town's pages show everyone's codes and mails."""
    if not settings.DEMO:
        return []
    return [
        Error(
            "DEMO est vrai : les pages de démonstration montrent les codes et les courriels à tout le monde.",
            hint="Lancez le portail avec DJANGO_SETTINGS_MODULE=portail.settings.production.",
            id="portail.E002",
        )
    ]


@register(Tags.security, deploy=True)
def antivirus_branche(app_configs, **kwargs):
    """portail.W001: without clamd each file stays "non analysé"."""
    if settings.CLAMD:
        return []
    return [
        Warning(
            "Aucun antivirus : les pièces des familles restent « non analysées », et les agents en sont avertis.",
            hint="Installez clamav-daemon et indiquez son adresse dans PORTAIL_CLAMD.",
            id="portail.W001",
        )
    ]


@register(Tags.security, deploy=True)
def base_de_production(app_configs, **kwargs):
    """portail.W002: SQLite serves a small town on one machine, no more."""
    if not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    return [
        Warning(
            "La base est SQLite : elle suffit à une petite commune sur une seule machine.",
            hint="Pour plusieurs machines ou plusieurs milliers de familles, indiquez un PostgreSQL dans PORTAIL_BASE.",
            id="portail.W002",
        )
    ]
