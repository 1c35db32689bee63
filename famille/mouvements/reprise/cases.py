"""One cell of a file as what it should be, kept as JSON can: text, ISO day, number in text, yes or
no. `CaseFautive` says in French why it is not, without quoting what is private."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.forms import ValidationError as ErreurDeSaisie

from famille.socle.erreurs import Refus
from famille.socle.saisie.iban import lire_iban
from famille.socle.saisie.jours_ecrits import JourIllisible, JourInexistant, lire_jour
from famille.socle.saisie.noms import dire_un_chevron
from famille.socle.saisie.tableaux_lus import FORMULE
from famille.socle.saisie.telephones import TelephoneField
from famille.socle.texte import lettre_impossible, normaliser

from .declaration import CaseFautive, separer
from .nir import ressemble_a_un_nir

UNE_FORMULE = "Cette case contient une formule : remplacez-la par sa valeur."
UN_NIR = (
    "Cette case ressemble à un numéro de sécurité sociale : le portail ne reprend jamais ce numéro."
)
_ZERO_DES_TABLEURS = date(1899, 12, 30)  # the day 0 of spreadsheets
_JOURS_DES_TABLEURS = range(1000, 80_000)
_OUI = {"oui", "o", "yes", "y", "vrai", "true", "1", "x", "accorde", "accordee", "autorise", "ok"}
_NON = {"non", "n", "no", "faux", "false", "0", "refuse", "refusee", "interdit"}
_TELEPHONE = TelephoneField(required=False)


def texte(longueur: int, dire: Callable[[str], str] = lambda _lu: "") -> Callable[[Any], str]:
    """A reader of a text of at most `longueur` characters, blanks brought to one. `dire`: what is
    wrong with it, in French."""

    def lire(cellule: Any) -> str:
        lu = brut(cellule)
        if len(lu) > longueur:
            raise CaseFautive(f"Ce texte est trop long : {longueur} caractères au plus.")
        if ressemble_a_un_nir(lu):
            raise CaseFautive(UN_NIR)
        if phrase := dire(lu):
            raise CaseFautive(phrase)
        return lu

    return lire


def nom(longueur: int) -> Callable[[Any], str]:
    """The same, of a name."""
    return texte(longueur, dire_un_chevron)


def cle(cellule: Any) -> str:
    """What another software calls a thing. A whole number of a spreadsheet loses its ".0"."""
    lue = brut(cellule)
    if len(lue) > 200:
        raise CaseFautive("Cet identifiant est trop long.")
    if ressemble_a_un_nir(lue, sure=True):
        raise CaseFautive(UN_NIR)
    return re.sub(r"^(\d+)\.0+$", r"\1", lue)


def brut(cellule: Any) -> str:
    """Its text, on one line. CaseFautive: it computes."""
    if cellule is FORMULE:
        raise CaseFautive(UNE_FORMULE)
    if cellule is None:
        return ""
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if isinstance(cellule, float) and cellule.is_integer():
        cellule = int(cellule)
    if isinstance(cellule, datetime):
        cellule = cellule.date()
    return sans_apostrophe(" ".join(str(cellule).replace("\0", "").split()))


def sans_apostrophe(texte: str) -> str:
    """Without what our own CSV puts before what a spreadsheet would run."""
    return texte[1:] if texte[:1] == "'" and texte[1:2] in "=+-@" else texte


def jour(cellule: Any) -> str:
    """An ISO day: as a date, as it is written, or as the number of days of a spreadsheet."""
    if isinstance(cellule, datetime):
        return cellule.date().isoformat()
    if isinstance(cellule, date):
        return cellule.isoformat()
    lu = brut(cellule)
    if not lu:
        return ""
    if lu.isascii() and lu.isdecimal() and len(lu) <= 5 and int(lu) in _JOURS_DES_TABLEURS:
        return (_ZERO_DES_TABLEURS + timedelta(days=int(lu))).isoformat()
    lu = re.sub(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?$", "", lu)
    try:
        return lire_jour(lu).isoformat()
    except JourInexistant:
        raise CaseFautive("Ce jour n’existe pas dans le calendrier.") from None
    except JourIllisible:
        raise CaseFautive("Ce n’est pas une date : écrivez-la comme 14/03/2018.") from None


def oui_non(cellule: Any) -> Any:
    """True, False, or "" for nothing said."""
    lu = normaliser(brut(cellule))
    if not lu:
        return ""
    if lu in _OUI:
        return True
    if lu in _NON:
        return False
    raise CaseFautive("Écrivez « oui » ou « non ».")


def montant(cellule: Any) -> str:
    """A sum or a quotient, "1234.50"."""
    lu = re.sub(r"[\s€]", "", brut(cellule)).replace(",", ".")
    if not lu:
        return ""
    try:
        nombre = Decimal(lu)
        if not nombre.is_finite() or abs(nombre) >= 1_000_000:
            raise InvalidOperation
    except InvalidOperation:
        raise CaseFautive("Ce n’est pas un nombre : écrivez-le comme 1234,50.") from None
    return str(nombre.quantize(Decimal("0.01")))


def entier(cellule: Any) -> Any:
    lu = brut(cellule)
    if not lu:
        return ""
    if not (lu.isascii() and lu.isdecimal() and len(lu) <= 4):
        raise CaseFautive("Ce n’est pas un nombre entier.")
    return int(lu)


def telephone(cellule: Any) -> str:
    """In its international form. Spreadsheets that took it for a number have lost its first 0."""
    lu = brut(cellule)
    if not lu:
        return ""
    chiffres = re.sub(r"[\s.\-/()]", "", lu).rstrip(".")
    if re.fullmatch(r"[1-9]\d{8}", chiffres):
        chiffres = f"0{chiffres}"
    try:
        numero: Any = _TELEPHONE.clean(chiffres)
    except (ErreurDeSaisie, phonenumbers.NumberParseException):
        raise CaseFautive("Ce numéro de téléphone n’existe pas : il n’est pas repris.") from None
    return numero.as_e164 if numero else ""


def courriel(cellule: Any) -> str:
    lu = brut(cellule).lower()
    if not lu:
        return ""
    try:
        validate_email(lu)
    except ValidationError:
        raise CaseFautive("Ce n’est pas une adresse e-mail : elle n’est pas reprise.") from None
    if lettre_impossible(lu):
        raise CaseFautive(
            "Le portail ne sait pas écrire à cette adresse e-mail, qui a une lettre accentuée ou"
            " étrangère avant son arobase : elle n’est pas reprise."
        )
    if len(lu) > 254:
        raise CaseFautive("Cette adresse e-mail est trop longue : elle n’est pas reprise.")
    return lu


def iban(cellule: Any) -> str:
    lu = brut(cellule)
    if not lu:
        return ""
    try:
        return lire_iban(lu).iban
    except Refus as refus:
        raise CaseFautive(str(refus)) from None


def parmi(
    choix: list[tuple[str, str]], sinon: str, mots: Mapping[str, str] | None = None
) -> Callable[[Any], str]:
    """A reader of one of these choices (code, label), by its code, its label, or the other words
    that say it (code → words, with commas). `sinon`: what is said of others."""
    codes = {normaliser(dit): str(code) for code, libelle in choix for dit in (code, libelle)}
    for code, siens in (mots or {}).items():
        codes |= {normaliser(mot): code for mot in separer(siens)}

    def lire(cellule: Any) -> str:
        lu = normaliser(re.sub(r"\b\(\w+\)", "", brut(cellule)))  # "marié(e)", "veuf(ve)"
        if lu and lu not in codes:
            raise CaseFautive(sinon)
        return codes.get(lu, "")

    return lire
