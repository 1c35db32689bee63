"""What an SMS counts, and where one may be sent (3GPP TS 23.038; numbering plan of the ARCEP)."""

import math
import re

_DE_BASE = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLES = set("^{}\\[~]|€\f")  # behind an escape: two each
# What French writes and the alphabet has not: one such sign would make the whole message count
# more than twice as much.
_REMPLACES = str.maketrans(
    "’‘“”«»–—\u00a0\u202fçêëâîïôûÀÈÊÎÔ",
    '\'\'""""--  ceeaiiouAEEIO',
) | {ord("…"): "...", ord("œ"): "oe", ord("Œ"): "OE"}
UNE_PART, DES_PARTS = (160, 153), (70, 67)  # alone, then each of several: GSM-7, UCS-2
# Mobile numbers: metropolitan, then overseas, each under its own code.
_MOBILES = re.compile(
    r"\+33(?:6\d{8}|7[3-9]\d{7})"
    r"|\+590(?:690|691)\d{6}"  # Guadeloupe, Saint-Martin, Saint-Barthélemy
    r"|\+594694\d{6}"  # Guyane
    r"|\+596(?:696|697)\d{6}"  # Martinique
    r"|\+262(?:639|692|693)\d{6}"  # La Réunion, Mayotte
    r"|\+508(?:55|4[0-3])\d{4}"  # Saint-Pierre-et-Miquelon
)


def simplifier(texte: str) -> str:
    """The same words in the alphabet of SMS.

    >>> simplifier("Une place jusqu’à 18 h : dépêchez-vous, ça part…")
    "Une place jusqu'à 18 h : dépechez-vous, ca part..."
    """
    return texte.translate(_REMPLACES)


def est_gsm7(texte: str) -> bool:
    return set(texte) <= _DE_BASE | _DOUBLES


def longueur(texte: str) -> int:
    """In GSM-7 where it can be, else in units of UTF-16."""
    if est_gsm7(texte):
        return len(texte) + sum(signe in _DOUBLES for signe in texte)
    return len(texte.encode("utf-16-le")) // 2


def parts(texte: str) -> int:
    """What the provider counts it for.

    >>> parts("a" * 160), parts("a" * 161), parts("€" * 81), parts("ê" * 70), parts("ê" * 71)
    (1, 2, 2, 1, 2)
    """
    seule, chacune = UNE_PART if est_gsm7(texte) else DES_PARTS
    total = longueur(texte)
    return 1 if total <= seule else math.ceil(total / chacune)


def rediger(texte: str, *adresses: str, max_: int = UNE_PART[0]) -> str:
    """The text and where it leads, in one part. What is too long goes in this order: its second
    sentence, the first address for the next one, every address, its end.

    >>> rediger("Une place. Répondez.", "https://exemple.fr/abc/", max_=34)
    'Une place. https://exemple.fr/abc/'
    """
    texte = simplifier(texte)
    premiere = texte.partition(". ")[0].removesuffix(".") + "."
    essais = [f"{dit} {adresse}" for adresse in adresses for dit in (texte, premiere)]
    for essai in (*essais, texte):
        if longueur(essai) <= max_:
            return essai
    while longueur(texte) > max_:
        texte = texte[:-1]
    return texte


def est_un_mobile(numero: str) -> bool:
    """Whether this E.164 number is a French mobile: elsewhere a message costs much more.

    >>> est_un_mobile("+33639980001"), est_un_mobile("+262692123456"), est_un_mobile("+33254080000")
    (True, True, False)
    """
    return bool(_MOBILES.fullmatch(numero))
