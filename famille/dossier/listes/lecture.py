"""What a list shows for an address: the tabs in one query, the rows of one page."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Model, QuerySet, Value
from django.db.models.expressions import OrderBy
from django.http import QueryDict

from famille.models import Utilisateur, VueDeListe
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_nombre
from famille.socle.saisie.nombre import Nombre

from .declaration import Colonne, Filtres, Liste, Onglet

A_DES_VUES = "_pf_a_des_vues"  # of the request: whether this agent keeps views of the list
COCHER = "cocher"  # "toutes": the boxes of this page come ticked, and of no other
TOUTES = 2**31  # more rows than any table has


@dataclass(frozen=True)
class OngletLu:
    cle: str
    libelle: str
    nombre: int
    dit: str  # "12", "plus de 990"
    adresse: str  # its link, the filters kept
    actif: bool


@dataclass(frozen=True)
class Entete:
    """The header of a column: its link sorts; `sens` says how the list is sorted now."""

    colonne: Colonne
    adresse: str = ""
    sens: str = ""  # "ascending", "descending", or not sorted by it


@dataclass(frozen=True)
class Rang:
    """`tete`: the first row of a group; `reste`: how many are not shown, said under its last."""

    ligne: Any
    cle: Any
    classe: str
    tete: bool
    reste: int


@dataclass(frozen=True)
class Choix:
    """What an address asks of a list, for the list, its file and the way from row to row."""

    liste: Liste
    formulaire: Filtres
    valeurs: dict
    onglet: Onglet | None
    tri: str  # the name of a column, "-" before it for the other way; "" is the list's own order

    def dedans(self, trouvees: QuerySet) -> QuerySet:
        """The rows of the tab."""
        return self.onglet.dans(trouvees) if self.onglet else trouvees

    def lignes(self, trouvees: QuerySet) -> Any:
        """The rows of the tab, in their order."""
        cle = self.onglet.cle if self.onglet else ""
        dedans = self.dedans(trouvees)
        if not self.tri:
            return self.liste.ranger(dedans, cle, self.valeurs)
        colonne = self.liste.colonne(self.tri.removeprefix("-"))
        # those alike turn round with the others: an index is read from either end
        dernier = "-pk" if self.tri.startswith("-") else "pk"
        return dedans.order_by(*_dans_l_ordre(dedans, colonne, self.tri), dernier)


@dataclass(frozen=True)
class Lue:
    """What a page of a list shows."""

    choix: Choix
    onglets: list[OngletLu]
    entetes: list[Entete]
    page: Page
    rangs: list[Rang]
    au_dela: bool  # there are more than the pages show

    @property
    def liste(self) -> Liste:
        return self.choix.liste

    @property
    def onglet(self) -> OngletLu | None:
        return next((un for un in self.onglets if un.actif), None)

    @property
    def cellules(self) -> list[tuple[Colonne, str]]:
        """Each column of the screen, with its partial."""
        liste = self.liste
        return [(liste.colonne(nom), f"{liste.cellules}#{nom}") for nom in liste.ecran]

    @property
    def groupes(self) -> int:
        """How many heads the page shows."""
        return sum(rang.tete for rang in self.rangs)

    @property
    def largeur(self) -> int:
        """How many columns the table has, with that of the boxes."""
        return len(self.entetes) + bool(self.liste.coche)

    @property
    def filtree(self) -> bool:
        return bool(self.choix.valeurs.keys() - {*self.choix.formulaire.sans_filtrer})

    @property
    def gardable(self) -> bool:
        """Whether there is something to keep of this view: a tab, a filter or an order."""
        choisis = self.choix.valeurs.keys() - {"q", *self.choix.formulaire.sans_filtrer}
        premier = self.onglet is None or self.onglet is self.onglets[0]
        return bool(choisis or self.choix.tri or not premier)

    @property
    def dites(self) -> str:
        """How many rows there are, in words: "12", "plus de 990"."""
        if self.onglet:
            return self.onglet.dit
        return f"plus de {self.montrees}" if self.au_dela else self.montrees

    @property
    def montrees(self) -> str:
        """How many rows the pages show, in words."""
        return _dit(self.page.paginator.count)

    @property
    def nombre(self) -> int:
        return self.onglet.nombre if self.onglet else self.page.paginator.count


def choisir(liste: Liste, adresse: QueryDict) -> Choix:
    formulaire = liste.formulaire(adresse)
    etat = adresse.get("etat", "")
    onglet = next((un for un in liste.onglets if un.cle == etat), next(iter(liste.onglets), None))
    tri = adresse.get("tri", "")
    connus = {une.nom for une in liste.colonnes if une.tri}
    return Choix(
        liste,
        formulaire,
        formulaire.valeurs(),
        onglet,
        tri if tri.removeprefix("-") in connus else "",
    )


def lire(liste: Liste, request: RequeteConnectee) -> Lue:
    """The page that this address asks for."""
    choix = choisir(liste, request.GET)
    trouvees = liste.filtrer(liste.base(), choix.valeurs)
    onglets = _compter(choix, trouvees, request) if liste.onglets else []
    actif = next((un for un in onglets if un.actif), None)
    pages = Paginator(choix.lignes(trouvees), liste.par_page)
    nombre = actif.nombre if actif else _jusqua_la_borne(liste, pages)
    if not liste.par_groupes:
        pages.count = _borne(nombre, liste)
    page = pages.get_page(request.GET.get("p"))
    return Lue(
        choix=choix,
        onglets=onglets,
        entetes=[_entete(liste.colonne(nom), choix.tri, request.GET) for nom in liste.ecran],
        page=page,
        rangs=_rangs(choix, _objets(choix, page), trouvees),
        au_dela=nombre > _borne(nombre, liste),
    )


def _objets(choix: Choix, page: Page) -> list:
    """The rows of the page. Far in the list they are found by their keys, in an index: what the
    screen shows is joined and computed for them, and not for all that come before."""
    lignes, par_cles = page.object_list, choix.liste.par_cles
    if page.number == 1:
        par_cles = choix.liste.cles_d_abord
    if not (par_cles and isinstance(lignes, QuerySet)):
        return list(lignes)
    siennes = choix.liste.base().filter(pk__in=lignes.values("pk"))
    return list(choix.lignes(siennes)[: choix.liste.par_page])


def _jusqua_la_borne(liste: Liste, pages: Paginator) -> int:
    """How many rows a list without tabs has, one more than it counts at most."""
    if liste.compte_max is None:
        return pages.count
    lignes: Any = pages.object_list
    return lignes.order_by().values("pk")[: liste.compte_max + 1].count()


def _rangs(choix: Choix, objets: list, trouvees: QuerySet) -> list[Rang]:
    liste = choix.liste
    if liste.par_groupes:
        lignes = liste.preparer_les_groupes(objets, choix.dedans(trouvees))
    else:
        lignes = liste.preparer(objets)
    return [
        rang
        for groupe, siennes in groupby(lignes, key=liste.groupe_de)
        for rang in _du_groupe(liste, groupe, list(siennes))
    ]


def _du_groupe(liste: Liste, groupe: Any, lignes: list) -> Iterator[Rang]:
    reste, derniere = liste.reste_de(groupe) if groupe is not None else 0, len(lignes) - 1
    for place, ligne in enumerate(lignes):
        tete = groupe is not None and place == 0
        yield Rang(
            ligne,
            liste.cle_de(ligne),
            liste.classe_de(ligne),
            tete,
            reste if place == derniere else 0,
        )


def _dit(nombre: int) -> str:
    return en_nombre(Decimal(nombre))


def _borne(nombre: int, liste: Liste) -> int:
    return nombre if liste.compte_max is None else min(nombre, liste.compte_max)


def _compter(choix: Choix, trouvees: QuerySet, request: RequeteConnectee) -> list[OngletLu]:
    """The tabs in one query, on the row of the agent who reads; or in one reading of the rows."""
    liste = choix.liste
    jusqua = None if liste.compte_max is None else liste.compte_max + 1
    lus = [] if liste.compte_ensemble else _chacun(liste, trouvees, jusqua)
    vues = VueDeListe.objects.filter(par=request.user.pk, liste=liste.adresse)
    aussi = liste.compter_aussi() | {A_DES_VUES: Exists(vues)}
    compte = Utilisateur.objects.filter(pk=request.user.pk)
    nombres = compte.values_list(*lus, *aussi.values()).get()
    for nom, nombre in zip(aussi, nombres[len(lus) :], strict=True):
        setattr(request, nom, nombre)
    if liste.compte_ensemble:
        nombres = _ensemble(liste, trouvees)
    return [
        OngletLu(
            onglet.cle,
            onglet.libelle,
            nombre,
            f"plus de {_dit(jusqua - 1)}" if jusqua and nombre >= jusqua else str(nombre),
            _adresse(request.GET, etat=onglet.cle),
            onglet is choix.onglet,
        )
        for onglet, nombre in zip(liste.onglets, nombres, strict=False)
    ]


def _chacun(liste: Liste, trouvees: QuerySet, jusqua: int | None) -> list[Nombre]:
    trouvees = trouvees.order_by(*liste.compte_par)
    # nothing is read of the rows: any index that has them will do
    lues = [onglet.dans(trouvees).values(_un=Value(1)) for onglet in liste.onglets]
    return [Nombre(une[:jusqua]) for une in lues]


def _ensemble(liste: Liste, trouvees: QuerySet) -> tuple[int, ...]:
    """How many rows each tab has. The slice keeps annotations from being asked again for each."""
    conditions: list[Any] = [onglet.choisir for onglet in liste.onglets]
    nombres = {f"n{rang}": Count("pk", filter=une) for rang, une in enumerate(conditions)}
    return tuple(trouvees.order_by()[:TOUTES].aggregate(**nombres).values())


def _entete(colonne: Colonne, tri: str, adresse: QueryDict) -> Entete:
    if not colonne.tri:
        return Entete(colonne)
    if tri == colonne.nom:
        return Entete(colonne, _adresse(adresse, tri=f"-{colonne.nom}"), "ascending")
    sens = "descending" if tri == f"-{colonne.nom}" else ""
    return Entete(colonne, _adresse(adresse, tri=colonne.nom), sens)


def _adresse(parametres: QueryDict, **changes: str) -> str:
    """The link that keeps the filters, from the first page."""
    autres = parametres.copy()
    for nom in ("p", COCHER):
        autres.pop(nom, None)
    for nom, valeur in changes.items():
        autres[nom] = valeur
    return f"?{autres.urlencode()}"


def _dans_l_ordre(lignes: QuerySet, colonne: Colonne, tri: str) -> list[OrderBy]:
    """What has no value comes last, whichever way; what has no end comes last, then first. Nothing
    is said of it for columns that always have one: their index is read from either end."""
    ordres = []
    for champ in colonne.tri:
        manque = _peut_manquer(lignes.model, champ) or None
        if not tri.startswith("-"):
            ordres.append(F(champ).asc(nulls_last=manque))
        elif colonne.sans_fin:
            ordres.append(F(champ).desc(nulls_first=manque))
        else:
            ordres.append(F(champ).desc(nulls_last=manque))
    return ordres


def _peut_manquer(modele: type[Model], champ: str) -> bool:
    """Whether a row may have no value there, or none that leads to it; unknown of an expression."""
    premier, _, reste = champ.partition("__")
    try:
        trouve: Any = modele._meta.get_field(premier)
    except FieldDoesNotExist:
        return True
    if getattr(trouve, "null", True):
        return True
    return bool(reste) and (not trouve.related_model or _peut_manquer(trouve.related_model, reste))
