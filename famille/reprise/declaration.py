"""What can be taken over from another software: kinds of things (`SujetRepris`), their fields
(`Champ`), and how each kind is written (`Ecrivain`). A room offers its own in `Offre.reprise`
(famille.socle.offres): the engine names none.

A column of a file is one field of one thing of its line: its code is `enfant.naissance`, or, where
a line holds several of a kind, `adulte.2.nom`. A line may hold things of any kinds: one file may be
a table of households and another one of children, or each line a child with his parents.

A new kind, in four gestes:

1. `SujetRepris("inscription", "Inscription", …, (Champ("debut", "Début", cases.jour), …), …)`;
2. `de=("enfant",)`: the kinds whose key the line must give, and that are written before;
3. an `Ecrivain` that makes rows of several objects at once;
4. that kind in `Offre(reprise=(INSCRIPTION,))` of the room's `offre.py`.

A ready map of another software is a `CarteDeLogiciel` (famille.reprise.cartes).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from famille.models import CleEtrangere, LigneDeReprise

if TYPE_CHECKING:
    from .lot import LotDeReprise


class CaseFautive(Exception):
    """Why a cell, or a line, cannot be taken: a French sentence that never quotes health. `nom`: of
    the field that it is about, "" for the whole."""

    def __init__(self, raison: str, nom: str = "") -> None:
        super().__init__(raison)
        self.raison, self.nom = raison, nom


@dataclass(frozen=True)
class Champ:
    """`lire(cell) → value that JSON can hold` (famille.reprise.cases), "" for nothing said; it
    raises CaseFautive. `synonymes`: other titles of such a column, as people write them. `exige`: a
    cell that is wrong refuses the whole thing; that of any other field is left out, and said.
    `prime`: the value that is kept where two lines of the file differ; else that of the first."""

    nom: str
    libelle: str
    lire: Callable[[Any], Any]
    synonymes: tuple[str, ...] = ()
    exige: bool = False
    prime: Any = None


@dataclass(frozen=True)
class SujetRepris:
    """`de`: codes of the kinds that it is about. `rangs`: how many one line may hold. `identite`:
    the fields that make its key, with those of what it is about, where the file gives none.
    `bloc`: of what is read (dict, keys of `de`), what likely duplicates share. `sous`: the words by
    which a title says that a column is of this kind; for each of `rangs`, where there are several.
    `scelle`: the prints by which a second file is compared are made with the portal's own key.
    """

    code: str
    libelle: str
    pluriel: str
    champs: tuple[Champ, ...]
    ecrivain: "type[Ecrivain[Any]]"
    de: tuple[str, ...] = ()
    rangs: int = 1
    identite: tuple[str, ...] = ()
    bloc: Callable[[dict[str, Any], dict[str, str]], str] = lambda dit, de: ""
    sous: tuple[tuple[str, ...], ...] = ((),)
    sante: bool = False
    scelle: bool = False

    def champ(self, nom: str) -> Champ:
        return next(champ for champ in self.champs if champ.nom == nom)


@dataclass
class Objet:
    """One thing of the file, about to be judged and written. `dit`: what of it is taken. `de`: what
    it is about, by kind; None in a dry run, when that is not made yet. `connue`: what it became
    here before."""

    ligne: LigneDeReprise
    dit: dict[str, Any]
    de: dict[str, CleEtrangere | None] = field(default_factory=dict)
    connue: CleEtrangere | None = None

    @property
    def cle(self) -> str:
        return self.ligne.cle

    @property
    def lu(self) -> dict[str, Any]:
        """What the file says of it, taken or not."""
        return self.ligne.donnees["dit"]

    def foyer(self) -> Any:
        return _de(self.de.get("famille"), "foyer_id")

    def enfant(self) -> Any:
        return _de(self.de.get("enfant"), "enfant_id")


def _de(cle: CleEtrangere | None, nom: str) -> Any:
    return getattr(cle, nom) if cle else None


class Ecrivain[M: Model]:
    """How the things of one kind are judged and written. One is made for each batch.

    `champs`: field of the file → field of the row, for what is copied as it is. `ensemble`: what
    two lines say of one child is weighed at once; else the second waits until the first is written.
    """

    modele: type[M]
    champs: dict[str, str] = {}
    ensemble = False

    def __init__(self, lot: "LotDeReprise") -> None:
        self.lot = lot

    def preparer(self, objets: list[Objet]) -> None:
        """Read at once what judging and writing these will ask for."""

    def trouver(self, objets: Iterable[Objet]) -> dict[str, M]:
        """Of those that no file told before, the rows that say the same already, by the objects'
        keys: they are completed, not made again."""
        return {}

    def utile(self, objet: Objet) -> bool:
        """Whether there is anything to make of it, where it is not here yet: a list of balances has
        a line for those who owe nothing."""
        return True

    def juger(self, objet: Objet) -> None:
        """CaseFautive: it cannot be made. `self.lot.signaler` for what is only left out."""

    def creer(self, objets: list[Objet]) -> list[M]:
        """Make them, in their order, through `self.lot.ajouter`."""
        lignes = [self.nouveau(objet) for objet in objets]
        self.lot.ajouter(lignes)
        return lignes

    def nouveau(self, objet: Objet) -> M:
        """The row of this object, not written yet."""
        raise NotImplementedError

    def lire(self, cles: list[CleEtrangere]) -> dict[str, M]:
        """The file's key → its row. One that is no more is left out: it stays so."""
        lues = self.modele._default_manager.in_bulk([cle.objet for cle in cles if cle.objet])
        return {cle.cle: lues[cle.objet] for cle in cles if cle.objet in lues}

    def tenu(self, ligne: M, nom: str) -> Any:
        """What the row holds for this field of the file, "" for nothing."""
        return getattr(ligne, self.champs[nom], "") if nom in self.champs else ""

    def ajoute(self, objet: Objet, ligne: M, nom: str) -> bool:
        """Whether the file adds to what a row that the portal has already holds for this field."""
        return False

    def changer(self, objet: Objet, ligne: M, noms: set[str]) -> None:
        """The file says these fields anew: write them, through `self.lot.changer`."""
        valeurs = {self.champs[nom]: self.valeur(objet, nom) for nom in noms & self.champs.keys()}
        self.lot.changer(ligne, **valeurs)

    def valeur(self, objet: Objet, nom: str) -> Any:
        """As the row's field holds it."""
        return objet.dit.get(nom, "")

    def cible(self, objet: Objet, ligne: M) -> dict[str, Any]:
        """The columns of CleEtrangere: whom it is about, and which row."""
        cible = {"foyer_id": objet.foyer(), "enfant_id": objet.enfant(), "objet": ligne.pk}
        return {nom: valeur for nom, valeur in cible.items() if valeur is not None}
