"""Tables made anew from those of a file, whose titles are the codes of our fields."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from famille.mouvements.reprise.fichiers import LigneBrute, TableauLu, tableaux, titres_et_suite
from famille.mouvements.reprise.titres import plat
from famille.socle.erreurs import Refus

PREMIERES = 30  # lines looked at to know whose file it is


def codes(**champs: str) -> list[str]:
    """Of our fields, a space between two. `adulte_2`: the second adult of a line.

    >>> codes(famille="cle", adulte_2="nom prenom")
    ['famille.cle', 'adulte.2.nom', 'adulte.2.prenom']
    """
    return [
        f"{sujet.replace('_', '.')}.{champ}"
        for sujet, siens in champs.items()
        for champ in siens.split()
    ]


def tableau(nom: str, codes: Sequence[str], lignes: Iterable[Sequence[Any]]) -> TableauLu:
    def toutes() -> Iterator[LigneBrute]:
        yield 1, list(codes)
        for rang, cellules in enumerate(lignes, start=2):
            yield rang, list(cellules)

    return TableauLu(nom, toutes())


def laisses(quoi: Iterable[tuple[str, int]]) -> Iterator[TableauLu]:
    """What the file holds and the map does not take, so that the screen says it."""
    restes = [[nom, combien] for nom, combien in quoi if combien]
    if restes:
        yield tableau("Non repris", ["(contenu laissé de côté)", "(quantité)"], restes)


class Feuillet:
    """One table of the file: its titles folded, its lines as dicts of them."""

    def __init__(self, lu: TableauLu, *, apercu: bool) -> None:
        _numero, titres, suite = titres_et_suite(lu.lignes)
        self.nom = lu.nom
        self.titres = [plat("" if titre is None else str(titre)) for titre in titres]
        self.brutes = [cellules for _n, cellules in suite]
        if not apercu:
            self.brutes += [cellules for _n, cellules in lu.lignes]

    def a(self, *titres: str) -> bool:
        return all(plat(titre) in self.titres for titre in titres)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for cellules in self.brutes:
            yield dict(zip(self.titres, cellules, strict=False))


def feuillets(fichier: IO[bytes], nom: str, *, apercu: bool = False) -> list[Feuillet]:
    """Those of the file; `apercu`: their first lines only. None when it is no table at all."""
    fichier.seek(0)
    try:
        lus = [Feuillet(lu, apercu=apercu) for lu in tableaux(fichier, nom)]
    except Refus:
        lus = []  # the engine says why
    fichier.seek(0, io.SEEK_SET)
    return lus


def texte(cellule: Any) -> str:
    return "" if cellule is None else str(cellule).strip()
