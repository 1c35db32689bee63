"""What a field of the PES may hold."""

import re
import unicodedata

_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "–": "-", "—": "-", "ß": "ss", "€": "E"}
)
_INTERDITS = re.compile(r"[^A-Z0-9/\-?:().,'+& ]+")
_VIDES = re.compile(r"0*|\.|NC")


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
