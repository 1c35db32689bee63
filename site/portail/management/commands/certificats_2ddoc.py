"""`manage.py certificats_2ddoc`: the official list of those who sign 2D-Doc, put where the portal
reads it (docs/exploiter/papiers_signes.md)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from famille.dossier.documents.cachets.actions import relire_les_inconnus
from famille.dossier.documents.cachets.confiance import signataires
from famille.dossier.documents.cachets.liste_officielle import (
    Autorite,
    deballer,
    lire_la_liste,
    ranger,
)
from famille.socle.dire import compte
from famille.socle.erreurs import Refus

SANS_DOSSIER = (
    "PORTAIL_2DDOC n’est pas défini : indiquez le dossier où garder les certificats, puis relancez"
    " cette commande."
)


class Command(BaseCommand):
    help = (
        "Range dans le dossier de PORTAIL_2DDOC la liste officielle des émetteurs de 2D-Doc. Sans"
        " autre fichier que la liste, dit seulement où télécharger les certificats."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("liste", help="la liste de confiance, publiée par France Titres")
        parser.add_argument(
            "certificats", nargs="*", help="ce que publie chaque autorité de la liste"
        )

    def handle(self, *args: Any, liste: str, certificats: list[str], **options: Any) -> None:
        try:
            autorites = lire_la_liste(Path(liste).read_bytes())
            if certificats:
                self._ranger(autorites, certificats)
            else:
                self._annoncer(autorites)
        except (Refus, OSError) as erreur:
            raise CommandError(str(erreur)) from erreur

    def _annoncer(self, autorites: list[Autorite]) -> None:
        for autorite in autorites:
            self.stdout.write(str(autorite))
            self.stdout.write(f"  ses certificats : {autorite.adresse}")
        self.stdout.write("Téléchargez ces fichiers, puis donnez-les à cette commande.")

    def _ranger(self, autorites: list[Autorite], certificats: list[str]) -> None:
        if not settings.CERTIFICATS_2DDOC:
            raise CommandError(SANS_DOSSIER)
        lus = [un for chemin in certificats for un in deballer(Path(chemin).read_bytes())]
        bilan = ranger(Path(settings.CERTIFICATS_2DDOC), autorites, lus)
        for fichier in bilan.ecartes:
            self.stderr.write(f"Écarté, aucune autorité de la liste ne l’a signé : {fichier}")
        for fichier in bilan.retires:
            self.stdout.write(f"Retiré, son autorité n’est plus dans la liste : {fichier}")
        self.stdout.write(f"{compte(len(signataires()), 'signataire')} en qui le portail croit.")
        repris = relire_les_inconnus()
        if repris:
            self.stdout.write(f"{compte(repris, 'papier')} à lire de nouveau, par le travailleur.")
