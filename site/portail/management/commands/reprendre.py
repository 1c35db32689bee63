"""manage.py reprendre: families of another software, from a file, without the screens."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.core.management.base import BaseCommand, CommandError

from famille.models import FauteDeReprise, Reprise, Travail, Utilisateur
from famille.mouvements.reprise import actions
from famille.mouvements.reprise.colonnes import NIR
from famille.mouvements.reprise.oubli import oublier_le_reste
from famille.mouvements.reprise.rapport import nom_du_tableau
from famille.mouvements.reprise.registre import codes, sujets
from famille.socle.dire import compte
from famille.socle.erreurs import Refus
from famille.travaux.actions import executer

_MONTREES = 50  # faults
_MOTS = {
    "creee": "à créer",
    "changee": "à mettre à jour",
    "pareil": "sans changement",
    "refusee": "à revoir",
}


class Command(BaseCommand):
    help = (
        "Reprend les familles d’un fichier .csv, .xlsx ou .zip. Avec --essai, dit ce qui serait"
        " repris, et n’écrit rien."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", help="le fichier à reprendre")
        parser.add_argument("--source", default="Ancien logiciel", help="le logiciel d’origine")
        parser.add_argument(
            "--par", default="", help="l’adresse e-mail du compte au nom duquel c’est fait"
        )
        parser.add_argument("--essai", action="store_true", help="ne rien écrire, dire seulement")

    def handle(self, *args: Any, **options: Any) -> None:
        par = self._compte(options["par"])
        try:
            reprise = self._relire(Path(options["fichier"]), options["source"], par)
            self._annoncer(reprise)
            if options["essai"]:
                actions.abandonner(reprise, par=par)
                oublier_le_reste(reprise.pk)
                self.stdout.write("Essai : rien n’est écrit.")
                return
            reprise = actions.importer(reprise, par=par)
        except Refus as refus:
            raise CommandError(str(refus)) from None
        reprise = self._faire(reprise)
        self.stdout.write(actions.phrase_du_bilan(reprise))

    def _compte(self, courriel: str) -> Utilisateur:
        comptes = Utilisateur.objects.filter(is_active=True)
        if courriel:
            trouve = comptes.filter(email=courriel.strip().lower()).first()
        else:
            trouve = comptes.filter(is_superuser=True).order_by("pk").first()
        if trouve is None or not trouve.has_perm("famille.reprendre_familles"):
            raise CommandError(
                "Dites au nom de qui : --par adresse@exemple.fr, celle d’un compte qui peut"
                " reprendre des familles."
            )
        return trouve

    def _relire(self, chemin: Path, source: str, par: Utilisateur) -> Reprise:
        if not chemin.is_file():
            raise CommandError(f"{chemin} n’est pas un fichier.")
        with chemin.open("rb") as ouvert:
            depose = UploadedFile(
                File(ouvert), name=chemin.name, size=chemin.stat().st_size, charset=None
            )
            reprise = actions.deposer_le_fichier(depose, source, par=par)
        connus = codes() | {NIR: "jamais repris, un numéro de sécurité sociale"}
        for tableau in reprise.tableaux:
            self.stdout.write(f"{tableau['nom']} :")
            for titre, code in zip(tableau["entetes"], tableau["colonnes"], strict=True):
                self.stdout.write(f"  {titre} → {connus[code] if code else 'mis de côté'}")
        choix = [tableau["colonnes"] for tableau in reprise.tableaux]
        return self._faire(actions.confirmer_les_colonnes(reprise, choix, par=par))

    def _faire(self, reprise: Reprise) -> Reprise:
        """The job now, in this process, all its turns; the worker that was given it will find it
        done."""
        while executer(reprise.travail_id) == Travail.Etat.EN_COURS:
            pass
        reprise.refresh_from_db()
        if reprise.refus:
            raise CommandError(reprise.refus)
        return reprise

    def _annoncer(self, reprise: Reprise) -> None:
        for code, dits in reprise.bilan["sujets"].items():
            nombres = ", ".join(
                f"{dits[quoi]} {mot}" for quoi, mot in _MOTS.items() if quoi in dits
            )
            nom = sujets()[code].pluriel
            self.stdout.write(f"{nom[:1].upper()}{nom[1:]} : {nombres}")
        fautes = FauteDeReprise.objects.filter(reprise=reprise)
        for faute in fautes[:_MONTREES]:
            colonne = f", « {faute.colonne} »" if faute.colonne else ""
            ou = nom_du_tableau(reprise, faute.tableau)
            self.stdout.write(f"{ou}, ligne {faute.numero}{colonne} : {faute.raison}")
        if (autres := fautes.count() - _MONTREES) > 0:
            dit = compte(autres, "autre faute", "autres fautes")
            self.stdout.write(
                f"… et {dit}. Déposé dans l’écran « Reprise », ce fichier les montre toutes."
            )
