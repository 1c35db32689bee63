"""The command line of `manage.py`: its help in French, and a sentence where a newcomer would meet a
traceback."""

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from platform import python_version

from django import get_version
from django.core.exceptions import ImproperlyConfigured
from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand
from django.db import DatabaseError

from portail.processus.base_prete import phrase
from portail.version import version

# What an installation does, in the order in which it does it; each command says the rest itself.
SUJETS = {
    "Essayer et installer": ("lancer", "preparer", "createsuperuser", "check", "ville_demo"),
    "Faire tourner": ("travailler", "sante", "verifier_paiement", "purger"),
    "Garder": ("sauvegarder", "restaurer", "migrer_vers", "tourner_les_cles"),
}
EN_FRANCAIS = {
    "createsuperuser": "Crée le premier compte d’administration.",
    "check": "Dit ce qui ne va pas dans l’installation ; avec --deploy, ce qui compte en"
    " production.",
}


class LigneDeCommande(ManagementUtility):
    """Django's, which speaks French."""

    def main_help_text(self, commands_only: bool = False) -> str:
        """See ManagementUtility. `commands_only`: the names alone, for a script."""
        if commands_only:
            return super().main_help_text(commands_only=True)
        lignes = [
            "Usage : manage.py COMMANDE [options]",
            "« make run » ouvre la ville de démonstration.",
            "Une vraie ville s’installe d’après docs/exploiter/installer.md.",
        ]
        for sujet, noms in SUJETS.items():
            la = [nom for nom in noms if nom in get_commands()]  # a wrong setting hides ours
            lignes += ["", f"{sujet} :", *(f"  {nom:<18} {self._aide(nom)}" for nom in la)]
        if self.settings_exception is not None:
            lignes += ["", f"Attention : {self.settings_exception}"]
        lignes += [
            "",
            "Les options d’une commande : manage.py help COMMANDE.",
            "Toutes les commandes, celles de Django comprises : manage.py help --commands.",
        ]
        return "\n".join(lignes)

    def _aide(self, nom: str) -> str:
        """The first sentence of what a command says of itself."""
        if nom in EN_FRANCAIS:
            return EN_FRANCAIS[nom]
        return f"{self.fetch_command(nom).help.partition('. ')[0].rstrip('.')}."

    def fetch_command(self, subcommand: str) -> BaseCommand:
        """See ManagementUtility. Leaves with 1 where nothing bears this name."""
        if subcommand in get_commands() or self.settings_exception is not None:
            return super().fetch_command(subcommand)
        proches = get_close_matches(subcommand, get_commands(), n=1)
        vouliez = f" Vouliez-vous dire « {proches[0]} » ?" if proches else ""
        sys.exit(
            f"La commande « {subcommand} » n’existe pas.{vouliez} Toutes : « manage.py help"
            " --commands »."
        )


def executer(mots: Sequence[str]) -> None:
    """Runs the command of these words (sys.argv). Leaves with 1 and a sentence where a setting is
    wrong or the database is not there; a fault of ours keeps its trace."""
    if list(mots[1:]) in (["version"], ["--version"]):  # Django would say its own
        print(f"Portail Famille {version()} (Django {get_version()}, Python {python_version()})")  # noqa: T201
        return
    try:
        LigneDeCommande(list(mots)).execute()
    except ImproperlyConfigured as erreur:
        sys.exit(str(erreur))
    except ModuleNotFoundError as erreur:
        module = os.environ.get("DJANGO_SETTINGS_MODULE", "")
        if not erreur.name or not (module == erreur.name or module.startswith(f"{erreur.name}.")):
            raise
        sys.exit(
            f"DJANGO_SETTINGS_MODULE nomme des réglages qui n’existent pas ({module}) :"
            " portail.settings.production pour une vraie ville, portail.settings.dev pour la"
            " démonstration."
        )
    except DatabaseError as erreur:
        if not (dit := phrase(erreur)):
            raise
        sys.exit(dit)
