"""Play again the allocation of an opening by wishes, from the file that anyone may download: no
database, no name. Ends with 1 where the result is not the one that was published."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reservations.regles.voeux.dossier import (
    TAILLE_MAX,
    DossierIllisible,
    empreinte_du_resultat,
    lire_dossier,
    resultat,
)


class Command(BaseCommand):
    help = "Rejoue un tirage publié à partir de son fichier, et compare le résultat."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path, help="le fichier tirage-….json téléchargé")

    def handle(self, *args: Any, fichier: Path, **options: Any) -> None:
        donnees = _lire(fichier)
        try:
            dossier = lire_dossier(donnees)
        except DossierIllisible as erreur:
            raise CommandError(str(erreur)) from erreur
        refait = resultat(dossier.jouer())
        empreinte = empreinte_du_resultat(refait)
        self.stdout.write(f"{len(dossier.listes)} listes, {len(dossier.lieux)} périodes")
        self.stdout.write(f"Empreinte du résultat : {empreinte}")
        if donnees.get("resultat") != refait or donnees.get("empreinte_du_resultat") != empreinte:
            raise CommandError("Ce résultat n’est pas celui qui a été publié.")
        self.stdout.write("C’est le résultat publié.")


def _lire(fichier: Path) -> dict[str, Any]:
    try:
        if fichier.stat().st_size > TAILLE_MAX:
            raise CommandError("Ce fichier est trop gros pour être celui d’un tirage.")
        lu = json.loads(fichier.read_text("utf-8"))
    except (OSError, ValueError) as erreur:
        raise CommandError(f"Ce fichier ne peut pas être lu : {erreur}") from erreur
    if not isinstance(lu, dict):
        raise CommandError("Ce fichier n’est pas celui d’un tirage.")
    return lu
