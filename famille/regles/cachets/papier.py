"""Whose paper it is and where, as its code says; and whether that is what a household says.

Nothing decides by likeness: two names or two addresses are the same once written the same way, or
both are shown to a person.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from famille.regles.doublons import mots_du_nom

_TITRE, _NOM_PRENOM = 2, "/"  # "MME/SPECIMEN/NATACHA"
_PERSONNES = (  # (the whole line, or the name and the first name apart)
    ("10", "13", "12"),
    ("14", "17", "16"),
    ("1I", "1L", "1K"),
    ("1M", "1P", "1O"),
    ("46", "", ""),
    ("48", "", ""),
)
_LIEUX = (  # place of service, then of who is written to: lines 4, then 2, 3 and 5, code, town
    ("22", ("20", "21", "23"), "24", "25"),
    ("29", ("27", "28", "2A"), "2B", "2C"),
)
_ENTIERE = "4Y"
_ABREGES = {
    "all": "allee",
    "av": "avenue",
    "ave": "avenue",
    "b": "bis",
    "bd": "boulevard",
    "bld": "boulevard",
    "bvd": "boulevard",
    "ch": "chemin",
    "che": "chemin",
    "crs": "cours",
    "fbg": "faubourg",
    "fg": "faubourg",
    "imp": "impasse",
    "pl": "place",
    "r": "rue",
    "rte": "route",
    "sq": "square",
    "st": "saint",
    "ste": "sainte",
    "t": "ter",
}
_CHIFFRES_ET_LETTRES = re.compile(r"(?<=\d)(?=[a-z])")


@dataclass(frozen=True)
class NomConnu:
    nom: str
    prenom: str

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}".strip()


@dataclass(frozen=True)
class Lieu:
    """`dit`: as people read it. `entiere`: it came in one piece, its street is not known apart."""

    dit: str
    voies: tuple[str, ...] = ()
    code_postal: str = ""
    entiere: bool = False


@dataclass(frozen=True)
class PapierSigne:
    """All that is kept of a code: names in its own words, "SPECIMEN NATACHA"."""

    noms: tuple[str, ...] = ()
    lieu: Lieu | None = None

    def en_json(self) -> dict[str, Any]:
        return {"noms": list(self.noms), "lieu": self.lieu and asdict(self.lieu)}

    @classmethod
    def du_json(cls, lu: dict[str, Any]) -> "PapierSigne":
        lieu = lu.get("lieu")
        return cls(
            tuple(lu.get("noms", ())),
            Lieu(**{**lieu, "voies": tuple(lieu["voies"])}) if lieu else None,
        )


def papier_de(champs: dict[str, str]) -> PapierSigne:
    """What the fields of a code say of who and where; the rest (amounts, numbers) is left."""
    noms = (_nom(champs, *cles) for cles in _PERSONNES)
    return PapierSigne(tuple(dict.fromkeys(nom for nom in noms if nom)), _lieu(champs))


def _nom(champs: dict[str, str], ligne: str, nom: str, prenom: str) -> str:
    """ "SPECIMEN NATACHA", without its title."""
    entiere = champs.get(ligne, "")
    morceaux = entiere.split(_NOM_PRENOM, _TITRE)
    if len(morceaux) > _TITRE:
        return " ".join(morceaux[1:]).strip()
    return entiere or f"{champs.get(nom, '')} {champs.get(prenom, '')}".strip()


def _lieu(champs: dict[str, str]) -> Lieu | None:
    for voie, autres, code, commune in _LIEUX:
        voies = [dit for cle in (voie, *autres) if (dit := champs.get(cle, ""))]
        if voies:
            ville = f"{champs.get(code, '')} {champs.get(commune, '')}".strip()
            return Lieu(", ".join([*voies, ville]), tuple(voies), champs.get(code, ""))
    entiere = champs.get(_ENTIERE, "")
    return Lieu(entiere, entiere=True) if entiere else None


def meme_personne(papier: PapierSigne, personnes: Iterable[NomConnu]) -> bool:
    """Whether a name of the paper is one of these: the same words, or name, first name, others.

    >>> meme_personne(PapierSigne(("MARTIN CAMILLE JEANNE",)), [NomConnu("Martin", "Camille")])
    True
    >>> meme_personne(PapierSigne(("MARTIN JEAN PAUL",)), [NomConnu("Martin", "Paul")])
    False
    """
    return any(_meme_nom(nom, personne) for nom in papier.noms for personne in personnes)


def _meme_nom(nom: str, personne: NomConnu) -> bool:
    lus = mots_du_nom(nom.replace("'", " ")).split()
    attendus = mots_du_nom(f"{personne.nom} {personne.prenom}").split()
    return sorted(lus) == sorted(attendus) or lus[: len(attendus)] == attendus


def meme_lieu(papier: PapierSigne, adresses: Iterable[tuple[str, str]]) -> bool:
    """Whether the paper's address is one of these (street, postal code), abbreviated or not."""
    return papier.lieu is not None and any(
        _meme_adresse(papier.lieu, voie, code) for voie, code in adresses
    )


def _meme_adresse(lieu: Lieu, voie: str, code_postal: str) -> bool:
    attendue = mots_de_la_voie(voie)
    if not attendue or not code_postal:
        return False
    if lieu.entiere:
        # the street stands right before its postal code
        fin = f" {attendue} {code_postal} "
        return fin in f" {mots_de_la_voie(lieu.dit)} "
    return lieu.code_postal == code_postal and attendue in map(mots_de_la_voie, lieu.voies)


def mots_de_la_voie(texte: str) -> str:
    """A street as it is compared.

    >>> mots_de_la_voie("12B, av. de l’Église") == mots_de_la_voie("12 BIS AVENUE DE L EGLISE")
    True
    """
    mots = _CHIFFRES_ET_LETTRES.sub(" ", mots_du_nom(texte)).split()
    return " ".join(_ABREGES.get(mot, mot) for mot in mots)
