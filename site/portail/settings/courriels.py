"""Who carries the portal's mails: a server, or a folder that the development page reads."""

from pathlib import Path

import environ

ATTENTE = 20  # seconds


def facteur(adresse: str, dossier: Path) -> dict:
    """The MAILERS entry; `adresse`: "smtp+tls://user:password@host:587", or ""."""
    if not adresse:
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": dossier},
        }
    lue = environ.Env.email_url_config(adresse)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": lue["EMAIL_HOST"],
            "port": lue["EMAIL_PORT"] or 25,
            "username": lue["EMAIL_HOST_USER"] or "",
            "password": lue["EMAIL_HOST_PASSWORD"] or "",
            "use_tls": bool(lue.get("EMAIL_USE_TLS")),
            "use_ssl": bool(lue.get("EMAIL_USE_SSL")),
            "timeout": ATTENTE,
        },
    }
