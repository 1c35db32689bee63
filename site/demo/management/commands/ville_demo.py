"""`manage.py ville_demo`: makes the demonstration town, once."""

import sys
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from famille.models import Enfant, Foyer
from famille.socle.erreurs import Refus
from portail.management.avancement import Progression
from portail.processus.en_marche import qui_tourne


class Command(BaseCommand):
    help = (
        "Crée la ville de démonstration. Sans effet si elle est déjà là ; refusé sur la base d’une"
        " vraie ville."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--refaire", action="store_true", help="efface la ville de démonstration et la recrée"
        )
        parser.add_argument(
            "--ouvrir-d-abord",
            action="store_true",
            help="crée de quoi l’ouvrir ; le travailleur fait le reste",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from demo.ville.effacement import tout_effacer
        from demo.ville.marque import (
            exiger_une_base_de_demonstration,
            exiger_une_installation_de_demonstration,
            marque,
        )

        try:
            exiger_une_installation_de_demonstration()
            if options["refaire"]:
                exiger_un_portail_ferme()
            call_command("preparer", verbosity=options["verbosity"], stdout=self.stdout)
            exiger_une_base_de_demonstration()
        except Refus as refus:
            raise CommandError(str(refus)) from refus
        if marque() and options["refaire"]:
            self.dire("Effacement de la ville de démonstration…", options)
            tout_effacer()
        if marque():
            self.dire(
                f"La ville de démonstration est déjà là ({self.recensement()}) : elle est gardée"
                " telle quelle. Pour repartir à neuf : « make demo ».",
                options,
            )
            return
        self.creer(options)

    def creer(self, options: dict[str, Any]) -> None:
        from demo.ville.fabrique import creer_la_ville, etapes, ouvrir_la_ville

        self.dire("Ville de démonstration…", options)
        d_abord = options["ouvrir_d_abord"]
        combien = etapes(seulement_ouvrir=d_abord)
        muet = not options["verbosity"]
        suivi = Progression("Ville de démonstration", combien, lambda dit: self.dire(dit, options))
        # On a terminal a bar; in a log file, a line each tenth.
        with tqdm(
            total=combien,
            desc="Ville de démonstration",
            bar_format="{desc} {percentage:3.0f} % |{bar}| encore {remaining}",
            disable=True if muet else None,
            file=sys.stderr,
        ) as barre:
            creer = ouvrir_la_ville if d_abord else creer_la_ville
            creer(avancer=suivi.avancer if barre.disable else barre.update)
        suite = " Leurs demandes et leurs factures arriveront une fois le portail ouvert."
        self.dire(
            f"La ville de démonstration est prête : {self.recensement()}.{suite * d_abord}", options
        )

    def recensement(self) -> str:
        return f"{Foyer.objects.count()} foyers, {Enfant.objects.count()} enfants"

    def dire(self, phrase: str, options: dict[str, Any]) -> None:
        if options["verbosity"]:
            self.stdout.write(phrase)
            self.stdout.flush()


def exiger_un_portail_ferme() -> None:
    """Refus while a process of the portal serves this town: its pages would be emptied under
    whoever reads them, and what they write would be lost."""
    if en_marche := qui_tourne():
        raise Refus(
            f"Le portail tourne sur cette ville ({', '.join(en_marche)}) : arrêtez-le d’abord"
            " (Ctrl-C là où « make run » tourne), puis recommencez. Rien n’a été changé."
        )
