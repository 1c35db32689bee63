"""ONDE, as a head of school exports it: the pupils and the adults, two CSV of one name, alone or
both in an archive. Nothing numbers an adult: who is whose child is told by names, and a household
is the adults of one address who share a child. The column of the INE is not read."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

from famille.mouvements.reprise.cartes import CarteDeLogiciel
from famille.mouvements.reprise.fichiers import TableauLu, tableaux, titres_et_suite
from famille.mouvements.reprise.titres import plat, singulier
from famille.socle.erreurs import Refus

from .recomposer import PREMIERES, codes, laisses, tableau, texte

_CODES_ADULTES = codes(
    famille="cle voie code_postal commune pays", adulte="nom prenom courriel portable fixe"
)
_CODES_ENFANTS = codes(famille="cle", enfant="cle nom prenom naissance classe")
_CODES_FOYERS = codes(famille="cle nom voie code_postal commune pays")


@dataclass
class TableDOnde:
    """One of the two tables. `titres`: folded, in the singular: they vary with the years."""

    titres: list[str]
    lignes: list[list[Any]]

    def dire(self, cellules: list[Any], *titres: str) -> str:
        """What the line says under the first of these titles that the file has."""
        for titre in titres:
            if titre in self.titres:
                rang = self.titres.index(titre)
                if rang < len(cellules) and (dit := texte(cellules[rang])):
                    return dit
        return ""


class _Adresse(NamedTuple):
    voie: str
    code: str
    commune: str
    pays: str

    @property
    def porte(self) -> str:
        return plat(f"{self.voie} {self.code} {self.commune}")


@dataclass
class _Eleve:
    noms: tuple[str, ...]  # of birth, then of use
    prenom: str
    naissance: Any
    classe: str
    adresse: _Adresse
    foyers: list[str] = field(default_factory=list)

    @property
    def cle(self) -> str:
        return _cle("enfant", self.noms[0], self.prenom, texte(self.naissance))


@dataclass
class _Adulte:
    """`enfants`: (names that he may bear, first name, class)."""

    noms: tuple[str, ...]
    prenom: str
    adresse: _Adresse
    moyens: list[str]
    enfants: list[tuple[tuple[str, ...], str, str]]


def preparer(fichier: IO[bytes], nom: str) -> Iterator[TableauLu] | None:
    if not any(_listes(fichier, nom, apercu=True)):
        return None
    eleves, adultes = _listes(fichier, nom)
    return _recomposer(
        list(_les_eleves(eleves)) if eleves else [], list(_les_adultes(adultes)) if adultes else []
    )


def _listes(
    fichier: IO[bytes], nom: str, *, apercu: bool = False
) -> tuple[TableDOnde | None, TableDOnde | None]:
    """(the pupils', the adults')."""
    fichier.seek(0)
    eleves = adultes = None
    try:
        for lu in tableaux(fichier, nom):
            _numero, titres, suite = titres_et_suite(lu.lignes)
            liste = TableDOnde([singulier(plat(texte(un))) for un in titres], [])
            liste.lignes += [cellules for _n, cellules in suite[: PREMIERES if apercu else None]]
            est_d_adultes = {"prenom responsable", "prenom enfant"} <= {*liste.titres}
            est_d_eleves = {"prenom eleve", "date naissance"} <= {*liste.titres}
            if not (est_d_adultes or est_d_eleves):
                continue
            if not apercu:
                liste.lignes += [cellules for _n, cellules in lu.lignes]
            if est_d_adultes:
                adultes = liste
            else:
                eleves = liste
    except Refus:
        pass  # the engine says why
    fichier.seek(0)
    return eleves, adultes


def _les_eleves(liste: TableDOnde) -> Iterator[_Eleve]:
    for cellules in liste.lignes:
        nom = liste.dire(cellules, "nom eleve", "nom de famille eleve")
        usage = liste.dire(cellules, "nom d usage eleve", "nom usage eleve")
        yield _Eleve(
            (nom or usage, usage) if usage else (nom,),
            liste.dire(cellules, "prenom eleve"),
            liste.dire(cellules, "date naissance"),
            liste.dire(cellules, "libelle classe", "classe"),
            _Adresse(
                *(liste.dire(cellules, un) for un in ("adresse1", "cp1", "commune1", "pays1"))
            ),
        )


def _les_adultes(liste: TableDOnde) -> Iterator[_Adulte]:
    debuts = [rang for rang, titre in enumerate(liste.titres) if titre == "prenom enfant"]
    for cellules in liste.lignes:
        nom = liste.dire(cellules, "nom responsable")
        usage = liste.dire(cellules, "nom usage responsable")
        yield _Adulte(
            tuple(un for un in (nom, usage) if un),
            liste.dire(cellules, "prenom responsable"),
            _Adresse(
                *(
                    liste.dire(cellules, f"{un} responsable", un)
                    for un in ("adresse", "cp", "commune", "pay")
                )
            ),
            [
                liste.dire(cellules, "courriel"),
                liste.dire(cellules, "telephone portable"),
                liste.dire(cellules, "telephone domicile", "telephone travail"),
            ],
            list(_siens(cellules, debuts)),
        )


def _siens(
    cellules: list[Any], debuts: Sequence[int]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Four columns a child, to the right of the adult: of use, of birth, first name, class."""
    dites = [texte(une) for une in cellules] + [""] * 2
    for rang in debuts:
        if rang < len(cellules) and dites[rang]:
            usage, nom = dites[rang - 2], dites[rang - 1]
            noms = tuple(un for un in (nom or usage, usage) if un)
            if noms:
                yield noms, dites[rang], dites[rang + 1]


def _recomposer(eleves: list[_Eleve], adultes: list[_Adulte]) -> Iterator[TableauLu]:
    foyers = _foyers(adultes)
    homonymes = _placer(eleves, adultes, foyers)
    adresses: dict[str, _Adresse] = {}  # one a household: its adults may each have typed it
    for foyer, adulte in zip(foyers, adultes, strict=True):
        adresses.setdefault(foyer, adulte.adresse)
    yield tableau(
        "Responsables",
        _CODES_ADULTES,
        [
            [foyer, *adresses[foyer], un.noms[-1] if un.noms else "", un.prenom, *un.moyens]
            for un, foyer in zip(adultes, foyers, strict=True)
        ],
    )
    seuls = [un for un in eleves if not un.foyers]
    for un in seuls:
        un.foyers.append(_cle("foyer", un.noms[0], un.adresse.porte))
    yield tableau(
        "Foyers sans responsable",
        _CODES_FOYERS,
        [[un.foyers[0], un.noms[-1], *un.adresse] for un in seuls],
    )
    yield tableau(
        "Élèves",
        _CODES_ENFANTS,
        [
            [foyer, un.cle, un.noms[-1], un.prenom, un.naissance, un.classe]
            for un in eleves
            for foyer in un.foyers
        ],
    )
    dits = {(plat(noms[0]), plat(prenom)) for un in adultes for noms, prenom, _c in un.enfants}
    venus = {(plat(nom), plat(un.prenom)) for un in eleves for nom in un.noms}
    yield from laisses(
        [
            ("Élèves dits par leurs parents, absents de la liste des élèves", len(dits - venus)),
            ("Élèves de mêmes nom et prénom, à rattacher à la main", homonymes),
        ]
    )


def _foyers(adultes: list[_Adulte]) -> list[str]:
    """The key of each adult's household: those of one door who tell a child in common."""
    chefs = list(range(len(adultes)))

    def chef(rang: int) -> int:
        while chefs[rang] != rang:
            rang = chefs[rang]
        return rang

    vus: dict[tuple[str, ...], int] = {}
    for rang, un in enumerate(adultes):
        for noms, prenom, _classe in un.enfants:
            premier = vus.setdefault((un.adresse.porte, plat(noms[0]), plat(prenom)), rang)
            chefs[max(chef(rang), chef(premier))] = min(chef(rang), chef(premier))
    siens: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for rang, un in enumerate(adultes):
        siens[chef(rang)] |= {(plat(noms[0]), plat(prenom)) for noms, prenom, _c in un.enfants}
    # as the household of a pupil whom no adult tells: the same one, told later by both files
    cles = {
        premier: _cle("foyer", min(enfants)[0], adultes[premier].adresse.porte)
        for premier, enfants in siens.items()
        if enfants
    }
    combien = Counter(cles.values())
    for premier, cle in cles.items():
        if combien[cle] > 1:  # neighbours who bear one name
            cles[premier] = _cle("foyer", *min(siens[premier]), adultes[premier].adresse.porte)
    return [
        cles.get(chef(rang)) or _cle("adulte", *un.noms, un.prenom, un.adresse.porte)
        for rang, un in enumerate(adultes)
    ]


def _placer(eleves: list[_Eleve], adultes: list[_Adulte], foyers: list[str]) -> int:
    """Each pupil, in the households of those who tell him. How many names several pupils bear,
    that neither the class nor the address tells apart."""
    par_nom: dict[tuple[str, str], list[_Eleve]] = defaultdict(list)
    for eleve in eleves:
        for nom in {plat(un) for un in eleve.noms}:
            par_nom[nom, plat(eleve.prenom)].append(eleve)
    restent: Counter[tuple[str, str]] = Counter()
    for adulte, foyer in zip(adultes, foyers, strict=True):
        for noms, prenom, classe in adulte.enfants:
            siens = par_nom.get((plat(noms[0]), plat(prenom)), [])
            if len(siens) > 1:
                siens = [un for un in siens if plat(un.classe) == plat(classe)] or siens
            if len(siens) > 1:
                siens = [un for un in siens if un.adresse.porte == adulte.adresse.porte] or siens
            if len(siens) == 1:
                if foyer not in siens[0].foyers:
                    siens[0].foyers.append(foyer)
            elif siens:
                restent[plat(noms[0]), plat(prenom)] += 1
    return len(restent)


def _cle(*morceaux: str) -> str:
    """A key of what is said; it tells nothing."""
    dits = "\x1f".join(plat(un) for un in morceaux)
    return "~" + hashlib.blake2b(dits.encode(), digest_size=16).hexdigest()


ONDE = CarteDeLogiciel("onde", "ONDE", preparer=preparer)
