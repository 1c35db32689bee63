"""What is kept beyond its period (docs/comprendre/donnees.md): listed; deleted only with
--executer."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from famille.mouvements.donnees import de_toutes
from famille.mouvements.donnees.purge import Due, lister, purger
from famille.socle.dire import en_chiffres


class Command(BaseCommand):
    help = (
        "Liste ce qui a dépassé sa durée de conservation ; avec --executer, le supprime et en garde"
        " le compte."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--executer", action="store_true", help="supprime vraiment, par lots")

    def handle(self, *args: Any, executer: bool, **options: Any) -> None:
        if executer:
            self._executer()
            return
        total = 0
        for due in lister():
            total += due.nombre
            self.stdout.write(f"{due.titre:<55} {self._quand(due):<28} {due.nombre:>8}")
        self.stdout.write(
            f"\n{total} à supprimer. Rien n’a été supprimé : ajoutez --executer pour le faire."
        )

    def _quand(self, due: Due) -> str:
        if due.ailleurs:
            return "selon sa propre règle"
        return f"avant le {en_chiffres(due.limite)}" if due.limite else "durée non fixée : gardé"

    def _executer(self) -> None:
        purge = purger()
        titres = {poste.code: poste.titre for poste in de_toutes("POSTES")}
        for code, nombre in purge.comptes.items():
            self.stdout.write(f"{titres[code]:<55} {nombre:>8}")
        self.stdout.write(
            f"\nPurge n° {purge.pk} terminée : {sum(purge.comptes.values())} supprimés."
        )
