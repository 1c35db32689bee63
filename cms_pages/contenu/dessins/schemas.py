"""The pictures of the guide: each screen of the portal as a simple sketch of a phone, without words
to translate."""

from .toile import (
    ACCENT,
    BLANC,
    BLEU_PALE,
    BORD,
    CORAIL,
    ENCRE,
    MARQUE,
    MOYEN,
    PALE,
    SABLE,
    SOMBRE,
    VERT,
    VERT_PALE,
    Toile,
)

X, Y, L, H = 430, 30, 340, 580  # the phone's screen


def telephone(fond: str = PALE) -> Toile:
    toile = Toile(fond)
    toile.rectangle(X - 16, Y - 14, L + 32, H + 40, ENCRE, rayon=44)
    toile.rectangle(X, Y, L, H + 12, SABLE, rayon=30)
    toile.rectangle(X, Y, L, 62, BLANC, rayon=30)
    toile.rectangle(X, Y + 32, L, 30, BLANC)
    toile.rectangle(X + 20, Y + 17, 30, 30, MARQUE, rayon=8)
    toile.rectangle(X + 62, Y + 26, 110, 12, ENCRE, rayon=6)
    return toile


def ligne(
    toile: Toile, x: float, y: int, largeur: int, couleur: str = MOYEN, hauteur: int = 12
) -> None:
    toile.rectangle(x, y, largeur, hauteur, couleur, rayon=hauteur / 2)


def champ(toile: Toile, y: int, rempli: int = 0, bord: str = MOYEN) -> None:
    ligne(toile, X + 28, y, 120, ENCRE, 10)
    toile.rectangle(X + 28, y + 20, L - 56, 46, BLANC, rayon=10, bord=bord, trait=3)
    if rempli:
        ligne(toile, X + 44, y + 37, rempli)


def bouton(
    toile: Toile, y: int, couleur: str = MARQUE, x: int = X + 28, largeur: int = L - 56
) -> None:
    toile.rectangle(x, y, largeur, 52, couleur, rayon=12)
    ligne(toile, x + largeur / 2 - 50, y + 20, 100, BLANC)


def repere(toile: Toile, x: float, y: int, rayon: int = 34) -> None:
    """The amber ring that shows where to look."""
    toile.rond(x, y, rayon, None, bord=ACCENT, trait=9)


def courriel() -> Toile:
    toile = Toile(BLEU_PALE)
    toile.rectangle(320, 150, 560, 360, BLANC, rayon=24, bord=BORD, trait=4)
    toile.polygone([(326, 160), (874, 160), (600, 366)], PALE)
    toile.trait([(332, 166), (600, 366), (868, 166)], MARQUE, 8)
    toile.rond(860, 480, 84, MARQUE)
    toile.rond(836, 462, 24, None, bord=BLANC, trait=9)
    toile.trait([(853, 480), (892, 518)], BLANC, 10)
    toile.trait([(876, 502), (890, 488)], BLANC, 9)
    return toile


def mot_de_passe() -> Toile:
    toile = telephone()
    ligne(toile, X + 28, 130, 210, ENCRE, 18)
    champ(toile, 180)
    for i in range(11):
        toile.rond(X + 50 + i * 19, 223, 6, ENCRE)
    toile.rectangle(X + 28, 272, 120, 44, "#ffffff", rayon=12, bord=MARQUE, trait=3)
    ligne(toile, X + 48, 288, 80, MARQUE)
    bouton(toile, 360)
    return toile


def famille() -> Toile:
    toile = telephone()
    ligne(toile, X + 24, 116, 150, ENCRE, 20)
    for rang, couleur in enumerate((MARQUE, CORAIL, "#8d79c9")):
        y = 160 + rang * 132
        toile.rectangle(X + 20, y, L - 40, 114, BLANC, rayon=16, bord=BORD, trait=3)
        toile.rond(X + 68, y + 57, 30, couleur)
        ligne(toile, X + 116, y + 36, 120, ENCRE, 14)
        ligne(toile, X + 116, y + 64, 150)
    return toile


def donnees() -> Toile:
    toile = telephone()
    ligne(toile, X + 24, 116, 210, ENCRE, 20)
    for rang in range(4):
        y = 160 + rang * 100
        toile.rectangle(X + 20, y, L - 40, 84, BLANC, rayon=16, bord=BORD, trait=3)
        ligne(toile, X + 40, y + 22, 100, ENCRE)
        ligne(toile, X + 40, y + 50, 150)
        ligne(toile, X + 232, y + 36, 64, MARQUE)
    return toile


def _etapes(toile: Toile, faite: int = 0) -> None:
    for rang in range(3):
        couleur = MARQUE if rang < faite else ACCENT if rang == faite else BORD
        toile.rectangle(X + 24 + rang * 100, 112, 92, 9, couleur, rayon=4)


def demarches() -> Toile:
    toile = telephone()
    ligne(toile, X + 24, 116, 160, ENCRE, 20)
    for rang in range(3):
        y = 160 + rang * 140
        toile.rectangle(
            X + 20, y, L - 40, 122, BLANC, rayon=16, bord=ACCENT if rang == 0 else BORD, trait=3
        )
        toile.rectangle(X + 40, y + 24, 44, 44, PALE, rayon=12)
        ligne(toile, X + 100, y + 28, 160, ENCRE, 14)
        ligne(toile, X + 100, y + 56, 180)
        ligne(toile, X + 100, y + 84, 90, MARQUE)
    return toile


def etape() -> Toile:
    toile = telephone()
    _etapes(toile, 0)
    ligne(toile, X + 28, 146, 190, ENCRE, 16)
    champ(toile, 186, 190)
    champ(toile, 274, 110)
    champ(toile, 362, 140)
    bouton(toile, 462)
    toile.rectangle(X + 28, 528, 130, 48, BLANC, rayon=12, bord=MARQUE, trait=3)
    toile.rectangle(X + 182, 528, 130, 48, BLANC, rayon=12, bord=MARQUE, trait=3)
    ligne(toile, X + 58, 546, 70, MARQUE)
    ligne(toile, X + 212, 546, 70, MARQUE)
    return toile


def enregistrer() -> Toile:
    toile = etape()
    repere(toile, X + 248, 552, 76)
    return toile


def deposer() -> Toile:
    toile = telephone()
    _etapes(toile, 1)
    ligne(toile, X + 28, 146, 190, ENCRE, 16)
    toile.rectangle(X + 28, 186, L - 56, 190, BLANC, rayon=16, bord=MOYEN, trait=4)
    toile.trait([(600, 320), (600, 236)], MARQUE, 11)
    toile.trait([(566, 268), (600, 234), (634, 268)], MARQUE, 11)
    ligne(toile, X + 90, 340, 160)
    toile.rectangle(X + 28, 396, L - 56, 84, BLANC, rayon=14, bord=BORD, trait=3)
    toile.rectangle(X + 46, 412, 40, 52, CORAIL, rayon=6)
    ligne(toile, X + 104, 420, 120, ENCRE)
    ligne(toile, X + 104, 446, 90, VERT)
    bouton(toile, 508)
    return toile


def recapitulatif() -> Toile:
    toile = telephone()
    _etapes(toile, 2)
    ligne(toile, X + 28, 146, 200, ENCRE, 16)
    for rang in range(3):
        y = 184 + rang * 96
        toile.rectangle(X + 20, y, L - 40, 82, BLANC, rayon=14, bord=BORD, trait=3)
        toile.rond(X + 52, y + 41, 18, VERT)
        toile.coche(X + 52, y + 41, taille=9)
        ligne(toile, X + 86, y + 24, 100)
        ligne(toile, X + 86, y + 48, 150, ENCRE)
        ligne(toile, X + 262, y + 24, 38, MARQUE)
    bouton(toile, 500)
    return toile


def suivi() -> Toile:
    toile = telephone()
    ligne(toile, X + 24, 116, 200, ENCRE, 20)
    toile.rectangle(X + 24, 150, 150, 34, "#e6e9f8", rayon=17)
    ligne(toile, X + 44, 161, 110, "#3d4fa3")
    toile.trait([(X + 54, 236), (X + 54, 500)], BORD, 6)
    for rang, couleur in enumerate((VERT, VERT, ACCENT, BORD)):
        y = 236 + rang * 88
        toile.rond(X + 54, y, 22, couleur)
        if rang < 2:
            toile.coche(X + 54, y, taille=10)
        ligne(toile, X + 96, y - 16, 150, ENCRE if rang < 3 else MOYEN, 14)
        ligne(toile, X + 96, y + 10, 190, MOYEN if rang < 3 else BORD)
    return toile


def completer() -> Toile:
    toile = telephone()
    ligne(toile, X + 24, 116, 200, ENCRE, 20)
    toile.rectangle(X + 20, 156, L - 40, 150, "#fdf0d0", rayon=16, bord="#f0d493", trait=3)
    toile.rond(X + 52, 190, 15, "#8a5a00")
    ligne(toile, X + 80, 184, 160, "#8a5a00", 14)
    ligne(toile, X + 42, 226, 240, ENCRE)
    ligne(toile, X + 42, 254, 180, ENCRE)
    toile.rectangle(X + 20, 326, L - 40, 110, BLANC, rayon=16, bord=BORD, trait=3)
    toile.rectangle(X + 42, 350, 44, 60, CORAIL, rayon=7)
    ligne(toile, X + 106, 360, 150, ENCRE)
    ligne(toile, X + 106, 390, 110)
    bouton(toile, 466)
    return toile


def annuler() -> Toile:
    toile = telephone()
    toile.rectangle(X, Y + 62, L, H - 50, "#c9d3d1")
    toile.rectangle(X + 24, 200, L - 48, 270, BLANC, rayon=20)
    toile.rond(600, 248, 26, CORAIL)
    toile.trait([(600, 236), (600, 250)], BLANC, 6)
    toile.rond(600, 262, 4, BLANC)
    ligne(toile, X + 60, 296, 220, ENCRE, 14)
    ligne(toile, X + 80, 324, 180)
    bouton(toile, 356, "#b3261e", X + 48, L - 96)
    toile.rectangle(X + 48, 416, L - 96, 40, BLANC, rayon=12, bord=MARQUE, trait=3)
    ligne(toile, 550, 431, 100, MARQUE)
    return toile


def aide() -> Toile:
    toile = telephone(VERT_PALE)
    toile.rectangle(X + 228, Y + 12, 92, 40, BLANC, rayon=12, bord=MARQUE, trait=3)
    ligne(toile, X + 252, Y + 27, 44, MARQUE)
    repere(toile, X + 274, Y + 32, 62)
    ligne(toile, X + 24, 150, 200, ENCRE, 20)
    for rang in range(4):
        toile.rectangle(X + 20, 196 + rang * 92, L - 40, 76, BLANC, rayon=14, bord=BORD, trait=3)
        ligne(toile, X + 42, 222 + rang * 92, 180, SOMBRE)
    return toile


SCHEMAS = {
    "courriel": (courriel, "Une enveloppe et une clé"),
    "mot-de-passe": (mot_de_passe, "Schéma du choix d’un mot de passe"),
    "famille": (famille, "Schéma de la page Ma famille"),
    "donnees": (donnees, "Schéma de la page Mes données personnelles"),
    "demarches": (demarches, "Schéma de la liste des démarches"),
    "etape": (etape, "Schéma d’une page de démarche"),
    "enregistrer": (enregistrer, "Schéma du bouton Enregistrer"),
    "deposer": (deposer, "Schéma du dépôt d’une pièce"),
    "recapitulatif": (recapitulatif, "Schéma du récapitulatif"),
    "suivi": (suivi, "Schéma du suivi d’une demande"),
    "completer": (completer, "Schéma d’une demande à compléter"),
    "annuler": (annuler, "Schéma de la confirmation d’annulation"),
    "aide": (aide, "Schéma du bouton Aide"),
}
