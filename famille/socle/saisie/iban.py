"""Bank accounts: an IBAN as people paste it, checked, with its bank; and the ICS of who collects
(D16)."""

import re
from dataclasses import dataclass

from schwifty import IBAN
from schwifty.exceptions import (
    InvalidCountryCode,
    InvalidLength,
    InvalidStructure,
    SchwiftyException,
)

from famille.socle.erreurs import Refus
from famille.socle.ville import service

# Blanks of all kinds, dots and dashes that banks print between the groups.
SEPARATEURS = re.compile(r"[\s.\-\u200b\u2060\ufeff\u2010-\u2015]+")
CLE_NATIONALE = ("FR", "MC")  # countries whose own key (clé RIB) is checked too
ICS = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{3}[A-Z0-9]{1,28}")
LONGUEUR_FR = 27
POINTS = "••••"


@dataclass(frozen=True, repr=False)
class CompteBancaire:
    """An account that can be collected. No repr: it must not come out in a log. `bic`, `banque`: ""
    when unknown."""

    iban: str
    bic: str = ""
    banque: str = ""

    @property
    def masque(self) -> str:
        return masquer(self.iban)


def compacter(texte: str) -> str:
    """An IBAN as banks want it: capitals, no separator, no "IBAN" before it."""
    return SEPARATEURS.sub("", texte).upper().removeprefix("IBAN").lstrip(":")


def lire_iban(texte: str) -> CompteBancaire:
    """The account of an IBAN typed or pasted. Refus: it is not one, or its country is outside the
    SEPA zone."""
    compact = compacter(texte)
    pays = compact[:2]
    try:
        iban = IBAN(compact, validate_bban=pays in CLE_NATIONALE)
    except SchwiftyException as erreur:
        phrase = _phrase(erreur, compact)
    else:
        if iban.in_sepa_zone:
            return CompteBancaire(str(iban), str(iban.bic or ""), iban.bank_name or "")
        phrase = (
            "Ce compte est tenu hors de la zone SEPA : aucun prélèvement n’y est possible. Donnez"
            f" l’IBAN d’un compte de la zone SEPA, ou contactez {service().le}."
        )
    # Outside of the `except`: schwifty's messages quote what was typed, and nothing of it may reach
    # a log.
    raise Refus(phrase)


def _phrase(erreur: SchwiftyException, compact: str) -> str:
    if isinstance(erreur, InvalidCountryCode) or not compact[:2].isalpha():
        return (
            "Un IBAN commence par les deux lettres de son pays, FR en France : recopiez celui de"
            " votre RIB."
        )
    if compact.startswith("FR") and len(compact) != LONGUEUR_FR:
        return (
            f"Un IBAN français a {LONGUEUR_FR} lettres et chiffres, et vous en avez écrit"
            f" {len(compact)} : recopiez-le depuis votre RIB."
        )
    if isinstance(erreur, InvalidLength):
        return "Cet IBAN n’a pas la longueur de ceux de son pays : recopiez-le depuis votre RIB."
    if isinstance(erreur, InvalidStructure):
        return (
            "Cet IBAN contient un caractère qui n’y a pas sa place : recopiez-le depuis votre RIB."
        )
    return (
        "Cet IBAN contient une erreur de frappe, sa clé ne correspond pas : vérifiez-le, chiffre"
        " après chiffre."
    )


def masquer(texte: str) -> str:
    """str: FR76 •••• 0189; four dots alone for what is too short to be an IBAN."""
    compact = compacter(texte)
    if not compact:
        return ""
    if len(compact) < 14:  # the shortest IBAN has 15
        return POINTS
    return f"{compact[:4]} {POINTS} {compact[-4:]}"


def en_groupes(iban: str) -> str:
    """str: as a RIB prints it, by four."""
    return " ".join(iban[rang : rang + 4] for rang in range(0, len(iban), 4))


def ics_valide(ics: str) -> bool:
    """Whether this is an ICS (identifiant créancier SEPA) by its form and its key, which leaves out
    the three letters of the business code."""
    if not ICS.fullmatch(ics):
        return False
    chiffres = "".join(str(int(signe, 36)) for signe in ics[7:] + ics[:4])
    return int(chiffres) % 97 == 1
