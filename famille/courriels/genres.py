"""The kinds of mails, each declared once, beside the code that writes it.

A mail's key is made of its kind and of what it is about; it prevents mailing the same thing twice.
No code writes a key as a string, so an undeclared kind is a NameError.
"""

from dataclasses import dataclass, field

from famille.models import Utilisateur
from famille.regles.alertes import SujetAlerte

LONGUEUR = 120  # of a key in the database
# Keys of mails that hold a link which opens an account (docs/comprendre/acces.md).
SECRETS = "compte-"


@dataclass(frozen=True, slots=True)
class GenreDeCourriel:
    """`nom`: the beginning of its keys; kinds of one subject may share it. `gabarit`:
    templates/courriels/<gabarit>.txt, whose first line is "Sujet : …", and <gabarit>.html.
    `notifie`: it writes a notification; False for what the inbox already shows. `alerte`: the
    subject of its telephone alert (templates/alertes/<gabarit>.txt), for those who asked."""

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
    """The key of one mail; without its recipient, of all the mails of one fact."""

    genre: GenreDeCourriel
    de: tuple[str, ...]

    def __str__(self) -> str:
        return "-".join((self.genre.nom, *self.de))[:LONGUEUR]

    @property
    def prefixe(self) -> str:
        """What the keys of the mails of this fact begin with."""
        return f"{self}-"

    def pour(self, compte: Utilisateur) -> "CleDeCourriel":
        """The key of the mail to this account (Utilisateur)."""
        return CleDeCourriel(self.genre, (*self.de, str(compte.pk)))
