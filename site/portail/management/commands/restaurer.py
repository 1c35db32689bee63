"""`manage.py restaurer ARCHIVE`: on an empty installation, what `sauvegarder` kept; then both are
compared."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from pyrage.x25519 import Identity

from portail.sauvegarde import chiffrement, lecture
from portail.sauvegarde.avancement import suivre
from portail.sauvegarde.manifeste import SauvegardeRefusee


class Command(BaseCommand):
    help = (
        "Restaure une archive de « sauvegarder » sur une installation vide, puis compare tables et"
        " fichiers."
    )
    requires_system_checks: list = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path)
        parser.add_argument(
            "--cle",
            type=Path,
            metavar="FICHIER",
            help="la clé privée age d’une archive chiffrée ; « - » la lit de l’entrée standard",
        )
        parser.add_argument(
            "--ecraser",
            action="store_true",
            help="remplace ce que la base contient : tout ce qui s’y trouve est perdu",
        )

    def handle(
        self, *args: Any, archive: Path, cle: Path | None, ecraser: bool, **options: Any
    ) -> None:
        self.suivre = suivre(options["verbosity"])
        try:
            self.restaurer(archive, ecraser, lire_la_cle(cle) if cle else [])
        except SauvegardeRefusee as refus:
            raise CommandError(str(refus)) from refus

    def restaurer(self, archive: Path, ecraser: bool, identites: list[Identity]) -> None:
        manifeste = lecture.verifier(archive, self.suivre, identites)
        self.stdout.write(
            f"Archive saine : version {manifeste.version} du portail, {manifeste.quand}."
        )
        deja = lecture.ce_qui_est_deja_la()
        if deja and not ecraser:
            raise SauvegardeRefusee(
                f"Cette installation contient déjà {deja} : rien n’est changé. Restaurez sur une"
                " base vide (PORTAIL_BASE, PORTAIL_VAR), ou ajoutez --ecraser pour perdre ce qui"
                " s’y trouve."
            )
        lecture.restaurer(archive, manifeste, self.stdout.write, self.suivre, identites)
        ecarts = lecture.comparer(manifeste, self.suivre)
        self.stdout.write(
            f"Comparés avec la sauvegarde : {len(manifeste.tables)} tables"
            f" ({sum(manifeste.tables.values())} lignes), {len(manifeste.fichiers) - 1} fichiers"
            " (SHA-256) et la base elle-même."
        )
        if ecarts:
            raise CommandError("Des différences demeurent :\n" + "\n".join(ecarts))
        for manquant in manifeste.manquants:
            self.stderr.write(f"Manquait déjà lors de la sauvegarde : {manquant}")
        if not lecture.cle_connue(manifeste):
            self.stderr.write(
                "PORTAIL_CLE_SECRETE n’est pas celle du site sauvegardé : ses IBAN et ses seconds"
                " facteurs ne se liront pas. Remettez cette clé, ou ajoutez-la à"
                " PORTAIL_CLES_SECRETES_ANCIENNES."
            )
        self.stdout.write(
            "Tout est comme dans la sauvegarde. Lancez maintenant « manage.py preparer »."
        )


def lire_la_cle(chemin: Path) -> list[Any]:
    """The private keys of this file, or of the standard input for "-", so that none need be put on
    this machine."""
    if str(chemin) == "-":
        return chiffrement.lire_identites(sys.stdin.read(), nom="L’entrée standard")
    try:
        texte = chemin.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as erreur:
        dit = f"La clé privée {chemin} ne peut pas être lue : vérifiez son nom et ses droits."
        raise SauvegardeRefusee(dit) from erreur
    return chiffrement.lire_identites(texte, nom=str(chemin))
