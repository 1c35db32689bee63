"""The kinds of mails, each declared once, beside the code that writes it.

The key by which the same thing is never mailed twice is made of a kind and of what the mail is
about: no code writes it as a string, and a kind that nobody declares is a name that does not exist.
"""

from dataclasses import dataclass, field

from famille.models import Utilisateur
from famille.regles.alertes import SujetAlerte

LONGUEUR = 120  # of a key in the database
# Keys of mails that hold a link which opens an account (docs/comprendre/acces.md).
SECRETS = "compte-"


@dataclass(frozen=True, slots=True)
class GenreDeCourriel:
    """`nom`: what its keys begin with, which several kinds of one subject may share. `gabarit`:
    templates/courriels/<gabarit>.txt, whose first line is "Sujet : …", and <gabarit>.html.
    `notifie`: it leaves a notice in the inbox; not what is read there already. `alerte`: what a
    telephone is told with it, by templates/alertes/<gabarit>.txt, where that was asked."""

    nom: str
    gabarit: str
    notifie: bool = field(default=True, kw_only=True)
    alerte: SujetAlerte | None = field(default=None, kw_only=True)

    @property
    def secret(self) -> bool:
        return self.nom.startswith(SECRETS)

    def cle(self, *de: object) -> "CleDeCourriel":
        """The key of the mails of this kind about `de`: primary keys, a number, a day…"""
        return CleDeCourriel(self, tuple(str(un) for un in de))


@dataclass(frozen=True, slots=True)
class CleDeCourriel:
    """Of one mail; or, without who receives it, of all the mails of one fact."""

    genre: GenreDeCourriel
    de: tuple[str, ...]

    def __str__(self) -> str:
        return "-".join((self.genre.nom, *self.de))[:LONGUEUR]

    @property
    def prefixe(self) -> str:
        """What the keys of the mails of this fact begin with."""
        return f"{self}-"

    def pour(self, compte: Utilisateur) -> "CleDeCourriel":
        """That of the mail to this account (Utilisateur)."""
        return CleDeCourriel(self.genre, (*self.de, str(compte.pk)))
