"""What a subject declares to have a list on the agents' screens."""

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
    """A column: drawn by the partial `nom` of the list's `cellules`; in a file, `valeur`. `tri`:
    the fields that its header sorts by. `sans_fin`: an empty value is greater than all the others,
    not unknown. `classe`: the CSS class of its cells and header."""

    nom: str
    titre: str
    valeur: Callable[[Any], object] | None = None
    titre_du_fichier: str = ""  # where the file's head says more than the screen's
    tri: tuple[str, ...] = ()
    sans_fin: bool = False
    classe: str = ""


@dataclass(frozen=True)
class Onglet:
    """A tab. `cle`: its name in the address; the first tab is the default. `choisir`: its rows."""

    cle: str
    libelle: str
    choisir: Q | Callable[[Any], QuerySet] | None = None  # all; Any: the model's own QuerySet

    def dans(self, lignes: QuerySet) -> QuerySet:
        if self.choisir is None:
            return lignes
        return lignes.filter(self.choisir) if isinstance(self.choisir, Q) else self.choisir(lignes)


class Filtres(forms.Form):
    """The filters in the address of a list; a value that is not understood filters nothing. A field
    `q`, if there is one, is the search; those of `sans_filtrer` only order or show."""

    sans_filtrer: tuple[str, ...] = ()

    def valeurs(self) -> dict:
        """The answers that are valid and not empty."""
        self.is_valid()
        return {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur}

    def questions(self) -> list[Any]:
        """The fields shown beside the search."""
        return [champ for champ in self.visible_fields() if champ.name != "q"]


class Liste:
    """A list for agents; an instance serves one reading by `agent`. `cellules`: the template that
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
    # The fields of an index that holds each tab, which is then counted there. Without it,
    # PostgreSQL may misjudge a condition and read the whole table.
    compte_par: tuple[str, ...] = ()
    # Its tabs (conditions, not functions) are counted in one reading of the rows, because they test
    # annotations that are costly to compute.
    compte_ensemble = False
    se_suit = False  # its rows are opened one after the other (famille.dossier.listes.chemin)
    coche = ""  # the name of the boxes of a list with bulk actions
    par_groupes = False  # `par_page` counts groups of rows
    par_cles = False  # deep pages are found by keys: a row reads the same alone
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
        """The ordering of the tab `cle`."""
        raise NotImplementedError

    def ranger(self, lignes: QuerySet, cle: str, valeurs: dict) -> Any:
        """The rows in the order of the tab `cle`, or their groups: whatever can be sliced."""
        return lignes.order_by(*self.ordre(cle, valeurs))

    def preparer(self, objets: list) -> Iterable:
        """What the partials see as `ligne`, for the rows of one page."""
        return objets

    def preparer_les_groupes(self, groupes: list, lignes: QuerySet) -> Iterable:
        """`preparer` for the groups of one page: their rows among the chosen `lignes`."""
        raise NotImplementedError

    def groupe_de(self, ligne: Any) -> Any:
        """The value shared by a group's rows, titled by the partial `groupe`. None: no title."""
        return None

    def reste_de(self, groupe: Any) -> int:
        """How many rows of this group are not shown; the partial `reste` leads there."""
        return 0

    def classe_de(self, ligne: Any) -> str:
        """The CSS class of this row."""
        return ""

    def cle_de(self, ligne: Any) -> Any:
        """The key that the row's checkbox sends."""
        return ligne.pk

    def compter_aussi(self) -> dict:
        """More numbers to count with the tabs: attribute of the request → expression."""
        return {}

    def pour_le_fichier(self, lignes: QuerySet) -> QuerySet:
        """The rows with what the file holds, in its order; a page of keys is read at a time."""
        return lignes

    def preparer_le_fichier(self, objets: list) -> Iterable:
        """The objects given to each column's `valeur`, one a row, for one page."""
        return objets

    def foyers_de(self, objet: Any) -> Iterable[int]:
        """The keys of the households whose journal notes that this row was exported."""
        return [objet.foyer_id]

    def colonne(self, nom: str) -> Colonne:
        return next(une for une in self.colonnes if une.nom == nom)
