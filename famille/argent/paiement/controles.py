"""What PayFiP asks of a request: eopayment lets most through, and cuts fractions of a cent."""

import re
import unicodedata
from decimal import Decimal
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from famille.regles.montants import CENTIME

MONTANT_MINIMAL = Decimal(1)
MONTANT_MAXIMAL = Decimal("99999.99")
REFERENCE = re.compile(r"[A-Za-z0-9]{6,30}")


def verifier(reference: str, montant: Decimal, exercice: int, *adresses: str) -> None:
    """Raises ValueError: what the portal makes itself has no reason to be wrong."""
    if not REFERENCE.fullmatch(reference):
        raise ValueError("reference: 6 to 30 letters and digits")
    if not isinstance(montant, Decimal) or not montant.is_finite():
        raise ValueError("montant: a Decimal")
    if not MONTANT_MINIMAL <= montant <= MONTANT_MAXIMAL or montant != montant.quantize(CENTIME):
        raise ValueError("montant: 1 to 99,999.99 euros, whole cents")
    if not 2000 <= exercice <= 9999:
        raise ValueError("exercice: a year of four digits")
    if any(
        len(adresse) > 250 or urlsplit(adresse).scheme not in ("http", "https")
        for adresse in adresses
    ):
        raise ValueError("url_retour, url_notification: web addresses of 250 characters at most")


def est_un_courriel(courriel: str) -> bool:
    """Whether PayFiP takes this mail address: 6 to 80 characters, ASCII."""
    try:
        validate_email(courriel)
    except ValidationError:
        return False
    return courriel.isascii() and 6 <= len(courriel) <= 80


def sans_accents(texte: str) -> str:
    """What PayFiP takes in a label: letters, digits and single spaces, all ASCII."""
    separe = re.sub(r"[’'\-–_/]", " ", texte.replace("œ", "oe"))
    ascii_seul = unicodedata.normalize("NFKD", separe).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^A-Za-z0-9 ]", " ", ascii_seul).split())
