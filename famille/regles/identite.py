"""Civil identities ("identité pivot"), compared: what two papers say of one person, or two.

A date of birth is a text: the register presumes some ("1992-11-00", "1992-00-00", "1977-00-03").
Places are codes of INSEE's official geography (COG), a country one of five digits, France 99100.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from famille.socle.texte import normaliser

FRANCE = "99100"
FEMININ, MASCULIN = "female", "male"
SEXES = (FEMININ, MASCULIN)
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_LIEU = re.compile(r"(?:\d{2}|2[AB]|97\d|98\d)\d{2,3}", re.ASCII)
_PAYS = re.compile(r"99\d{3}", re.ASCII)
# a town cut in arrondissements has a code for each, and its own: one place
_ARRONDISSEMENTS = (
    (range(75101, 75121), "75056"),  # Paris
    (range(69381, 69390), "69123"),  # Lyon
    (range(13201, 13217), "13055"),  # Marseille
)


class Verdict(StrEnum):
    """Whether two identities are of one person. `PROCHE`: neither apart nor the same for sure."""

    MEME = auto()
    PROCHE = auto()
    AUTRE = auto()


@dataclass(frozen=True)
class EtatCivil:
    """As a paper says it. `nom`: at birth; `prenoms`: all of them; `sexe`: of SEXES, or "";
    `naissance`: "AAAA-MM-JJ", each part of zeros where it is not known; `lieu`: the code of the
    commune, "" abroad; `pays`: the code of the country."""

    nom: str
    prenoms: tuple[str, ...]
    sexe: str
    naissance: str
    lieu: str
    pays: str

    def __repr__(self) -> str:
        return "<EtatCivil>"  # of nobody, in a trace


def normaliser_l_identite(identite: EtatCivil) -> EtatCivil:
    """The same, as it is compared: neither case, nor accents, nor hyphens, nor the order of the
    first names; no place outside France; the whole town for one of its arrondissements."""
    pays = identite.pays.strip()
    mots = sorted(mot for prenom in identite.prenoms for mot in _mots(prenom).split())
    return EtatCivil(
        nom=_mots(identite.nom),
        prenoms=tuple(mots),
        sexe=identite.sexe if identite.sexe in SEXES else "",
        naissance=identite.naissance.strip(),
        lieu=_commune(identite.lieu.strip().upper()) if pays == FRANCE else "",
        pays=pays,
    )


def comparer(une: EtatCivil, autre: EtatCivil) -> Verdict:
    """MEME: every part is known of both and the same, but the sex, which one may not say. PROCHE:
    one name at birth, a first name in common, dates that may be one. Else AUTRE."""
    a, b = normaliser_l_identite(une), normaliser_l_identite(autre)
    if a.nom != b.nom or not _dates_possibles(a.naissance, b.naissance):
        return Verdict.AUTRE
    if a.prenoms != b.prenoms and not set(a.prenoms) & set(b.prenoms):
        return Verdict.AUTRE
    sexes = {a.sexe, b.sexe} - {""}
    pareils = a.prenoms == b.prenoms and a.naissance == b.naissance and len(sexes) < 2
    if not pareils or (a.lieu, a.pays) != (b.lieu, b.pays):
        return Verdict.PROCHE
    return Verdict.MEME if _suffit(a) else Verdict.PROCHE


def _suffit(normale: EtatCivil) -> bool:
    nee_en_france_sans_lieu = normale.pays == FRANCE and not normale.lieu
    return bool(
        (normale.nom or normale.prenoms)
        and _DATE.fullmatch(normale.naissance)
        and normale.pays
        and not nee_en_france_sans_lieu
    )


def _dates_possibles(une: str, autre: str) -> bool:
    """Whether two dates may be one: each part is the same, or not known of one of them."""
    a, b = _DATE.fullmatch(une), _DATE.fullmatch(autre)
    if a is None or b is None or a[1] != b[1]:
        return False
    return all(
        x == y or "00" in (x, y) for x, y in zip(a.groups()[1:], b.groups()[1:], strict=True)
    )


def _mots(nom: str) -> str:
    """ "D'ALMEIDA-Œuvré" → "d almeida oeuvre"."""
    return " ".join(re.sub(r"[^\w]", " ", normaliser(nom)).split())


def _commune(code: str) -> str:
    numero = int(code) if code.isdecimal() else None
    return next((ville for codes, ville in _ARRONDISSEMENTS if numero in codes), code)


def est_une_naissance(texte: str, aujourdhui: date) -> bool:
    """Whether it is a date of birth as the register writes one, of somebody who may be alive.

    >>> est_une_naissance("1992-00-00", date(2026, 9, 1)), est_une_naissance("1992-02-30", date.max)
    (True, False)
    """
    if not (lue := _DATE.fullmatch(texte)):
        return False
    annee, mois, jour = (int(partie) for partie in lue.groups())
    if not aujourdhui.year - 130 <= annee <= aujourdhui.year or mois > 12:
        return False
    dernier = monthrange(2000 if not mois else annee, mois or 1)[1]
    if jour > dernier:
        return False
    return not (mois and jour and date(annee, mois, jour) > aujourdhui)


def est_un_lieu(code: str) -> bool:
    """Whether it is written as the code of a commune ("36044", "2A004"), or is empty."""
    return not code or (len(code) == 5 and _LIEU.fullmatch(code) is not None)


def est_un_pays(code: str) -> bool:
    """Whether it is written as the code of a country ("99100")."""
    return _PAYS.fullmatch(code) is not None


def separer_les_prenoms(texte: str) -> tuple[str, ...]:
    """ "Angela, Claire-Lise" → ("Angela", "Claire-Lise"): at commas, without one at blanks.

    >>> separer_les_prenoms(" Marie Anne,  Jean "), separer_les_prenoms("Léa  Rose")
    (('Marie Anne', 'Jean'), ('Léa', 'Rose'))
    """
    morceaux = texte.split(",") if "," in texte else texte.split()
    return tuple(" ".join(un.split()) for un in morceaux if un.strip())
