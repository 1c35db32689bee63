"""`manage.py sauvegarder DOSSIER`: the database and the files in one archive
(docs/exploiter/sauvegarder.md)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from famille.socle.dire import en_poids
from portail.sauvegarde import ecriture, trace
from portail.sauvegarde.avancement import suivre
from portail.sauvegarde.manifeste import EN_CLAIR, SauvegardeRefusee


class Command(BaseCommand):
    help = (
        "Sauvegarde la base et les fichiers dans une archive datée. Les clés du site n’y sont pas."
    )
    requires_system_checks: list = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "dossier", type=Path, help="où écrire l’archive ; il est créé s’il n’existe pas"
        )
        parser.add_argument(
            "--garder",
            type=int,
            metavar="N",
            help="ensuite, ne garde dans ce dossier que les N dernières archives",
        )

    def handle(self, *args: Any, dossier: Path, garder: int | None, **options: Any) -> None:
        if garder is not None and garder < 1:
            raise CommandError("--garder demande un nombre d’archives, au moins 1.")
        try:
            chemin, manifeste = ecriture.sauvegarder(
                dossier, self.stdout.write, suivre(options["verbosity"])
            )
        except SauvegardeRefusee as refus:
            raise CommandError(str(refus)) from refus
        lignes, fichiers = sum(manifeste.tables.values()), len(manifeste.fichiers) - 1
        self.stdout.write(
            f"Sauvegarde écrite : {chemin} ({en_poids(chemin.stat().st_size)}) :"
            f" {len(manifeste.tables)} tables, {lignes} lignes, {fichiers} fichiers."
        )
        for manquant in manifeste.manquants:
            self.stderr.write(f"Fichier connu de la base et introuvable : {manquant}")
        self._noter()
        if garder:
            for ancienne in ecriture.garder(dossier, garder):
                self.stdout.write(f"Archive ancienne supprimée : {ancienne.name}")
        self.stdout.write(
            "Les clés (PORTAIL_CLE_SECRETE) n’y sont pas : gardez-les ailleurs, dans un coffre."
        )
        if not settings.CLES_DE_SAUVEGARDE:
            self.stderr.write(EN_CLAIR)

    def _noter(self) -> None:
        """An archive is whole though its date cannot be kept: migrations still to be made, a
        database that is full."""
        try:
            trace.noter()
        except DatabaseError:
            self.stderr.write(
                "La date de cette sauvegarde n’a pas pu être notée : la page d’état ne la connaît"
                " pas."
            )
