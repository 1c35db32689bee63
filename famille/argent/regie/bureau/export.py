"""The journal as a file, written by a job; each household is told who took its lines away."""

from collections.abc import Iterator
from datetime import date

from famille.argent.regie.journal import Mouvement, avec_details, mouvements
from famille.dossier.listes.export import entetes
from famille.models import PassagePaiement, Travail, Utilisateur
from famille.socle.dire import compte, en_chiffres
from famille.socle.erreurs import Refus
from famille.travaux.actions import Avancement, lancer_un_export
from famille.travaux.tables import deposer_un_tableau

from .listes import ListeDuJournal

GENRE = "regie-journal"
LIGNES_MAX = 50_000
COLONNES = [
    next(une for une in ListeDuJournal.colonnes if une.nom == nom) for nom in ListeDuJournal.fichier
]


def lancer_l_export(du: date, au: date, moyen: str, sorte: str, *, par: Utilisateur) -> Travail:
    """The job. Refus: nothing on these days, too many lines, or too many files in this hour."""
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
    titre = f"Journal de la régie, du {en_chiffres(du)} au {en_chiffres(au)}"
    return lancer_un_export(GENRE, titre, parametres, par=par)


def executer(travail: Travail, avancer: Avancement) -> dict:
    """The job: parametres dict(du, au: ISO days, moyen, format). dict(phrase, lignes)."""
    demande = travail.parametres
    du, au = date.fromisoformat(demande["du"]), date.fromisoformat(demande["au"])
    lignes = mouvements(du, au, demande["moyen"])

    def valeurs(page: list[PassagePaiement]) -> Iterator[tuple[list[int], list]]:
        for passage in page:
            mouvement = Mouvement(passage)
            dites = [colonne.valeur(mouvement) for colonne in COLONNES if colonne.valeur]
            yield [passage.paiement.foyer_id], dites

    deposer_un_tableau(
        travail,
        avancer,
        f"journal-regie-{du}-au-{au}",
        entetes(ListeDuJournal),
        avec_details(lignes),
        valeurs,
        trace="export du journal de la régie",
    )
    total = lignes.count()
    return {"phrase": f"{compte(total, 'ligne')}.", "lignes": total}
