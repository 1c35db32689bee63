"""A week of menus as an editor pastes it from a spreadsheet, and as it is given back to be changed.

          Lundi                        Mardi
Entrée    Carottes râpées (bio)        Taboulé (gluten, moutarde)
Plat      Colin pané (gluten, poissons)  Lasagnes de légumes (gluten, lait, végétarien)

Days may be lines as well, and dishes columns. What stands between parentheses at the end of a dish
is an allergen or a label, by its word, its code or its number (1 to 14); anything else between
parentheses stays in the name, and is told.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from famille.regles.repas import ALLERGENES, PAR_CODE, allergenes_dits
from famille.socle.dire import JOURS
from famille.socle.saisie.collage import FauteDeCellule, lignes_de_cellules
from famille.socle.texte import normaliser

from .regles import LABELS, PlatEcrit

PLATS_MAX, NOM_MAX, RUBRIQUE_MAX = 80, 160, 40
OUVRES = 6  # Monday to Saturday
SANS_JOUR = (
    "Aucun jour n’est reconnu : la première ligne, ou la première colonne, doit dire « Lundi »,"
    " « Mardi »…"
)
_ENTRE_PARENTHESES = re.compile(r"^(.*?)\s*\(([^()]*)\)\s*$", re.DOTALL)
_MOTS_DES_LABELS = {
    **{normaliser(code.replace("-", " ")): code for code in LABELS},
    **{normaliser(libelle): code for code, libelle in LABELS.items()},
    "ab": "bio",
    "biologique": "bio",
    "aoc": "aop",
    "msc": "peche-durable",
    "haute valeur environnementale": "hve",
    "vegetarienne": "vegetarien",
    "vege": "vegetarien",
    "produit local": "local",
    "circuit court": "local",
}


@dataclass(frozen=True)
class SemaineLue:
    """`fautes`: what forbids to keep it; `doutes`: words between parentheses that are neither an
    allergen nor a label."""

    plats: tuple[PlatEcrit, ...]
    fautes: tuple[FauteDeCellule, ...] = ()
    doutes: tuple[str, ...] = ()


def lire_la_semaine(texte: str, lundi: date) -> SemaineLue:
    """Every fault is told, not the first alone."""
    table = lignes_de_cellules(texte)
    cases = _par_jour(table)
    if cases is None:
        premiere = " ; ".join(table[0])[:60] if table else ""
        return SemaineLue((), (FauteDeCellule(1, "jours", premiere, SANS_JOUR),))
    plats: list[PlatEcrit] = []
    fautes: list[FauteDeCellule] = []
    doutes: list[str] = []
    for ligne, rang, rubrique, case in cases:
        for nom in filter(None, (un.strip(" -•") for un in case.splitlines())):
            plat, inconnus = _plat(nom, rubrique[:RUBRIQUE_MAX], lundi + timedelta(days=rang))
            doutes += inconnus
            if len(plat.nom) > NOM_MAX:
                raison = f"trop long : {NOM_MAX} caractères au plus"
                fautes.append(FauteDeCellule(ligne, JOURS[rang], plat.nom[:60], raison))
            plats.append(plat)
    if len(plats) > PLATS_MAX:
        raison = f"trop de plats : {PLATS_MAX} au plus pour une semaine"
        fautes.append(FauteDeCellule(1, "semaine", str(len(plats)), raison))
    rangees = sorted(plats, key=lambda plat: plat.jour)
    return SemaineLue(tuple(rangees), tuple(fautes), tuple(dict.fromkeys(doutes)))


def _par_jour(table: Sequence[Sequence[str]]) -> list[tuple[int, int, str, str]] | None:
    """[(line, weekday, rubrique, cell)] in the order of the dishes; None: no day is there."""
    if not table:
        return None
    en_tete = [_jour(cellule) for cellule in table[0]]
    if any(rang is not None for rang in en_tete):
        return [
            (numero, rang, ligne[0] if en_tete[0] is None else "", case)
            for numero, ligne in enumerate(table[1:], start=2)
            for rang, case in zip(en_tete, ligne, strict=False)
            if rang is not None
        ]
    titres = table[0] if _jour(table[0][0]) is None else []
    lignes = [
        (numero, _jour(ligne[0]), ligne) for numero, ligne in enumerate(table, start=1) if ligne
    ]
    if not any(rang is not None for _numero, rang, _ligne in lignes):
        return None
    return [
        (numero, rang, titres[colonne] if colonne < len(titres) else "", case)
        for numero, rang, ligne in lignes
        if rang is not None
        for colonne, case in enumerate(ligne)
        if colonne
    ]


def _jour(cellule: str) -> int | None:
    """0 for "Lundi", "LUNDI 7 décembre", "lun."."""
    mots = normaliser(cellule).replace(".", " ").split()
    if not mots or len(mots) > 4:
        return None
    return next(
        (rang for rang, nom in enumerate(JOURS[:OUVRES]) if mots[0] in (nom, nom[:3])), None
    )


def _plat(texte: str, rubrique: str, jour: date) -> tuple[PlatEcrit, list[str]]:
    """The dish, and the words that are not understood."""
    trouve = _ENTRE_PARENTHESES.match(texte)
    allergenes: set[str] = set()
    labels: list[str] = []
    inconnus: list[str] = []
    for mot in filter(None, (un.strip() for un in re.split(r"[,;/]", trouve[2] if trouve else ""))):
        label = _MOTS_DES_LABELS.get(normaliser(mot).replace("-", " "))
        codes = _allergenes(mot)
        if label:
            labels.append(label)
        elif codes:
            allergenes |= set(codes)
        else:
            inconnus.append(mot)
    # words that are none of ours belong to the name: "Purée (pommes de terre)"
    if not trouve or (inconnus and not (allergenes or labels)):
        return PlatEcrit(" ".join(texte.split()), rubrique, jour=jour), inconnus
    rangs = tuple(un.code for un in ALLERGENES if un.code in allergenes)
    court = " ".join(trouve[1].split())
    if inconnus:
        court = f"{court} ({', '.join(inconnus)})"
    return PlatEcrit(court, rubrique, rangs, tuple(dict.fromkeys(labels)), jour), inconnus


def _allergenes(mot: str) -> tuple[str, ...]:
    if mot.isdigit():
        return (ALLERGENES[int(mot) - 1].code,) if 1 <= int(mot) <= len(ALLERGENES) else ()
    return (mot,) if mot in PAR_CODE else allergenes_dits(mot)


def en_table(plats: Iterable[PlatEcrit], lundi: date) -> str:
    """The same week as a table to paste, for its editor to change or to copy: days are columns."""
    par_jour: dict[int, list[PlatEcrit]] = {}
    for rang, siens in groupby(
        sorted(plats, key=lambda un: un.jour), key=lambda un: (un.jour - lundi).days
    ):
        par_jour[rang] = list(siens)
    if not par_jour:
        return ""
    rubriques = list(dict.fromkeys(plat.rubrique for siens in par_jour.values() for plat in siens))
    lignes = ["\t".join(["", *(JOURS[rang].capitalize() for rang in par_jour)])]
    for rubrique in rubriques:
        cases = [
            [_en_texte(plat) for plat in siens if plat.rubrique == rubrique]
            for siens in par_jour.values()
        ]
        lignes.append("\t".join([rubrique, *map(_en_case, cases)]))
    return "\n".join(lignes)


def _en_case(plats: Sequence[str]) -> str:
    return plats[0] if len(plats) == 1 else f'"{chr(10).join(plats)}"' if plats else ""


def _en_texte(plat: PlatEcrit) -> str:
    return f"{plat.nom} ({', '.join(plat.dits)})" if plat.dits else plat.nom
