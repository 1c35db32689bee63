"""`manage.py migrer_vers FICHIER`: the town moves to the PostgreSQL and the S3 of that file
(docs/exploiter/demenager.md)."""

from pathlib import Path
from typing import Any

from django.core.files.storage.base import Storage
from django.core.management.base import BaseCommand, CommandError, CommandParser

from famille.socle.dire import en_poids
from portail.demenagement import bases, fichiers
from portail.demenagement.arret import personne_n_ecrit
from portail.demenagement.arrivee import Arrivee, DemenagementRefuse, lire
from portail.sauvegarde.avancement import suivre
from portail.sauvegarde.bases import references
from portail.sauvegarde.fichiers import lister


class Command(BaseCommand):
    help = (
        "Porte la ville de SQLite et d’un dossier vers PostgreSQL et S3, compte et compare. Peut"
        " être relancée."
    )
    requires_system_checks: list = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "reglages",
            type=Path,
            help=(
                "le fichier d’environnement du portail une fois déménagé : PORTAIL_BASE,"
                " PORTAIL_S3_…"
            ),
        )

    def handle(self, *args: Any, reglages: Path, **options: Any) -> None:
        self.suivre = suivre(options["verbosity"])
        try:
            self.demenager(lire(reglages))
        except DemenagementRefuse as refus:
            raise CommandError(str(refus)) from refus
        self.stdout.write(
            f"Tout est passé. Mettez maintenant {reglages} à la place du fichier d’environnement,"
            " lancez « manage.py preparer », et rouvrez le portail. L’ancienne base et les anciens"
            " fichiers n’ont pas changé : ils contiennent les données des familles, supprimez-les"
            " une fois la nouvelle installation sauvegardée."
        )

    def demenager(self, arrivee: Arrivee) -> None:
        with personne_n_ecrit():
            self.stdout.write("Le portail est fermé : personne n’écrit.")
            fichiers.exiger_des_seaux(arrivee.lieux)
            if arrivee.base:
                self.porter_la_base(arrivee)
            for part, la_bas in arrivee.lieux.items():
                self.porter_les_fichiers(part, la_bas)
        if arrivee.base:
            self.stdout.write("Index de recherche…")
            arrivee.gestion("update_index", "--verbosity", "0")

    def porter_la_base(self, arrivee: Arrivee) -> None:
        self.stdout.write("Base : préparation des tables à l’arrivée…")
        laisses = bases.preparer(arrivee)
        ici = bases.porter(arrivee, laisses, self.suivre)
        deja = " (elles y étaient déjà)" if ici == laisses else ""
        self.stdout.write(
            f"Base : {len(ici)} tables, {sum(un.lignes for un in ici.values())} lignes, comptées et"
            f" comparées des deux côtés, empreinte par empreinte{deja}."
        )

    def porter_les_fichiers(self, part: str, la_bas: Storage) -> None:
        nombre, octets, nouveaux = fichiers.porter(part, la_bas, self.suivre)
        self.stdout.write(
            f"Fichiers ({part}) : {nombre}, {en_poids(octets)}, relus et comparés (SHA-256), dont"
            f" {nouveaux} copiés cette fois."
        )
        for perdu in sorted(references()[part] - set(lister(part))):
            self.stderr.write(f"Fichier connu de la base et introuvable : {part}/{perdu}")
