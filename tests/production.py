"""`python -m tests.production manage.py check --deploy`: Django's command line with a real town's
settings, made up.

The environment is generated each time; the folder is thrown away at the end.
"""

import os
import secrets
import subprocess
import sys
import tempfile

VARIABLES = {
    "DJANGO_SETTINGS_MODULE": "portail.settings.production",
    "PORTAIL_HOTES": "famille.exemple.fr",
    "PORTAIL_ADRESSE": "https://famille.exemple.fr",
    "PORTAIL_BASE": "postgres://portail@127.0.0.1/portail",
    "PORTAIL_CLAMD": "unix:/run/clamav/clamd.ctl",
    "PORTAIL_COURRIEL": "smtp+tls://portail:secret@courriel.exemple.fr:587",
    "PORTAIL_PAIEMENT": "payfip",
    "PORTAIL_PAIEMENT_OPTIONS": "client=123456,mode=W",
    "PORTAIL_SAUVEGARDE_CLE": "age1fjx5xudmapjsq5ndjs827lwt8yhe4y7da3c559htrd2epap5j50qtsdh7n",
    "PORTAIL_EXPEDITEUR": "Portail Famille <ne-pas-repondre@exemple.fr>",
}


def environnement(dossier: str) -> dict[str, str]:
    """The environment of a town in production, with no PORTAIL_ or DJANGO_ variable of the caller
    in it."""
    herite = {
        nom: valeur
        for nom, valeur in os.environ.items()
        if not nom.startswith(("PORTAIL_", "DJANGO_"))
    }
    return (
        herite
        | VARIABLES
        | {"PORTAIL_CLE_SECRETE": secrets.token_urlsafe(60), "PORTAIL_VAR": dossier}
    )


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="portail-production-") as dossier:
        return subprocess.run(
            [sys.executable, *sys.argv[1:]], env=environnement(dossier), check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
