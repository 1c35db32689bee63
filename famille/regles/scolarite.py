"""Schools, classes and levels as people write them: when two texts say the same thing."""

import re
from datetime import date

from famille.socle.texte import normaliser

RENTREE = 9  # the month in which a school year begins
# In the order of a child's years; the words of each, normalised.
NIVEAUX: dict[str, tuple[str, ...]] = {
    "TPS": ("tps", "toute petite section"),
    "PS": ("ps", "petite section"),
    "MS": ("ms", "moyenne section"),
    "GS": ("gs", "grande section"),
    "CP": ("cp", "cours preparatoire"),
    "CE1": ("ce1", "cours elementaire 1", "cours elementaire premiere annee"),
    "CE2": ("ce2", "cours elementaire 2", "cours elementaire deuxieme annee"),
    "CM1": ("cm1", "cours moyen 1", "cours moyen premiere annee"),
    "CM2": ("cm2", "cours moyen 2", "cours moyen deuxieme annee"),
    "ULIS": ("ulis",),
    "6E": ("6e", "6eme", "sixieme"),
    "5E": ("5e", "5eme", "cinquieme"),
    "4E": ("4e", "4eme", "quatrieme"),
    "3E": ("3e", "3eme", "troisieme"),
    "2DE": ("2de", "2nde", "seconde"),
    "1RE": ("1re", "1ere", "premiere"),
    "TLE": ("tle", "terminale"),
}
_PAR_MOTS = {mots: niveau for niveau, tous in NIVEAUX.items() for mots in tous}
# "COURS ELEMENTAIRE 1 ET 2", as ONDE writes a class of two levels
_DOUBLES = {"cours elementaire": ("CE1", "CE2"), "cours moyen": ("CM1", "CM2")}
_DOUBLE = re.compile(r"\b(cours elementaire|cours moyen) 1 et 2\b")
_CHERCHER = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, _PAR_MOTS), key=len, reverse=True)) + r")\b"
)


def annee_scolaire(jour: date) -> int:
    """The year in which the school year of `jour` begins.

    >>> annee_scolaire(date(2026, 11, 25)), annee_scolaire(date(2027, 8, 31))
    (2026, 2026)
    """
    return jour.year if jour.month >= RENTREE else jour.year - 1


def dire_annee(annee: int) -> str:
    """
    >>> dire_annee(2026)
    '2026-2027'
    """
    return f"{annee}-{annee + 1}"


def _mots(texte: str) -> str:
    return " ".join(re.sub(r"[^\w]", " ", normaliser(texte)).split())


def cle_ecole(texte: str) -> str:
    """The same key for two spellings of a school; "maternelle" and "élémentaire" stay apart.

    >>> cle_ecole("École Jean-Zay"), cle_ecole("ECOLE JEAN ZAY"), cle_ecole("jean zay")
    ('jean zay', 'jean zay', 'jean zay')
    """
    mots = _mots(texte)
    return mots.removeprefix("ecole ") or mots


def cle_classe(texte: str) -> str:
    """
    >>> cle_classe("CE1 - CE2 B"), cle_classe("ce1/ce2 b")
    ('ce1 ce2 b', 'ce1 ce2 b')
    """
    return _mots(texte)


def niveaux_de(texte: str) -> list[str]:
    """The levels in the name of a class, in their order; [] without any.

    >>> niveaux_de("CE1-CE2 Mme Roy"), niveaux_de("02 COURS ELEMENTAIRE 1 ET 2"), niveaux_de("B")
    (['CE1', 'CE2'], ['CE1', 'CE2'], [])
    """
    mots = _mots(texte)
    dits = {niveau for trouve in _DOUBLE.findall(mots) for niveau in _DOUBLES[trouve]}
    dits |= {_PAR_MOTS[trouve] for trouve in _CHERCHER.findall(_DOUBLE.sub(" ", mots))}
    return [niveau for niveau in NIVEAUX if niveau in dits]


def niveau_seul(texte: str) -> str:
    """The level, when the text says nothing else; "" otherwise.

    >>> niveau_seul("CE 2"), niveau_seul("Cours préparatoire"), niveau_seul("CE2 A")
    ('CE2', 'CP', '')
    """
    mots = _mots(texte)
    return _PAR_MOTS.get(mots) or _PAR_MOTS.get(mots.replace(" ", ""), "")
