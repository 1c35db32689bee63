"""`manage.py reglages exporter > ville.yaml`, `manage.py reglages importer ville.yaml --essai`."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Exporte ou importe tout ce qui a été réglé, dans un fichier lisible (YAML)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("quoi", choices=("exporter", "importer"))
        parser.add_argument("fichier", nargs="?", type=Path)
        parser.add_argument(
            "--essai", action="store_true", help="dit ce qui changerait, sans rien écrire"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from famille.socle.dire import compte
        from famille.socle.erreurs import Refus
        from portail.mise_en_service.fichier import comparer, exporter, importer

        fichier = options["fichier"]
        if options["quoi"] == "exporter":
            if fichier:
                fichier.write_text(exporter())
            else:
                self.stdout.write(exporter())
            return
        if not fichier or not fichier.is_file():
            raise CommandError("Donnez le fichier à importer.")
        try:
            geste = comparer if options["essai"] else importer
            changements = geste(fichier.read_text(), par=None)
        except (Refus, UnicodeDecodeError) as refus:
            raise CommandError(str(refus)) from refus
        for un in changements:
            self.stdout.write(f"{un.sorte} : {un.nom} ({un.quoi})")
            for champ, avant, apres in un.champs:
                self.stdout.write(f"    {champ} : {avant!r} → {apres!r}")
        self.stdout.write(f"{compte(len(changements), 'changement')}.")
