"""The words of a sentence, and the words that are known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz, process

from famille.socle.dire import JOURS, MOIS
from famille.socle.texte import normaliser

LONGUEUR_MAX = 300  # letters of a sentence
MOTS_MAX = 90


def vocabulaire(mots: str) -> frozenset[str]:
    """A list of words, as those of a sentence are compared with it."""
    return frozenset(normaliser(mots).split())


# hours come first: the "30" of "17 h 30" is never a day
_DECOUPE = re.compile(
    r"\d{1,2}\s?[hH:]\s?\d{2}(?!\d)|\d{1,2}\s?(?:[hH]|heures?)\b"
    r"|\d{1,2}/\d{1,2}(?:/\d{2,4})?|[^\W\d_]+|\d+(?:er)?|[^\w\s]"
)
_HEURE = re.compile(r"(\d{1,2})\s?(?:h|:)[a-z\s]*(\d{2})?")
SEPARATEURS = frozenset({",", ";", ".", "!", "?", ":", "\n", "(", ")", "+", "&", "/"})
LIENS = frozenset({"et", "puis"})
FORTS = frozenset({",", ";", ".", "!", "?", "\n", "puis"})
_APOSTROPHES = frozenset({"'", "’", "-", "–", "—", "«", "»", '"'})

MOIS_CONNUS = {normaliser(nom): rang for rang, nom in enumerate(MOIS, start=1)} | {
    "janv": 1,
    "fevr": 2,
    "fev": 2,
    "avr": 4,
    "juil": 7,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
JOURS_CONNUS = {nom: rang for rang, nom in enumerate(JOURS)} | {
    "lun": 0,
    "mar": 1,
    "mer": 2,
    "merc": 2,
    "jeu": 3,
    "ven": 4,
    "vend": 4,
    "sam": 5,
    "dim": 6,
}
_MOIS_LONGS = frozenset(mois for mois in MOIS_CONNUS if len(mois) > 5)
_ABREGES = {
    "tt": "tous",
    "ts": "tous",
    "tte": "toute",
    "ttes": "toutes",
    "pr": "pour",
    "sem": "semaine",
    "vac": "vacances",
    "cant": "cantine",
    "auj": "aujourdhui",
    "ajd": "aujourdhui",
    "apm": "aprem",
    "jusqua": "jusqu",
    "jusquau": "jusqu",
    "jusquaux": "jusqu",
}
# Words that say nothing of what is asked.
VIDES = vocabulaire(
    "a au aux le la les l un une d de des du en par que qu je j on nous ma mon mes m me sa son"
    " ses leur leurs notre nos avec dans est sont sera seront aura auront va vont ira iront"
    " aller vais voudrais voudrait souhaite souhaitons souhaiterais veux veut voulons aimerais"
    " aimerions merci bonjour bonsoir salut svp stp s te tu vous plait avance madame monsieur"
    " mme cordialement reserver reserve reservez reservons reservation reservations inscrire"
    " inscris inscrit inscrite inscrits inscrivez inscription bjr coucou mettre mets mettez met"
    " prendre prend prends prenez ajouter ajoute ajoutez noter note notez prevoir prevoyez"
    " reste restent restera resteront rester faire fait besoin faut faudrait pouvez pourriez"
    " peux possible serait semaine aussi bien scolaire scolaires ecole accueil classe ce cet"
    " cette ces ci y uniquement seulement vient viennent viendra viendront venir viens mais"
    " present presente presents presentes pause tous toutes toute inclus compris jour jours"
)
ANNULER = vocabulaire(
    "annuler annule annulez annulation annulons decommander decommande desinscrire desinscris"
    " desinscrivez supprimer supprime supprimez enlever enleve enlevez retirer retire retirez"
    " absent absente absents absentes absence malade malades"
)
# what cancels all that is said with it: "annuler la cantine de lundi et la garderie de mardi"
VERBES_ANNULER = ("annul", "supprim", "enlev", "retir", "decommand", "desinscri")
VERBES_RESERVER = ("reserv", "ajout", "mett", "inscri", "pren")
SAUF = vocabulaire("sauf excepte exceptes excepter hormis hors saufs")
TOUS = vocabulaire("tous toutes chaque tout toute")


@dataclass(frozen=True)
class Mot:
    """`ecrit`: as typed, from `debut` to `fin` in the sentence; `norme`: lower case, no accent."""

    ecrit: str
    debut: int
    fin: int
    norme: str

    @property
    def heure(self) -> int | None:
        """ "17 h 30", "9h", "8:15": its hour."""
        lue = _HEURE.fullmatch(self.norme)
        return int(lue[1]) if lue and int(lue[1]) < 24 else None

    @property
    def nombre(self) -> int | None:
        """ "14" and "1er"; None for what is no number of two digits."""
        chiffres = self.norme.removesuffix("er")
        if chiffres.isascii() and chiffres.isdigit() and len(chiffres) <= 2:
            return int(chiffres)
        return None


def decouper(texte: str) -> list[Mot]:
    """The words of a sentence, its punctuation among them."""
    mots = []
    for trouve in _DECOUPE.finditer(texte[:LONGUEUR_MAX]):
        ecrit = trouve.group()
        norme = ecrit if len(ecrit) == 1 and not ecrit.isalnum() else normaliser(ecrit)
        if "/" in ecrit or (ecrit[0].isdigit() and ":" in ecrit):
            norme = ecrit
        if ecrit not in _APOSTROPHES:
            norme = _ABREGES.get(norme) or proche(norme, _MOIS_LONGS, seuil=88) or norme
            mots.append(Mot(ecrit, trouve.start(), trouve.end(), norme))
    return mots[:MOTS_MAX]


def singulier(norme: str) -> str:
    """Days and parts of a day in the plural: "lundis"."""
    return norme[:-1] if len(norme) > 3 and norme.endswith("s") else norme


@lru_cache(maxsize=4096)
def _proche(norme: str, vocabulaire: frozenset[str], seuil: int) -> str | None:
    trouve = process.extractOne(norme, sorted(vocabulaire), scorer=fuzz.ratio, score_cutoff=seuil)
    return trouve[0] if trouve else None


def proche(norme: str, vocabulaire: Iterable[str], *, seuil: int = 82) -> str | None:
    """The word of this vocabulary that was meant, a slip of the finger aside; None for none. Short
    words are taken as they are: a letter makes another of them."""
    connus = frozenset(vocabulaire)
    if norme in connus:
        return norme
    if len(norme) < 5:
        return None
    return _proche(norme, frozenset(un for un in connus if len(un) >= 5), seuil)
