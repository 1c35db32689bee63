"""What can be taken over from another software: kinds of things (`SujetRepris`), their fields
(`Champ`), and how each kind is written (`Ecrivain`). A room offers its own in `Offre.reprise`
(famille.socle.offres): the engine names none.

A column of a file is one field of one thing of its line: its code is `enfant.naissance`, or, where
a line holds several of a kind, `adulte.2.nom`. A line may hold things of any kinds: one file may be
a table of households and another one of children, or each line a child with his parents.

A new kind: docs/etendre/une_reprise.md.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Model, QuerySet

from famille.models import CleEtrangere, LigneDeReprise

if TYPE_CHECKING:
    from .lot import LotDeReprise


class CaseFautive(Exception):
    """A cell, or a line, that cannot be taken. Its reason is a French sentence that never quotes
    health. `nom`: its field, "" for the whole line."""

    def __init__(self, raison: str, nom: str = "") -> None:
        super().__init__(raison)
        self.raison, self.nom = raison, nom


@dataclass(frozen=True)
class Champ:
    """`lire(cell) → value that JSON can hold` (famille.mouvements.reprise.cases), "" when empty; it
    raises CaseFautive. `synonymes`: other titles of such a column, as people write them, with
    commas: accents, plurals and small words do not count. `exige`: a wrong cell refuses the whole
    thing; of another field, the cell is left out, and told. `prime`: the value that wins where two
    lines of the file differ; else the first line's."""

    nom: str
    libelle: str
    lire: Callable[[Any], Any]
    synonymes: str = ""
    exige: bool = False
    prime: Any = None

    @property
    def titres(self) -> list[str]:
        """The titles that a column of this field may have."""
        return [self.nom, self.libelle, *separer(self.synonymes)]


def separer(mots: str) -> list[str]:
    """Split words at commas."""
    return [mot for mot in mots.split(", ") if mot]


@dataclass(frozen=True)
class SujetRepris:
    """A kind of thing. `de`: the codes of the kinds it refers to. `rangs`: how many a line may
    hold. `identite`: the fields that make its key, with the keys it refers to, where the file gives
    none. `bloc`: (dict read, keys of `de`) → what likely duplicates share. `sous`: the words, with
    commas, that mark a title as of this kind, for each of `rangs`. `scelle`: the hashes that
    compare a second file are keyed."""

    code: str
    libelle: str
    pluriel: str
    champs: tuple[Champ, ...]
    ecrivain: "type[Ecrivain[Any]]"
    de: tuple[str, ...] = ()
    rangs: int = 1
    identite: tuple[str, ...] = ()
    bloc: Callable[[dict[str, Any], dict[str, str]], str] = lambda dit, de: ""
    sous: tuple[str, ...] = ("",)
    scelle: bool = False

    def champ(self, nom: str) -> Champ:
        return next(champ for champ in self.champs if champ.nom == nom)


@dataclass
class Objet:
    """One thing of the file, to be judged and written. `dit`: the values taken. `de`: what it is
    about, by kind; None if a dry run has not made it. `connue`: its row, if known before."""

    ligne: LigneDeReprise
    dit: dict[str, Any]
    de: dict[str, CleEtrangere | None] = field(default_factory=dict)
    connue: CleEtrangere | None = None

    @property
    def cle(self) -> str:
        return self.ligne.cle

    @property
    def lu(self) -> dict[str, Any]:
        """All the values of the file, taken or not."""
        return self.ligne.donnees["dit"]

    def foyer(self) -> Any:
        return getattr(self.de.get("famille"), "foyer_id", None)

    def enfant(self) -> Any:
        return getattr(self.de.get("enfant"), "enfant_id", None)

    def adulte(self) -> Any:
        return getattr(self.de.get("adulte"), "adulte_id", None)


class Ecrivain[M: Model]:
    """Judges and writes the things of one kind, for one batch. `champs`: field of the file → field
    of the row, copied as it is; `defauts`: values of a new row where the file is empty. `jours`:
    fields that are days. `par`: the column of CleEtrangere that holds the key of the row.
    `ensemble`: two lines on one child are judged together; else the second waits until the first is
    written."""

    modele: type[M]
    champs: dict[str, str] = {}
    defauts: dict[str, Any] = {}
    jours: tuple[str, ...] = ()
    par = "objet"
    ensemble = False

    def __init__(self, lot: "LotDeReprise", sujet: SujetRepris) -> None:
        self.lot, self.sujet = lot, sujet

    def preparer(self, objets: list[Objet]) -> None:
        """Read at once what judging and writing these will ask for."""

    def trouver(self, objet: Objet) -> M | None:
        """For a thing new to the portal, the row that is the same already, to complete; or None."""
        return None

    def utile(self, objet: Objet) -> bool:
        """Whether to make a row if there is none: a household that owes nothing has no balance."""
        return True

    def juger(self, objet: Objet) -> None:
        """CaseFautive: it cannot be made. `self.lot.signaler` for what is only left out."""

    def creer(self, objets: list[Objet]) -> list[M]:
        """Make them, in their order, through `self.lot.ajouter`."""
        lignes = [self.nouveau(objet) for objet in objets]
        self.lot.ajouter(lignes)
        return lignes

    def nouveau(self, objet: Objet) -> M:
        """Its row, not written yet: whom it is about, what is copied as it is, and `autres`."""
        de = {"foyer_id": objet.foyer(), "enfant_id": objet.enfant()}
        colonnes = {nom: cle for nom, cle in de.items() if hasattr(self.modele, nom)}
        for nom, champ in self.champs.items():
            dit = self.valeur(objet, nom)
            colonnes[champ] = self.defauts.get(nom, dit) if dit == "" else dit
        return self.modele(**colonnes | self.autres(objet))

    def autres(self, objet: Objet) -> dict[str, Any]:
        """The other columns of its row."""
        return {}

    def lignes(self) -> QuerySet[M]:
        """The rows of the model, with what writing reads of each."""
        return self.modele._default_manager.all()

    def lire(self, cles: list[CleEtrangere]) -> dict[str, M]:
        """The file's key → its row. A row deleted since is left out."""
        voulues = {cle.cle: getattr(cle, self.par) for cle in cles}
        lues = self.lignes().in_bulk([pk for pk in voulues.values() if pk])
        return {cle: lues[pk] for cle, pk in voulues.items() if pk in lues}

    def tenu(self, ligne: M, nom: str) -> Any:
        """What the row holds for this field of the file, "" for nothing."""
        return getattr(ligne, self.champs[nom], "") if nom in self.champs else ""

    def ajoute(self, objet: Objet, ligne: M, nom: str) -> bool:
        """Whether the file adds to the value that the portal's row already holds for this field."""
        return False

    def changer(self, objet: Objet, ligne: M, noms: set[str]) -> None:
        """Write these fields, which the file has changed, through `self.lot.changer`."""
        valeurs = {self.champs[nom]: self.valeur(objet, nom) for nom in noms & self.champs.keys()}
        self.lot.changer(ligne, **valeurs)

    def valeur(self, objet: Objet, nom: str) -> Any:
        """The value of this field as the row holds it."""
        dit = objet.dit.get(nom, "")
        if nom in self.jours:
            return date.fromisoformat(dit) if dit else None
        return dit

    def cible(self, objet: Objet, ligne: M) -> dict[str, Any]:
        """The columns of CleEtrangere: the household or child, and the row."""
        if self.par != "objet":
            return {self.par: ligne.pk}
        noms = [nom for nom in ("foyer_id", "enfant_id") if hasattr(ligne, nom)]
        return {nom: getattr(ligne, nom) for nom in noms} | {"objet": ligne.pk}
