"""A 2D-Doc in text ("C40" mode), versions 1 to 4: header, message, signature. The lengths of the
fields are those of "Spécifications techniques 2D-DOC" 3.3.8, of France Titres, perimeter 01.

Nothing is believed here: what is read may have been written by anybody (`authentifier`, in
famille.dossier.documents.cachets.actions).
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import date, timedelta

LONGUEUR_MAX = 4000  # characters; a Data Matrix holds 2,335 at most
_GS, _RS, _US = "\x1d", "\x1e", "\x1f"  # end of a field, of a field cut short, of the message
_EPOQUE = date(2000, 1, 1)
_SANS_DATE = "FFFF"
_ENTETES = {"01": 22, "02": 22, "03": 24, "04": 26}  # version → characters of its header
_BASE32 = 8  # characters of a whole group

# The papers that a service of families asks for; the others (health, identity, bank…) are left
# unread.
FACTURE, IMPOT = "Justificatif de domicile", "Avis d’impôt"
TYPES = {
    "00": FACTURE,
    "01": FACTURE,
    "02": "Avis de taxe d’habitation",
    "04": IMPOT,
    "09": FACTURE,
    "18": "Avis de situation déclarative",
    "24": "Avis de situation déclarative",
    "27": "Avis de situation déclarative",
    "28": IMPOT,
}
_FIXES = {
    1: "1G 1H",
    2: "26 2D",
    4: "06 08 09 45 4S",
    5: "24 2B 4P",
    6: "07",
    8: "1C 4A 4B 4C",
    9: "0A 0B",
    13: "40 44 47 49",
    15: "4F",
    36: "0D",
}
_VARIABLES = {
    LONGUEUR_MAX: "01 02 03 04 05 0C 18 19 1A 1B 42",
    3: "4M",
    5: "43",
    10: "4V 4W 4X 4Z",
    12: "41 4D 4E 4I 4J",
    16: "1D",
    30: "1E 1F 4R 4T",
    32: "25 2C 4Q",
    38: (
        "10 11 12 13 14 15 16 17 1I 1J 1K 1L 1M 1N 1O 1P 20 21 22 23 27 28 29 2A"
        " 46 48 4G 4K 4L 4N 4O 4U"
    ),
    77: "4H",
    155: "4Y",
}
# field → (its length at most, whether it always has it)
_CHAMPS = {
    champ: (longueur, fixe)
    for table, fixe in ((_FIXES, True), (_VARIABLES, False))
    for longueur, champs in table.items()
    for champ in champs.split()
}


class PasUnCachet(ValueError):
    """It is no 2D-Doc, or not one that is read here."""


@dataclass(frozen=True)
class Cachet:
    """`signe`: the bytes that are signed. `date_document`, `date_signature`: None if unsaid."""

    autorite: str
    certificat: str
    type: str
    date_document: date | None
    date_signature: date | None
    champs: dict[str, str]
    signe: bytes
    signature: bytes


def lire(texte: str) -> Cachet:
    """PasUnCachet: it is none, or cannot be read."""
    longueur = _ENTETES.get(texte[2:4])
    if longueur is None or not texte.startswith("DC") or len(texte) > LONGUEUR_MAX:
        raise PasUnCachet("no header")
    entete, suite = texte[:longueur], texte[longueur:]
    message, separe, fin = suite.partition(_US)
    if len(entete) < longueur or not separe or not texte.isascii():
        raise PasUnCachet("no signature")
    return Cachet(
        autorite=entete[4:8],
        certificat=entete[8:12],
        type=entete[20:22] if entete[22:24] in ("", "01") else "",
        date_document=_date(entete[12:16]),
        date_signature=_date(entete[16:20]),
        champs=_champs(message),
        signe=(entete + message).encode("ascii"),
        signature=_base32(fin.partition(_GS)[0]),  # what follows is an annex, which is not signed
    )


def _date(hexa: str) -> date | None:
    if hexa == _SANS_DATE:
        return None
    try:
        return _EPOQUE + timedelta(days=int(hexa, 16))
    except ValueError as erreur:
        raise PasUnCachet("a date") from erreur


def _base32(texte: str) -> bytes:
    try:
        return base64.b32decode(texte + "=" * (-len(texte) % _BASE32))
    except (binascii.Error, ValueError) as erreur:
        raise PasUnCachet("the signature is no Base32") from erreur


def _champs(message: str) -> dict[str, str]:
    """What was understood of the message: an unknown field stops the reading."""
    lus: dict[str, str] = {}
    place = 0
    while (champ := message[place : place + 2]) in _CHAMPS:
        place += 2
        longueur, fixe = _CHAMPS[champ]
        valeur = message[place : place + longueur]
        if not fixe:
            valeur = valeur.partition(_GS)[0].partition(_RS)[0]
        place += len(valeur)
        place += message[place : place + 1] in (_GS, _RS)
        lus[champ] = valeur.strip()
    return lus
