"""What the file of a registered child must hold, and what is missing or ends.

One rule for the dashboard, the reminders and the démarche that asks for a place
(docs/comprendre/fichiers.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from famille.socle.dire import de, en_lettres, enumerer


class Piece(StrEnum):
    FICHE = "fiche"
    ASSURANCE = "assurance"
    VACCINS = "vaccins"
    AUTORISATIONS = "autorisations"


class Etat(StrEnum):
    VALABLE = "valable"
    FINIT = "finit"
    FINIE = "finie"
    MANQUE = "manque"


SANS_FIN = date.max  # held, and nothing ends it
Ages = dict[Piece, int | None]
NOMS = {  # as they stand in a sentence
    Piece.FICHE: "la fiche sanitaire",
    Piece.ASSURANCE: "l’assurance extrascolaire",
    Piece.VACCINS: "le carnet de vaccination",
}


@dataclass(frozen=True)
class Besoin:
    """Until when something is asked of the child; None: nothing asks it. `inscrit`: the end of all
    his registrations, the two others, of those whose activity wants that piece."""

    inscrit: date | None = None
    fiche: date | None = None
    assurance: date | None = None


@dataclass(frozen=True)
class Faits:
    """Until when each piece is good (None: not there), how many authorisations have no answer."""

    fiche: date | None = None
    assurance: date | None = None
    vaccins: date | None = None
    sans_reponse: int = 0


@dataclass(frozen=True)
class Point:
    piece: Piece
    etat: Etat
    jusqu_au: date | None = None

    @property
    def a_faire(self) -> bool:
        return self.etat != Etat.VALABLE


def jusqu_ou(besoin: Besoin, ages: Mapping[Piece, int | None], age: int) -> dict[Piece, date]:
    """The pieces that the file must hold, each with the last day for which it is wanted."""
    voulues = {Piece.FICHE: besoin.fiche, Piece.ASSURANCE: besoin.assurance}
    for piece in (Piece.VACCINS, Piece.AUTORISATIONS):
        des = ages.get(piece)
        voulues[piece] = besoin.inscrit if des is not None and age >= des else None
    return {piece: fin for piece, fin in voulues.items() if fin is not None}


def juger(
    faits: Faits, voulues: Mapping[Piece, date], *, jour: date, horizon: int = 0
) -> list[Point]:
    """One Point for each piece wanted, as it is on `jour`. One that ends within `horizon` days is
    told only if the child is still registered after it."""
    return [_point(piece, faits, fin, jour=jour, horizon=horizon) for piece, fin in voulues.items()]


def _point(piece: Piece, faits: Faits, voulue: date, *, jour: date, horizon: int) -> Point:
    if piece == Piece.AUTORISATIONS:
        return Point(piece, Etat.MANQUE if faits.sans_reponse else Etat.VALABLE)
    jusqu_au = getattr(faits, piece.value)
    if jusqu_au is None:
        return Point(piece, Etat.MANQUE)
    if jusqu_au < jour:
        return Point(piece, Etat.FINIE, jusqu_au)
    proche = jusqu_au <= jour + timedelta(days=horizon) and jusqu_au < voulue
    return Point(piece, Etat.FINIT if horizon and proche else Etat.VALABLE, jusqu_au)


def dire(point: Point, *, aux_parents: bool = True) -> str:
    """str: "l’assurance extrascolaire finit le 30 novembre 2026".

    >>> dire(Point(Piece.VACCINS, Etat.MANQUE))
    'le carnet de vaccination manque'
    """
    if point.piece == Piece.AUTORISATIONS:
        attendent = "attendent votre réponse" if aux_parents else "sont sans réponse"
        return f"des autorisations {attendent}"
    nom = NOMS[point.piece]
    if point.etat == Etat.MANQUE or point.jusqu_au is None:
        return f"{nom} manque"
    fin = en_lettres(point.jusqu_au)
    if point.etat == Etat.FINIE:
        lendemain = en_lettres(point.jusqu_au + timedelta(days=1))
        return f"{nom} n’est plus valable depuis le {lendemain}"
    if point.etat == Etat.FINIT:
        return f"{nom} finit le {fin}"
    return f"{nom} est valable" + (f" jusqu’au {fin}" if point.jusqu_au != SANS_FIN else "")


def chose_a_faire(prenom: str, points: Iterable[Point], *, aux_parents: bool = True) -> str:
    """The sentence of one child, "" when his file is in order."""
    dits = [dire(point, aux_parents=aux_parents) for point in points if point.a_faire]
    if not dits:
        return ""
    return f"Dossier {de(prenom)} : {enumerer(dits)}."


def palier_du(fin: date, jour: date, paliers: Iterable[int]) -> int | None:
    """The nearest step (days before the end) due on `jour`: a paper known late is told once.

    >>> palier_du(date(2026, 11, 30), date(2026, 11, 25), [30, 7])
    7
    """
    atteints = [palier for palier in paliers if fin - timedelta(days=palier) <= jour <= fin]
    return min(atteints, default=None)
