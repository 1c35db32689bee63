"""The journal as a file, written by a job (famille.travaux). Each household is told who took
its lines away."""

from datetime import date, datetime
from decimal import Decimal
from typing import IO

from famille.journal.modifications import noter_export
from famille.listes.export import entetes
from famille.models import PassagePaiement, Travail, Utilisateur
from famille.regie.journal import Mouvement, avec_details, mouvements
from famille.socle.dire import compte, en_chiffres
from famille.socle.erreurs import Refus
from famille.socle.pages_de_cles import remplir
from famille.socle.tableaux import TABLEAUX
from famille.travaux.actions import Avancement, lancer_un_export
from famille.travaux.fichiers import deposer

from .listes import ListeDuJournal

GENRE = "regie-journal"
LIGNES_MAX = 50_000
COLONNES = [
    next(une for une in ListeDuJournal.colonnes if une.nom == nom) for nom in ListeDuJournal.fichier
]


def lancer_l_export(du: date, au: date, moyen: str, sorte: str, *, par: Utilisateur) -> Travail:
    """The job. Refus: nothing on these days, too many lines for one file, or too many files in this
    hour."""
    total = mouvements(du, au, moyen).count()
    if not total:
        raise Refus(
            "Il n’y a rien à exporter sur cette période : choisissez d’autres dates ou un autre"
            " moyen."
        )
    if total > LIGNES_MAX:
        raise Refus(
            f"Cette période compte {total} lignes, et un fichier en contient {LIGNES_MAX} au plus :"
            " choisissez une période plus courte."
        )
    parametres = {"du": du.isoformat(), "au": au.isoformat(), "moyen": moyen, "format": sorte}
    return lancer_un_export(
        GENRE,
        f"Journal de la régie, du {en_chiffres(du)} au {en_chiffres(au)}",
        parametres,
        par=par,
    )


def executer(travail: Travail, avancer: Avancement) -> dict:
    """The job: parametres dict(du, au: ISO days, moyen, format). dict(phrase, lignes)."""
    demande = travail.parametres
    du, au = date.fromisoformat(demande["du"]), date.fromisoformat(demande["au"])
    lignes, sorte = mouvements(du, au, demande["moyen"]), demande["format"]
    total, foyers = lignes.count(), set[int]()

    def valeurs(passage: PassagePaiement) -> list[datetime | str | Decimal]:
        foyers.add(passage.paiement.foyer_id)
        return _valeurs(Mouvement(passage))

    def ecrire(fichier: IO[bytes]) -> None:
        remplir(
            TABLEAUX[sorte](fichier, entetes(ListeDuJournal)),
            avec_details(lignes),
            valeurs,
            avancer,
        )

    def dire() -> None:
        noter_export(foyers, "export du journal de la régie", par=travail.demandeur)

    deposer(travail, sorte, f"journal-regie-{du}-au-{au}.{sorte}", ecrire, avec=dire)
    return {"phrase": f"{compte(total, 'ligne')}.", "lignes": total}


def _valeurs(mouvement: Mouvement) -> list:
    return [colonne.valeur(mouvement) for colonne in COLONNES if colonne.valeur]
