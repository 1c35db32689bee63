"""Which field each column is: as an agent has said, else a map of the software, else its title."""

import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from famille.models import CarteDeColonnes

from .declaration import SujetRepris, separer
from .fichiers import LigneBrute
from .logiciels import plan_de
from .nir import est_une_colonne_de_nir
from .registre import code_de, codes, lire_le_code, sujets
from .titres import plat, singulier

NIR = "nir"  # stands for the code of a column that is never read
_ASSEZ = 90  # %, from which a title is one that we know, misspelled
_VIDES = {"de", "du", "des", "la", "le", "les", "l", "d", "un", "une", "n", "no", "num", "et", "a"}


def reconnaitre(
    nom: str, titres: Sequence[Any], premieres: Sequence[LigneBrute]
) -> tuple[list[str], list[str]]:
    """Of a table: its titles and what they mean: code, NIR or "" (kept aside). `premieres`:
    some of its lines, for what a title does not say (a NIR)."""
    entetes = [titre_de(titre, rang) for rang, titre in enumerate(titres, start=1)]
    nirs = [
        est_une_colonne_de_nir(
            entete, [cellules[rang] for _n, cellules in premieres if rang < len(cellules)]
        )
        for rang, entete in enumerate(entetes)
    ]
    colonnes = sans_repetition(_colonnes(nom, entetes))
    return entetes, [NIR if nir else code for nir, code in zip(nirs, colonnes, strict=True)]


def _colonnes(nom: str, entetes: list[str]) -> list[str]:
    appris = _appris(entetes)
    if appris is not None:
        return [appris.get(plat(entete), "") for entete in entetes]
    if trouve := plan_de(entetes):
        return trouve[1].lire(entetes)
    return _devinees(nom, entetes)


def titre_de(titre: Any, rang: int) -> str:
    texte = " ".join(str("" if titre is None else titre).split())[:80]
    return texte or f"Colonne {rang}"


def sans_repetition(colonnes: list[str]) -> list[str]:
    """A field is read in one column only: the first."""
    return ["" if code in colonnes[:rang] else code for rang, code in enumerate(colonnes)]


def _appris(entetes: list[str]) -> dict[str, str] | None:
    """Title → code, as an agent has said of such a table; None: never seen."""
    carte = CarteDeColonnes.objects.filter(signature=signature(entetes)).first()
    connus = codes()
    if carte is None:
        return None
    return {titre: code if code in connus else "" for titre, code in carte.colonnes.items()}


def retenir(entetes: list[str], colonnes: list[str], *, par: Any) -> None:
    """The next table with these titles is understood so."""
    dites = {
        plat(entete): code for entete, code in zip(entetes, colonnes, strict=True) if code != NIR
    }
    CarteDeColonnes.objects.update_or_create(
        signature=signature(entetes), defaults={"colonnes": dites, "par": par}
    )


def signature(entetes: list[str]) -> str:
    return hashlib.sha256("\n".join(plat(entete) for entete in entetes).encode()).hexdigest()


def _devinees(nom: str, entetes: list[str]) -> list[str]:
    connus = codes()
    par_libelle = {libelle: code for code, libelle in connus.items()}
    par_defaut = _sujet_du_tableau(plat(nom), entetes)
    exacts = par_libelle | {code: code for code in connus}  # our own labels, our own export
    return [exacts.get(entete.strip()) or _deviner(plat(entete), par_defaut) for entete in entetes]


def _sujet_du_tableau(nom: str, entetes: list[str]) -> str:
    """The kind that a bare title is about: told by the name of the table, else by its columns."""
    for sujet in reversed(sujets().values()):
        noms = (plat(sujet.libelle), plat(sujet.pluriel), *separer(sujet.sous[0]))
        if any(_contient(nom, un) for un in noms):
            return sujet.code
    plats = {plat(entete) for entete in entetes}
    naissances = {"date de naissance", "date naissance", "naissance", "ne e le", "ne le"}
    return "enfant" if plats & naissances else "adulte"


def _contient(texte: str, mots: str) -> bool:
    return f" {mots} " in f" {texte} "


def _deviner(titre: str, par_defaut: str) -> str:
    """The code of the field, "" where none looks like it."""
    nomme = next((code for mots, code, rang in _designations() if mots == titre and rang == 1), "")
    if nomme and nomme != par_defaut and "cle" in _titres_de(nomme).values():
        return f"{nomme}.cle"  # "Famille", in a table of adults
    sujet, rang, reste = _qui(titre)
    if sujet is None:
        essais = [(sujets()[par_defaut], 1, titre), *_partout(titre, par_defaut)]
    else:
        essais = [(sujet, rang, reste), *_partout(reste, sujet.code), *_partout(titre, par_defaut)]
    for assez in (100, _ASSEZ):
        for un, de, mots in essais:
            if (champ := _champ(un, mots, assez)) is not None:
                return code_de(un, de if de <= un.rangs else 1, un.champ(champ))
    return ""


def _partout(mots: str, sauf: str) -> list[tuple[SujetRepris, int, str]]:
    """The other kind that alone has such a field: an address is the household's."""
    siens = _des_synonymes().get(_court(mots), set())
    if len(siens) != 1 or siens & {sauf, "enfant", "adulte"}:
        return []
    return [(sujets()[code], 1, mots) for code in siens]


@cache
def _des_synonymes() -> dict[str, set[str]]:
    """Title → the kinds that have such a field."""
    chez: dict[str, set[str]] = {}
    for sujet in sujets().values():
        for champ in sujet.champs:
            for mot in champ.titres:
                chez.setdefault(_court(plat(mot)), set()).add(sujet.code)
    return chez


def _qui(titre: str) -> tuple[SujetRepris | None, int, str]:
    """Whom a title names, and what is left of it: "responsable 2 nom" → (adulte, 2, "nom")."""
    for mots, code, rang in _designations():
        if _contient(titre, mots):
            reste = f" {titre} ".replace(f" {mots} ", " ").strip()
            if reste:
                return sujets()[code], rang, reste
    return None, 1, titre


@cache
def _designations() -> list[tuple[str, str, int]]:
    """(words, kind, rank), the longest first."""
    toutes = [
        (plat(mots), sujet.code, rang)
        for sujet in sujets().values()
        for rang, siens in enumerate(sujet.sous, start=1)
        for mots in separer(siens)
    ]
    return sorted(toutes, key=lambda une: -len(une[0]))


def _champ(sujet: SujetRepris, mots: str, assez: int) -> str | None:
    siens = _titres_de(sujet.code)
    court = _court(mots)
    if court in siens:
        return siens[court]
    if assez == 100 or not court:
        return None
    trouve = process.extractOne(court, siens.keys(), scorer=fuzz.ratio, score_cutoff=assez)
    return siens[trouve[0]] if trouve else None


@cache
def _titres_de(code: str) -> dict[str, str]:
    """Short title → field of this kind."""
    titres: dict[str, str] = {}
    for champ in sujets()[code].champs:
        for mot in champ.titres:
            titres.setdefault(_court(plat(mot)), champ.nom)
    return titres


def _court(titre: str) -> str:
    """Without small words nor plurals."""
    return singulier(" ".join(mot for mot in titre.split() if mot not in _VIDES))


def fautes_de(colonnes: list[list[str]]) -> list[str]:
    """Why these columns cannot be taken, all tables together; French sentences."""
    dits = {code for tableau in colonnes for code in tableau if code not in ("", NIR)}
    if not dits:
        return ["Aucune colonne n’est reconnue : dites ce que contient au moins l’une d’elles."]
    dits_par = {lire_le_code(code)[0].code for code in dits}
    manquent = {(code, un) for code in dits_par for un in sujets()[code].de if un not in dits_par}
    return [
        f"Le fichier dit « {sujets()[code].libelle} » sans dire de qui il s’agit : indiquez aussi"
        f" une colonne de « {sujets()[parent].libelle} »."
        for code, parent in sorted(manquent)
        if not (parent == "famille" and code == "adulte")
    ]
