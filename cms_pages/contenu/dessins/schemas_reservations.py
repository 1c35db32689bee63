"""The pictures of the chapter on bookings: the calendar, the summary, the queue, an absence, an
opening."""

from typing import TYPE_CHECKING

from .schemas import L, X, bouton, champ, ligne, repere, telephone
from .toile import ACCENT, BLANC, BLEU, BLEU_PALE, BORD, CORAIL, ENCRE, MARQUE, MOYEN, PALE, VERT

if TYPE_CHECKING:
    from cms_pages.contenu.dessins.toile import Toile


_LARGE = (L - 64) / 2  # of one of the two buttons of a day
AMBRE, AMBRE_BORD, AMBRE_FONCE = "#fdf0d0", "#f0d493", "#8a5a00"


def _carte(toile: "Toile", y: int, hauteur: int, couleur: str = BLANC, bord: str = BORD) -> None:
    toile.rectangle(X + 20, y, L - 40, hauteur, couleur, rayon=16, bord=bord, trait=3)


def _moment(
    toile: "Toile", x: float, y: int, *, reserve: bool = False, ajoute: bool = False
) -> None:
    """A half-day of the calendar: free, booked (filled, ticked) or just chosen (framed, with a
    plus)."""
    fond, bord = (VERT, VERT) if reserve else (BLANC, ACCENT if ajoute else MARQUE)
    toile.rectangle(x, y, _LARGE, 46, fond, rayon=10, bord=bord, trait=4)
    ligne(toile, x + 52, y + 18, 56, BLANC if reserve else ENCRE, 10)
    if reserve:
        toile.coche(x + 30, y + 23, taille=8)
    if ajoute:
        toile.trait([(x + 30, y + 13), (x + 30, y + 33)], ACCENT, 6)
        toile.trait([(x + 20, y + 23), (x + 40, y + 23)], ACCENT, 6)


def calendrier() -> "Toile":
    toile = telephone()
    ligne(toile, X + 24, 112, 210, ENCRE, 20)
    jours: tuple[tuple[dict[str, bool], ...], ...] = (
        ({"reserve": True}, {"reserve": True}),
        ({"reserve": True}, {}),
        ({"ajoute": True}, {}),
    )
    for rang, (matin, apres_midi) in enumerate(jours):
        y = 152 + rang * 150
        _carte(toile, y, 132)
        ligne(toile, X + 36, y + 18, 130, ENCRE, 12)
        toile.rond(X + 48, y + 54, 13, BLEU)
        ligne(toile, X + 72, y + 49, 80)
        _moment(toile, X + 32, y + 76, **matin)
        _moment(toile, X + 36 + _LARGE, y + 76, **apres_midi)
    repere(toile, X + 32 + _LARGE / 2, 152 + 300 + 99, 56)
    return toile


def demande_de_reservation() -> "Toile":
    toile = telephone()
    ligne(toile, X + 24, 116, 190, ENCRE, 20)
    _carte(toile, 156, 230)
    for rang, couleur in enumerate((VERT, VERT, CORAIL)):
        y = 190 + rang * 66
        toile.rond(X + 52, y + 12, 15, couleur)
        bras = [[(X + 44, y + 12), (X + 60, y + 12)]]
        bras += [[(X + 52, y + 4), (X + 52, y + 20)]] if couleur == VERT else []
        for trait in bras:
            toile.trait(trait, BLANC, 5)
        ligne(toile, X + 82, y, 130, ENCRE)
        ligne(toile, X + 82, y + 22, 90)
        ligne(toile, X + 254, y, 44, ENCRE)
    _carte(toile, 406, 78, PALE)
    ligne(toile, X + 42, 438, 90)
    ligne(toile, X + 232, 434, 66, ENCRE, 20)
    bouton(toile, 506)
    repere(toile, X + L / 2, 532, 62)
    return toile


def plusieurs_semaines() -> "Toile":
    toile = telephone()
    ligne(toile, X + 24, 112, 220, ENCRE, 20)
    _carte(toile, 150, 196)
    for rang in range(5):
        x, y = X + 40 + rang % 3 * 90, 174 + rang // 3 * 62
        coche = rang == 2
        toile.rectangle(x, y, 80, 46, PALE if coche else BLANC, rayon=23, bord=MARQUE, trait=3)
        toile.rectangle(
            x + 12, y + 13, 20, 20, MARQUE if coche else BLANC, rayon=5, bord=MARQUE, trait=3
        )
        ligne(toile, x + 40, y + 18, 28, ENCRE, 10)
    champ(toile, 296 - 4, 0)
    for rang in range(3):
        y = 378 + rang * 52
        toile.rond(X + 48, y, 15, VERT if rang < 2 else BORD)
        if rang < 2:
            toile.coche(X + 48, y, taille=7)
        ligne(toile, X + 78, y - 6, 150, ENCRE if rang < 2 else MOYEN)
    bouton(toile, 528)
    return toile


def liste_d_attente() -> "Toile":
    toile = telephone()
    ligne(toile, X + 24, 116, 160, ENCRE, 20)
    _carte(toile, 156, 232, AMBRE, AMBRE_BORD)
    ligne(toile, X + 42, 182, 200, AMBRE_FONCE, 16)
    toile.rond(X + 62, 240, 22, CORAIL)
    ligne(toile, X + 98, 226, 140, ENCRE)
    ligne(toile, X + 98, 250, 100)
    bouton(toile, 284, x=X + 40, largeur=L - 80)
    toile.rectangle(X + 40, 344, L - 80, 34, BLANC, rayon=10, bord=MARQUE, trait=3)
    ligne(toile, X + 130, 356, 80, MARQUE, 10)
    _carte(toile, 412, 152)
    ligne(toile, X + 42, 436, 150, ENCRE, 14)
    for rang in range(4):
        mien = rang == 2
        toile.rond(X + 64 + rang * 68, 512, 24, MARQUE if mien else BORD)
    repere(toile, X + 64 + 2 * 68, 512, 38)
    return toile


def absence() -> "Toile":
    toile = telephone()
    ligne(toile, X + 24, 116, 210, ENCRE, 20)
    toile.rectangle(X + 20, 152, L - 40, 74, BLEU_PALE, rayon=14)
    ligne(toile, X + 44, 176, 230)
    ligne(toile, X + 44, 200, 160)
    for rang, couleur in enumerate((BLEU, CORAIL)):
        y = 250 + rang * 166
        _carte(toile, y, 148)
        toile.rond(X + 62, y + 44, 22, couleur)
        ligne(toile, X + 100, y + 26, 150, ENCRE, 14)
        ligne(toile, X + 100, y + 54, 120)
        bouton(toile, y + 82, x=X + 100, largeur=190)
    return toile


def agenda() -> "Toile":
    toile = telephone()
    ligne(toile, X + 24, 116, 210, ENCRE, 20)
    toile.rectangle(X + 70, 176, 200, 190, BLANC, rayon=18, bord=MARQUE, trait=6)
    toile.rectangle(X + 70, 176, 200, 50, MARQUE, rayon=18)
    for rang in range(12):
        x, y = X + 92 + rang % 4 * 42, 246 + rang // 4 * 38
        toile.rectangle(x, y, 30, 26, VERT if rang in (2, 6, 10) else PALE, rayon=6)
    _carte(toile, 396, 66, PALE)
    ligne(toile, X + 42, 422, 220, MOYEN, 14)
    bouton(toile, 484)
    return toile


def ouverture() -> "Toile":
    toile = telephone()
    ligne(toile, X + 24, 116, 210, ENCRE, 20)
    _carte(toile, 152, 410)
    toile.rectangle(X + 36, 178, L - 72, 110, PALE, rayon=14)
    toile.rond(X + 76, 233, 24, BLANC, bord=MARQUE, trait=6)
    toile.trait([(X + 76, 219), (X + 76, 233), (X + 87, 239)], MARQUE, 6)
    ligne(toile, X + 118, 212, 130)
    ligne(toile, X + 118, 236, 150, MARQUE, 22)
    for rang, pret in enumerate((True, False)):
        y = 330 + rang * 104
        toile.rond(X + 62, y, 22, BLEU if pret else CORAIL)
        ligne(toile, X + 98, y - 7, 70, ENCRE, 14)
        toile.rectangle(X + 190, y - 20, 112, 40, "#d5ecdf" if pret else AMBRE, rayon=20)
        ligne(toile, X + 218, y - 6, 60, VERT if pret else AMBRE_FONCE)
    ligne(toile, X + 98, 474, 190, ENCRE)
    ligne(toile, X + 98, 500, 150, MARQUE)
    return toile


SCHEMAS_RESERVATIONS = {
    "calendrier": (calendrier, "Schéma du calendrier de réservation"),
    "demande-de-reservation": (demande_de_reservation, "Schéma de la demande à vérifier"),
    "plusieurs-semaines": (plusieurs_semaines, "Schéma de la réservation de plusieurs semaines"),
    "liste-d-attente": (liste_d_attente, "Schéma de la liste d’attente"),
    "absence": (absence, "Schéma de la page Prévenir d’une absence"),
    "agenda": (agenda, "Schéma de l’adresse d’agenda"),
    "ouverture": (ouverture, "Schéma d’une ouverture des réservations"),
}
