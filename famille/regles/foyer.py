"""Pure rules of the household: no database, and today is an argument."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from famille.socle.texte import normaliser

_TELEPHONE = re.compile(r"^(?:\+|00)?[\d\s.\-()]{6,}$")
_INTROUVABLE = "¤"  # a sign that `normaliser` leaves in no row
_CHIFFRES_MAX = 18  # under 2**63, which no column of ours exceeds


def chiffres(telephone: str) -> str:
    """The digits of a French telephone as people dial it: +33 6 39 98 00 01 → 0639980001."""
    chiffres_seuls = re.sub(r"\D", "", telephone)
    for prefixe in ("0033", "33"):
        if chiffres_seuls.startswith(prefixe) and len(chiffres_seuls) == len(prefixe) + 9:
            return "0" + chiffres_seuls[len(prefixe) :]
    return chiffres_seuls


def entier(texte: str | None) -> int | None:
    """The number that a text holds, small enough to be a key of the database; else None.

    >>> entier("42"), entier("-1"), entier("٣"), entier("9" * 5000), entier(None)
    (42, None, None, None, None)
    """
    lisible = texte and len(texte) <= _CHIFFRES_MAX and texte.isascii() and texte.isdecimal()
    return int(texte) if texte and lisible else None


def mots_cherches(recherche: str) -> list[str]:
    """The words that a row must all hold, or the digits of a telephone typed in any way.

    A file number (2026-00417) has digits and a dash too, but is found as it is written. A search of
    signs alone becomes a word that no row holds, so that it does not find everything.

    >>> mots_cherches("Martin, Léa"), mots_cherches(" % "), mots_cherches(" ")
    (['martin', 'lea'], ['¤'], [])
    """
    recherche = recherche.strip()
    if re.fullmatch(r"\d{4}-\d{1,7}", recherche):
        return [recherche]
    if _TELEPHONE.match(recherche) and len(re.sub(r"\D", "", recherche)) >= 6:
        return [chiffres(recherche)]
    return normaliser(recherche).split() or [_INTROUVABLE] * bool(recherche)


@dataclass(frozen=True)
class Garde:
    """The days that a child spends in one household. `semaines`: "paires", "impaires" or "" (all of
    them), by ISO week; `periodes`: (first day, last day, here or not), which win over the weeks.
    Before `debut` and after `fin` the child is not of the household."""

    semaines: str = ""
    periodes: tuple[tuple[date, date, bool], ...] = ()
    debut: date | None = None
    fin: date | None = None

    def ici(self, jour: date) -> bool:
        """Whether the child is here on `jour`, by the last period that covers it, else the week."""
        if (self.debut and jour < self.debut) or (self.fin and jour > self.fin):
            return False
        for debut, fin, ici in reversed(self.periodes):
            if debut <= jour <= fin:
                return ici
        if not self.semaines:
            return True
        paire = jour.isocalendar().week % 2 == 0
        return paire == (self.semaines == "paires")


def age_le(jour: date, naissance: date) -> int:
    """The age in full years. A child of 29 February is a year older on 1 March of a common year."""
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))


def anniversaire(naissance: date, age: int) -> date:
    """The day on which this age is reached: 1 March for a child of 29 February.

    >>> anniversaire(date(2016, 2, 29), 11), anniversaire(date(2015, 12, 9), 12)
    (datetime.date(2027, 3, 1), datetime.date(2027, 12, 9))
    """
    try:
        return naissance.replace(year=naissance.year + age)
    except ValueError:
        return date(naissance.year + age, 3, 1)


def en_vigueur_le(jour: date, periodes: Iterable[tuple[date, date | None]]) -> bool:
    """Whether one of these (first day, last day or None) holds on `jour`."""
    return any(debut <= jour and (fin is None or jour <= fin) for debut, fin in periodes)
