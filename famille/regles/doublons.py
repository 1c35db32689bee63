"""Whether two files are of one person, by rapidfuzz: a person reads the evidence and decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from famille.socle.texte import normaliser

PRENOM, NOM, NOM_SEUL = 88, 80, 95  # %, from which two names look like one
# What each piece of evidence adds to how alike the names are.
POIDS = {"naissance": 100, "courriel": 90, "telephone": 60, "adresse": 40, "naissance_proche": 30}
PHRASES = {
    "naissance": "même date de naissance",
    "naissance_proche": "dates de naissance voisines",
    "courriel": "même adresse e-mail",
    "telephone": "même téléphone",
    "adresse": "même adresse",
}


@dataclass(frozen=True)
class Identite:
    """What is known of somebody. `telephones`: digits (famille.regles.foyer.chiffres); `courriels`,
    `adresses`: of the household too, for a child; `adresses`: "12 rue bourdillon 36000"."""

    prenom: str
    nom: str
    naissance: date | None = None
    courriels: frozenset[str] = frozenset()
    telephones: frozenset[str] = frozenset()
    adresses: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Ressemblance:
    """`noms`: how alike, in percent; `preuves`: keys of PHRASES, the strongest first."""

    noms: int
    preuves: tuple[str, ...]

    @property
    def poids(self) -> int:
        """What the likely ones are sorted by."""
        return self.noms + sum(POIDS[preuve] for preuve in self.preuves)

    @property
    def dite(self) -> list[str]:
        """Each piece of evidence in words."""
        noms = "même nom" if self.noms == 100 else f"nom semblable à {self.noms} %"
        return [noms, *(PHRASES[preuve] for preuve in self.preuves)]


def comparer(une: Identite, autre: Identite) -> Ressemblance | None:
    """Ressemblance, or None when they do not look like one person.

    A child: the same day of birth, or one that a slip of the pen makes, and in that case something
    of the household too. An adult, whom no birth date tells from a namesake: something else than
    the name.
    """
    noms = _noms(une, autre)
    preuves = []
    if une.naissance and autre.naissance:
        if une.naissance != autre.naissance and autre.naissance not in voisines(une.naissance):
            return None
        preuves = ["naissance" if une.naissance == autre.naissance else "naissance_proche"]
    communes = [
        preuve
        for preuve in ("courriel", "telephone", "adresse")
        if getattr(une, f"{preuve}s") & getattr(autre, f"{preuve}s")
    ]
    if not (communes or "naissance" in preuves):
        return None
    if not _memes_noms(une, autre, noms, aide=bool(communes)):
        return None
    return Ressemblance(noms, tuple(sorted([*preuves, *communes], key=lambda p: -POIDS[p])))


def voisines(jour: date) -> frozenset[date]:
    """The days that a slip of the pen makes of this one: swapped, a year or a month off.

    >>> sorted(map(str, voisines(date(2018, 3, 4))))
    ['2017-03-04', '2018-02-04', '2018-03-03', '2018-03-05', '2018-04-03', '2018-04-04', \
'2019-03-04']
    """
    annee, mois, du_mois = jour.year, jour.month, jour.day
    essais = [
        *((annee, du_mois, mois), (annee - 1, mois, du_mois), (annee + 1, mois, du_mois)),
        *((annee, mois - 1, du_mois), (annee, mois + 1, du_mois)),
        *((annee, mois, du_mois - 1), (annee, mois, du_mois + 1)),
    ]
    return frozenset(lu for essai in essais if (lu := _jour(*essai)) and lu != jour)


def _jour(annee: int, mois: int, du_mois: int) -> date | None:
    try:
        return date(annee, mois, du_mois)
    except ValueError:
        return None


def mots_du_nom(texte: str) -> str:
    """As names are compared: no accent, no hyphen, no capital.

    >>> mots_du_nom("Jean-Baptiste Œuvrard")
    'jean baptiste oeuvrard'
    """
    return normaliser(texte).replace("-", " ").replace(".", " ").strip()


def _noms(une: Identite, autre: Identite) -> int:
    """How alike they are, in percent, in whatever order their words stand."""
    return int(
        fuzz.token_sort_ratio(
            mots_du_nom(f"{une.prenom} {une.nom}"), mots_du_nom(f"{autre.prenom} {autre.nom}")
        )
    )


def _memes_noms(une: Identite, autre: Identite, noms: int, *, aide: bool) -> bool:
    """The first names are compared by themselves: twins share all the rest. `aide`: the households
    have something in common, a child then may bear the other parent's name."""
    if noms >= NOM_SEUL and mots_du_nom(une.prenom) == mots_du_nom(autre.nom):
        return True  # first name and name typed in each other's place
    prenoms = 100 * JaroWinkler.normalized_similarity(
        mots_du_nom(une.prenom), mots_du_nom(autre.prenom)
    )
    if prenoms < PRENOM:
        return False
    noms_seuls = fuzz.token_set_ratio(mots_du_nom(une.nom), mots_du_nom(autre.nom))
    return noms_seuls >= NOM or (aide and une.naissance is not None)


def ranger[Trouve](trouves: Iterable[tuple[Ressemblance, Trouve]]) -> list[tuple]:
    """The likeliest first."""
    return sorted(trouves, key=lambda paire: -paire[0].poids)
