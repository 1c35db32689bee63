"""What a subject says of its list."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from famille.models import Utilisateur


@dataclass(frozen=True)
class Colonne:
    """On the screen, the partial `nom` of the list's `cellules` shows it; in a file, `valeur`.
    `tri`: the fields that its head sorts by. `sans_fin`: no value there is beyond all the others,
    and not unknown. `classe`: of its cells and of its head."""

    nom: str
    titre: str
    valeur: Callable[[Any], object] | None = None
    titre_du_fichier: str = ""  # where the file's head says more than the screen's
    tri: tuple[str, ...] = ()
    sans_fin: bool = False
    classe: str = ""


@dataclass(frozen=True)
class Onglet:
    """`cle`: what the address says; the first is what the list is for. `choisir`: its rows."""

    cle: str
    libelle: str
    choisir: Q | Callable[[Any], QuerySet] | None = None  # all; Any: the model's own QuerySet

    def dans(self, lignes: QuerySet) -> QuerySet:
        if self.choisir is None:
            return lignes
        return lignes.filter(self.choisir) if isinstance(self.choisir, Q) else self.choisir(lignes)


class Filtres(forms.Form):
    """What the address of a list says; what is not understood filters nothing. A field `q`, if
    there is one, is the search; those of `sans_filtrer` only order or show."""

    sans_filtrer: tuple[str, ...] = ()

    def valeurs(self) -> dict:
        """The answers that are valid and not empty."""
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}

    def questions(self) -> list[Any]:
        """The fields shown beside the search."""
        return [champ for champ in self.visible_fields() if champ.name != "q"]


class Liste:
    """A list of the agents, made for one reading of it by `agent`. `cellules`: the template that
    holds a partial for each column of `ecran`; `fichier`: the columns of its file, in their order.
    `compte_max`: where counting and paging stop, for lists that nobody reads to their end."""

    titre: str
    adresse: str  # the name of its address
    cellules: str
    gabarit = "famille/listes/liste.html"
    colonnes: tuple[Colonne, ...]
    ecran: tuple[str, ...]
    fichier: tuple[str, ...] = ()
    genre = ""  # of the job that writes its file
    adresse_du_fichier = ""  # the name of the address that asks for it; none, and it has no file
    onglets: tuple[Onglet, ...] = ()
    filtres: type[Filtres] = Filtres
    par_page = 30
    compte_max: int | None = None
    # The order of an index that holds each tab: it is then counted there. Without it PostgreSQL,
    # which guesses how many rows a condition keeps, may read all the table to find so many.
    compte_par: tuple[str, ...] = ()
    # Its tabs, none of them a function, are counted in one reading of its rows: what they ask of a
    # row is annotated, each a query of its own.
    compte_ensemble = False
    se_suit = False  # one goes from a row to the next (famille.dossier.listes.chemin)
    coche = ""  # the name of the boxes of a list with bulk actions
    par_groupes = False  # a page holds so many groups of rows
    par_cles = False  # its deep pages are found by their keys: a row is the same read by itself
    cles_d_abord = False  # its first page too: no index has its order, and all its rows are sorted
    une_ligne, des_lignes = "ligne", "lignes"  # "1 demande", "12 demandes"

    def __init__(self, agent: Utilisateur) -> None:
        self.agent = agent
        self.jour = timezone.localdate()

    def base(self) -> QuerySet:
        """All the rows, as they are shown."""
        raise NotImplementedError

    def formulaire(self, donnees: QueryDict) -> Filtres:
        return self.filtres(donnees)

    def filtrer(self, lignes: QuerySet, valeurs: dict) -> QuerySet:
        """The rows that answer `valeurs`, whatever their tab."""
        return lignes

    def ordre(self, cle: str, valeurs: dict) -> Sequence:
        """What the rows of the tab `cle` are ordered by."""
        raise NotImplementedError

    def ranger(self, lignes: QuerySet, cle: str, valeurs: dict) -> Any:
        """The rows in the order of the tab `cle`, or their groups: whatever can be sliced."""
        return lignes.order_by(*self.ordre(cle, valeurs))

    def preparer(self, objets: list) -> Iterable:
        """What the partials see as `ligne`, for the rows of one page."""
        return objets

    def preparer_les_groupes(self, groupes: list, lignes: QuerySet) -> Iterable:
        """The same, for the groups of one page: theirs among the `lignes` that were chosen."""
        raise NotImplementedError

    def groupe_de(self, ligne: Any) -> Any:
        """What the rows of one group share; the partial `groupe` is their head. None: no head."""
        return None

    def reste_de(self, groupe: Any) -> int:
        """How many rows of this group are not shown; the partial `reste` leads there."""
        return 0

    def classe_de(self, ligne: Any) -> str:
        """A class of this row."""
        return ""

    def cle_de(self, ligne: Any) -> Any:
        """The key that its box sends."""
        return ligne.pk

    def compter_aussi(self) -> dict:
        """Asked with the tabs: attribute of the request that keeps a number → its expression."""
        return {}

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet:
        """The rows with what the file holds, in its order; a page of keys is read at a time."""
        return lignes

    def preparer_le_fichier(self, objets: list) -> Iterable:
        """What `valeur` of each column gets, for the rows of one page, one for each."""
        return objets

    def foyers_de(self, objet: Any) -> Iterable[int]:
        """The keys of the households that are told of a line taken away."""
        return [objet.foyer_id]

    def colonne(self, nom: str) -> Colonne:
        return next(une for une in self.colonnes if une.nom == nom)
