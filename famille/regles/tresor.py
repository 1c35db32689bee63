"""Titres for the Treasury (PES v2 recette) as pure rules: which debts go together, what a field may
hold, the keys of an ORMC, the Datamatrix that a buraliste reads.

The ranks and weights of keys are those that software in service uses, where the DGFiP only names
what they are made of.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from decimal import Decimal

SEUIL = Decimal("15.00")  # below it no titre is issued: CGCT L1611-5 and D1611-1
_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "–": "-", "—": "-", "ß": "ss", "€": "E"}
)
_INTERDITS = re.compile(r"[^A-Z0-9/\-?:().,'+& ]+")
_VIDES = re.compile(r"0*|\.|NC")
LONGUEUR_DU_CODE = 130
_LETTRES = "ABCDEFGHJKLMNPQRSTUVWXY"  # neither I, nor O, nor Z
_EMETTEUR, _NORME, _SUITE, _FIN_DE_REFERENCE = "940033", "0001", "8", "4"
_CODE_DOCUMENT = "06"


def grouper[Dette](
    dettes: Iterable[Dette],
    montant: Callable[[Dette], Decimal],
    debiteur: Callable[[Dette], Hashable],
) -> tuple[list[list[Dette]], list[Dette]]:
    """(the debts of each titre, those that wait): one of SEUIL and more is a titre by itself; the
    smaller ones of a debtor make one together as soon as they reach it."""
    titres, petites = [], defaultdict(list)
    for dette in dettes:
        if montant(dette) >= SEUIL:
            titres.append([dette])
        else:
            petites[debiteur(dette)].append(dette)
    attendent: list[Dette] = []
    for siennes in petites.values():
        if sum(map(montant, siennes), Decimal()) >= SEUIL:
            titres.append(siennes)
        else:
            attendent += siennes
    return titres, attendent


def repartir(somme: Decimal, parts: Sequence[Decimal]) -> list[Decimal]:
    """`somme` shared out as `parts` are to each other, in whole cents; they sum to `somme`.

    >>> repartir(Decimal("10.00"), [Decimal(1), Decimal(1), Decimal(1)])
    [Decimal('3.34'), Decimal('3.33'), Decimal('3.33')]
    """
    total, cents = sum(parts, Decimal()), int(somme * 100)
    exactes = [cents * part / total for part in parts]
    entieres = [int(exacte) for exacte in exactes]
    par_reste = sorted(range(len(parts)), key=lambda rang: entieres[rang] - exactes[rang])
    for rang in par_reste[: cents - sum(entieres)]:
        entieres[rang] += 1
    return [Decimal(part) / 100 for part in entieres]


def texte_pes(texte: str, longueur: int) -> str:
    """Upper case without accents, cut at `longueur`; "" for what the schema takes as nothing.

    >>> texte_pes("Éloïse  d’Œuvre", 38)
    "ELOISE D'OEUVRE"
    >>> texte_pes("nc", 38)
    ''
    """
    plat = unicodedata.normalize("NFKD", texte.translate(_LIGATURES))
    sans = "".join(lettre for lettre in plat if not unicodedata.combining(lettre)).upper()
    propre = " ".join(_INTERDITS.sub(" ", sans).split())[:longueur].strip()
    return "" if _VIDES.fullmatch(propre) else propre


def en_lignes(texte: str, longueur: int, combien: int) -> list[str]:
    """The same cut between words into `combien` lines at most; what does not fit is cut.

    >>> en_lignes("12 rue des Acacias, résidence du Parc", 20, 2)
    ['12 RUE DES ACACIAS,', 'RESIDENCE DU PARC']
    """
    lignes: list[str] = []
    for mot in texte_pes(texte, 1000).split():
        if lignes and len(lignes[-1]) + 1 + len(mot) <= longueur:
            lignes[-1] += f" {mot}"
        elif len(lignes) < combien:
            lignes.append(mot[:longueur])
        else:
            lignes[-1] = f"{lignes[-1]} {mot}"[:longueur].strip()
            break
    return [ligne for ligne in lignes if texte_pes(ligne, longueur)]


def cle_1(collectivite: str, code: str, annee: int, periode: int, dette: int) -> str:
    """Modulo 11. `code`: the nature, or the number of the rôle, as the accountant says.

    >>> cle_1("400", "588", 2026, 1, 189), cle_1("400", "1847", 2026, 1, 189)
    ('3', '2')
    """
    chiffres = f"{collectivite}{code}{annee % 100:02}{periode}{dette:013}"
    somme = sum(
        (int(chiffre) if chiffre.isdigit() else 0) * (2 + rang % 6)
        for rang, chiffre in enumerate(reversed(chiffres))
    )
    cle = 11 - somme % 11
    return str(cle if cle < 10 else 1)


def cle_2(annee: int, periode: int, dette: int) -> str:
    """Modulo 23, a letter.

    >>> cle_2(2026, 1, 189)
    'Y'
    """
    return _LETTRES[int(f"{annee % 100:02}{periode}00{dette:013}") % 23]


def code_de_paiement(
    *,
    etablissement: str,
    produit: str,
    codique: str,
    annee: int,
    periode: int,
    dette: int,
    montant: Decimal,
) -> str:
    """The 130 characters of the Datamatrix of "paiement de proximité"; `montant` in euros.

    >>> code = code_de_paiement(etablissement="12", produit="07", codique="036012", annee=2026,
    ...     periode=1, dette=189, montant=Decimal("42.50"))
    >>> code[64:]
    '012100700261940033000160 78230000000000001890360124974806     4250'
    """
    dossier = f"{_sur_trois(etablissement)}{periode}{_sur_trois(produit[:2])}00{annee % 100:02}"
    cle_5 = str(11 - int(dossier) % 11)[-1]
    emis = _EMETTEUR + _NORME
    lettre = _LETTRES.index(cle_2(annee, periode, dette)) + 1
    reference = f"{lettre:02}{dette:015}{codique[:6]:>06}{_FIN_DE_REFERENCE}9"
    somme = f"{int(montant * 100):8}"
    cle = (_ponderee("806", 9) + _ponderee(somme)) % 100
    code = (
        f"{' ' * 64}{dossier}{cle_5}{emis}{_ponderee(emis) % 100:02} "
        f"{_ponderee(reference) % 100:02}{reference}{cle:02}{_SUITE}{_CODE_DOCUMENT} {somme}"
    )
    if len(code) != LONGUEUR_DU_CODE:
        raise ValueError("a part of the code is longer than its place")
    return code


def _ponderee(chiffres: str, depuis: int = 1) -> int:
    """Weights grow from the right; a space counts nothing."""
    return sum(
        (depuis + rang) * int(chiffre)
        for rang, chiffre in enumerate(reversed(chiffres))
        if chiffre != " "
    )


def _sur_trois(code: str) -> str:
    """Digits as they are; two letters by their rank, AA the first.

    >>> _sur_trois("12"), _sur_trois("AA"), _sur_trois("ZZ")
    ('012', '001', '676')
    """
    if code.isdigit():
        return f"{int(code):03}"
    premiere, seconde = (ord(lettre) - ord("A") for lettre in code.upper()[:2])
    return f"{26 * premiere + seconde + 1:03}"
