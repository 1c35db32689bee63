"""A name with its article, as French joins them to a sentence; and what was last read of what the
town says of itself, kept by this process: a page names the service ten times, and none of them is a
query. Pure: what reads the settings is given to it when the apps start (`lire_avec`)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic

# Seconds: as the other settings that every page reads (portail.settings.machine). Every page that
# is shown reads the settings, and brings them up to date here.
DUREE = 5.0


class Article(StrEnum):
    """No plural: "les Affaires scolaires" would need every verb of the portal in another form."""

    LE = "le"
    LA = "la"
    L_MASCULIN = "l_m"
    L_FEMININ = "l_f"


_LE = {Article.LE: "le ", Article.LA: "la ", Article.L_MASCULIN: "l’", Article.L_FEMININ: "l’"}
_DU = {
    Article.LE: "du ",
    Article.LA: "de la ",
    Article.L_MASCULIN: "de l’",
    Article.L_FEMININ: "de l’",
}
_AU = {
    Article.LE: "au ",
    Article.LA: "à la ",
    Article.L_MASCULIN: "à l’",
    Article.L_FEMININ: "à l’",
}


@dataclass(frozen=True)
class Nom:
    """`nom` as it is written within a sentence: "Pôle Familles", "service des familles"."""

    nom: str
    article: Article = Article.LE

    @property
    def le(self) -> str:
        """
        >>> Nom("Pôle Familles").le, Nom("Espace enfance", Article.L_MASCULIN).le
        ('le Pôle Familles', 'l’Espace enfance')
        """
        return _LE[self.article] + self.nom

    @property
    def du(self) -> str:
        """
        >>> Nom("Pôle Familles").du, Nom("Maison de l’enfance", Article.LA).du
        ('du Pôle Familles', 'de la Maison de l’enfance')
        """
        return _DU[self.article] + self.nom

    @property
    def au(self) -> str:
        return _AU[self.article] + self.nom

    @property
    def en_debut(self) -> str:
        """Where it begins a sentence.

        >>> Nom("Maison de l’enfance", Article.LA).en_debut
        'La Maison de l’enfance'
        """
        return en_tete(self.le)

    @property
    def en_titre(self) -> str:
        """Alone, without its article: a title, a label."""
        return en_tete(self.nom)

    @property
    def il(self) -> str:
        return "elle" if self.feminin else "il"

    @property
    def le_la(self) -> str:
        """After a verb: "appelez-le", "appelez-la"."""
        return "la" if self.feminin else "le"

    @property
    def mots(self) -> dict[str, str]:
        """What a written text names it by, between braces."""
        return {
            "service": self.nom,
            "Service": self.en_titre,
            "le_service": self.le,
            "Le_service": self.en_debut,
            "du_service": self.du,
            "au_service": self.au,
            "il": self.il,
            "Il": en_tete(self.il),
            "le_la": self.le_la,
        }

    @property
    def feminin(self) -> bool:
        return self.article in {Article.LA, Article.L_FEMININ}


SERVICE = Nom("service des familles")  # of a town that has not said its own name for it
AGGLOMERATION = Nom("agglomération", Article.L_FEMININ)


def en_tete(texte: str) -> str:
    """Its first letter as a capital, and nothing else changed."""
    return texte[:1].upper() + texte[1:]


def article_et_nom(texte: str) -> Nom:
    """What is written with its article, as the town writes it ("la Maison de l’enfance"); an
    article with an apostrophe is taken for a masculine one.

    >>> article_et_nom("l’Espace familles"), article_et_nom("Guichet famille")
    (Nom(nom='Espace familles', article=<Article.L_MASCULIN: 'l_m'>), \
Nom(nom='Guichet famille', article=<Article.LE: 'le'>))
    """
    for debut, article in (
        ("l’", Article.L_MASCULIN),
        ("l'", Article.L_MASCULIN),
        ("la ", Article.LA),
        ("le ", Article.LE),
    ):
        if texte.lower().startswith(debut):
            return Nom(texte[len(debut) :].strip(), article)
    return Nom(texte.strip())


@dataclass(frozen=True)
class DitsDeLaVille:
    """`service`: who answers families, and how they reach him. `perimetre`: inside it they have the
    members' tariff. `tribunal`: the town of the tribunal administratif that judges its
    decisions."""

    service: Nom = SERVICE
    perimetre: Nom = AGGLOMERATION
    adresse: str = ""
    courriel: str = ""
    telephone: str = ""
    tribunal: str = ""


INCONNUS = DitsDeLaVille()
_lus: dict[str, tuple[float, DitsDeLaVille]] = {}
_lecteurs: list[Callable[[], DitsDeLaVille | None]] = []


def lire_avec(lecteur: Callable[[], DitsDeLaVille | None]) -> None:
    """What reads the settings; None: they cannot be read now."""
    _lecteurs[:] = [lecteur]


def retenir(dits: DitsDeLaVille) -> None:
    """What has just been read of the settings."""
    _lus["ville"] = monotonic(), dits


def oublier() -> None:
    """The next sentence asks the settings again."""
    _lus.clear()


def dits() -> DitsDeLaVille:
    """As they were at most `DUREE` seconds ago; longer where the base does not answer: the page of
    a fault names the service too."""
    le, lus = _lus.get("ville", (0.0, INCONNUS))
    if lus is INCONNUS or monotonic() - le > DUREE:
        frais = next((lecteur() for lecteur in _lecteurs), None)
        if frais is not None:
            retenir(frais)
            return frais
    return lus


def service() -> Nom:
    return dits().service


def perimetre() -> Nom:
    return dits().perimetre
