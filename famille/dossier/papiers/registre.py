"""The papers that the portal has issued to a household. None is a row of its own: each is kept
where it was born (a receipt, a decision, a mandate, an invoice), by a room that offers a
`Source`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from heapq import merge
from itertools import islice

from django.db import models

from famille.models import Enfant, Foyer
from famille.socle.offres import offres


class Genre(models.TextChoices):
    """Kinds, in the order in which a list offers them as filters."""

    ACCUSE = "accuse", "Accusé de réception"
    DECISION = "decision", "Décision"
    RESERVATION = "reservation", "Réservations"
    FACTURE = "facture", "Facture"
    RECU = "recu", "Reçu de paiement"
    MANDAT = "mandat", "Mandat de prélèvement"
    ATTESTATION = "attestation", "Attestation"


@dataclass(frozen=True)
class Papier:
    """One line of the list. `enfant` None: the whole household, or several children."""

    date: datetime
    genre: Genre
    titre: str
    foyer_id: int
    lien_html: str
    lien_pdf: str
    detail: str = ""  # "Demande n° 2026-00417", "12 journées réservées"
    enfant: Enfant | None = None


@dataclass(frozen=True)
class AEtablir:
    """A paper that the parent makes himself, when he needs it."""

    titre: str
    lien: str
    aide: str = ""
    enfant_id: int | None = None  # None: for the household


class Source:
    """One room's papers, offered in its `offre.py`; at most two queries each."""

    def papiers(self, foyers: Sequence[Foyer], combien: int) -> Iterable[Papier]:
        """The `combien` latest papers of these households and of no other (D11), newest first."""
        return []

    def a_etablir(self, enfants: Sequence[Enfant]) -> Iterable[AEtablir]:
        """What these parents may make themselves for these children. No query."""
        return []


def lire(foyers: Sequence[Foyer], combien: int = 100, genre: str = "") -> list[Papier]:
    """The latest papers of these households, newest first: of this kind, among the `combien` latest
    of each room. Queries: bounded by the sources, not by the rows."""
    tous = merge(
        *(source.papiers(foyers, combien) for source in sources()),
        key=lambda papier: papier.date,
        reverse=True,
    )
    return list(islice((un for un in tous if genre in ("", un.genre)), combien))


def a_etablir(enfants: Sequence[Enfant]) -> list[AEtablir]:
    return [papier for source in sources() for papier in source.a_etablir(enfants)]


@cache
def sources() -> tuple[Source, ...]:
    """As the rooms offer them; loaded once, on the first list."""
    return tuple(source() for offre in offres() for source in offre.papiers)
