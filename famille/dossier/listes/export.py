"""A list as a file, written by a long job: each household is told who took its line, or no file."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import IO, Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from famille.journal.modifications import noter_export
from famille.models import Travail, Utilisateur
from famille.socle.dire import de
from famille.socle.erreurs import Refus
from famille.socle.offres import EXPORT, GenreDeTravail
from famille.socle.tableaux import TABLEAUX, XLSX
from famille.travaux.actions import Avancement, lancer_un_export
from famille.travaux.fichiers import deposer, exiger_la_place
from famille.travaux.tables import deposer_un_tableau

from .declaration import Liste
from .lecture import choisir

_PAR_NOTE = 500  # lines between two notes of how far the job is
_AUTRES = ("csrfmiddlewaretoken", "format")


def entetes(sorte: type[Liste]) -> list[str]:
    """The heads of its file."""
    titres = {une.nom: str(une.titre_du_fichier or une.titre) for une in sorte.colonnes}
    return [titres[nom] for nom in sorte.fichier]


def genre_de(sorte: type[Liste], permission: str) -> GenreDeTravail:
    """The long job that writes this list, for a room to offer. Its file is its author's."""
    return GenreDeTravail(
        sorte.genre,
        partial(executer, sorte),
        permission,
        (sorte.titre, sorte.adresse),
        a_son_auteur=True,
        gabarit=EXPORT,
    )


def demander(sorte: type[Liste], donnees: QueryDict, *, par: Utilisateur) -> Travail:
    """The job that writes the list as `donnees` (its address, and `format`) shows it. Refus:
    nothing in it, too much for one file, or too many files in this hour."""
    filtres = {nom: valeur for nom, valeur in donnees.items() if nom not in _AUTRES}
    voulu = donnees.get("format", XLSX)
    voulu = voulu if voulu in TABLEAUX else XLSX
    _verifier_le_nombre(sorte, _choisies(sorte, filtres, par).count())
    parametres = {"format": voulu, "filtres": filtres}
    return lancer_un_export(sorte.genre, f"Liste {de(sorte.des_lignes)}", parametres, par=par)


def executer(sorte: type[Liste], travail: Travail, avancer: Avancement) -> dict:
    """The job: parametres dict(format, filtres: what the list's address says)."""
    par = travail.demandeur
    liste, lignes = sorte(par), _choisies(sorte, travail.parametres["filtres"], par)
    total = _verifier_le_nombre(sorte, lignes.count())
    colonnes = [liste.colonne(nom).valeur for nom in liste.fichier]

    def valeurs(page: list[Any]) -> Iterator[tuple[Iterable[int], list]]:
        for objet, dite in zip(page, liste.preparer_le_fichier(page), strict=True):
            yield liste.foyers_de(objet), [valeur(dite) for valeur in colonnes if valeur]

    suite = deposer_un_tableau(
        travail,
        avancer,
        f"{sorte.genre}-{timezone.localdate(travail.cree_le)}",
        entetes(sorte),
        liste.pour_le_fichier(lignes),
        valeurs,
        trace=f"export d’une liste {de(sorte.des_lignes)}",
    )
    nom = sorte.des_lignes if total > 1 else sorte.une_ligne
    return {"phrase": f"{total} {nom}.{suite}", "lignes": total}


def deposer_la_liste(
    travail: Travail,
    avancer: Callable[[int, int], None],
    nom: str,
    titres: list[str],
    lignes: Iterable[tuple[Iterable[int], list]],
    *,
    total: int,
    trace: str,
) -> None:
    """Write the job's file, "<nom>-<day>.<format>", and tell each household, `trace`, who took its
    line away: both or neither. `lignes`: (keys of households, values), about `total` of them."""
    voulu, foyers = travail.parametres["format"], set[int]()
    par = travail.demandeur

    def ecrire(fichier: IO[bytes]) -> None:
        tableau = TABLEAUX[voulu](fichier, titres)
        for rang, (touches, valeurs) in enumerate(lignes, start=1):
            tableau.ajouter(valeurs)
            foyers.update(touches)
            if rang % _PAR_NOTE == 0:
                avancer(min(rang, total), total)
        tableau.finir()

    le = timezone.localdate(travail.cree_le)
    deposer(
        travail,
        voulu,
        f"{nom}-{le}.{voulu}",
        ecrire,
        avec=lambda: noter_export(foyers, trace, par=par),
    )


def _choisies(sorte: type[Liste], filtres: dict, par: Utilisateur) -> QuerySet[Any]:
    adresse = QueryDict(mutable=True)
    adresse.update(filtres)
    liste = sorte(par)
    choix = choisir(liste, adresse)
    return choix.dedans(liste.filtrer(liste.base(), choix.valeurs))


def _verifier_le_nombre(sorte: type[Liste], total: int) -> int:
    if not total:
        raise Refus("Rien ne répond à ces critères : il n’y a rien à exporter.")
    exiger_la_place(total, des_lignes=sorte.des_lignes, que_faire="filtrez cette liste")
    return total
