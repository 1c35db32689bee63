"""Passwords that everybody would try, and that Django's list, English and short, does not hold
(D12)."""

import re

from django.core.exceptions import ValidationError

from famille.models import Utilisateur
from famille.socle.offres import la_seule, offres
from famille.socle.texte import normaliser

# What remains once these are taken away must still be a password: "motdepasse2026!" is none.
_COURANTS = (
    "motdepasse",
    "mot de passe",
    "bonjour",
    "soleil",
    "doudou",
    "chouchou",
    "password",
    "portail",
    "famille",
)
# what a finger follows, one way or the other: the alphabet, the keys of a row
_SUITES = (
    *("abcdefghijklmnopqrstuvwxyz", "01234567890", "azertyuiop", "qsdfghjklm", "wxcvbn"),
    *("qwertyuiop", "asdfghjkl", "zxcvbnm"),
)
_SUIVIS = {
    sens[rang : rang + 4]
    for suite in _SUITES
    for sens in (suite, suite[::-1])
    for rang in range(len(suite) - 3)
}
_SANS_REDITES_MINIMAL = 12  # characters, what is repeated being read once
_RESTE_MINIMAL = 6  # letters beside the words that everybody would try
_DIFFERENTS_MINIMAL = 5  # different characters in all
_MOT_MINIMAL = 4  # letters of a name that is worth being looked for
_SANS_LETTRE = re.compile(r"[^a-z]+")
_CHIFFRES = str.maketrans("013457$@", "oieastsa")  # "m0tdep@sse" is "motdepasse"


class MotDePassePrevisible:
    """Refuses a password made only of common words, of the person's or the town's names and a few
    characters, of keys that follow each other, or of the same few characters repeated (NIST SP
    800-63B 3.1.1.2: words of the context; CNIL 2022-100).

    Beside such a word, digits and signs count for nothing: they are a year and an exclamation mark
    most often. A longer sentence may hold any of these words.
    """

    def validate(self, password: str, user: Utilisateur | None = None) -> None:
        noms = _noms_de(user)
        lus = [normaliser(password), normaliser(password.lower().translate(_CHIFFRES))]
        repete = (
            len(set(password)) < _DIFFERENTS_MINIMAL
            or _sans_redites(password.lower()) < _SANS_REDITES_MINIMAL
        )
        if repete or any(_se_devine(lu, noms) for lu in lus):
            raise ValidationError(
                "Ce mot de passe se devine trop facilement : il ne contient guère que des mots"
                " courants, votre nom, celui de la ville ou des caractères qui se suivent ou se"
                " répètent. Choisissez plutôt quatre mots sans rapport entre eux.",
                code="previsible",
            )

    def get_help_text(self) -> str:
        return (
            "Votre mot de passe ne peut pas être fait seulement de mots courants, de votre nom, de"
            " celui de la ville ou de caractères qui se suivent ou se répètent."
        )


def _se_devine(texte: str, noms: set[str]) -> bool:
    """Whether hardly a letter is left once the words that everybody would try are taken away."""
    reste = texte
    for mot in sorted({*_COURANTS, *noms}, key=len, reverse=True):
        reste = reste.replace(mot, " ")
    debuts = (rang for rang in range(len(reste)) if reste[rang : rang + 4] in _SUIVIS)
    suivis = {rang + suite for rang in debuts for suite in range(4)}
    reste = "".join(" " if rang in suivis else un for rang, un in enumerate(reste))
    return reste != texte and len(_SANS_LETTRE.sub("", reste)) < _RESTE_MINIMAL


def _sans_redites(texte: str) -> int:
    """How many characters are left where three that have come already count for nothing.

    >>> _sans_redites("marseille13marseille"), _sans_redites("marseille")
    (11, 9)
    """
    redits: set[int] = set()
    vus: set[str] = set()
    for rang in range(len(texte) - 2):
        bout = texte[rang : rang + 3]
        if bout in vus:
            redits |= {rang, rang + 1, rang + 2}
        vus.add(bout)
    return len(texte) - len(redits)


def _noms_de(user: Utilisateur | None) -> set[str]:
    """The words of the person's names and address, and of the town's, lower case and without
    accents."""
    textes = [
        getattr(user, nom, "") or "" for nom in ("first_name", "last_name", "email", "service")
    ]
    noms_de_la_ville = la_seule(offre.noms_de_la_ville for offre in offres())
    mots = _SANS_LETTRE.split(normaliser(" ".join([*textes, *noms_de_la_ville()])))
    return {mot for mot in mots if len(mot) >= _MOT_MINIMAL}
