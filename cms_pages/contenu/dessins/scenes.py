"""The pictures of the information pages, drawn by code: no file to carry, no one's rights to
ask."""

from .toile import (
    ACCENT,
    BLANC,
    BLEU,
    BLEU_PALE,
    BORD,
    CORAIL,
    HAUTEUR,
    LARGEUR,
    MARQUE,
    MOYEN,
    PALE,
    PEAUX,
    SABLE,
    SOMBRE,
    VERT,
    VERT_PALE,
    VIOLET,
    Toile,
)


def _decor(fond: str = PALE, colline: str = VERT_PALE, sol: str = VERT) -> Toile:
    toile = Toile(fond)
    toile.ovale(260, 640, 620, 250, colline)
    toile.ovale(1020, 660, 560, 220, sol)
    toile.rectangle(0, 590, LARGEUR, HAUTEUR - 590, sol)
    return toile


def _nuage(toile: Toile, x: int, y: int) -> None:
    for dx, dy, rayon in ((0, 0, 34), (42, -16, 42), (90, 0, 32)):
        toile.rond(x + dx, y + dy, rayon, BLANC)
    toile.rectangle(x - 20, y, 130, 33, BLANC, rayon=16)


def _arbre(toile: Toile, x: int, y: int, hauteur: int = 150, feuillage: str = MARQUE) -> None:
    toile.rectangle(x - 9, y - hauteur, 18, hauteur, "#7a5a3c", rayon=6)
    for dx, dy, rayon in ((0, -hauteur - 30, 62), (-44, -hauteur + 8, 44), (44, -hauteur + 8, 44)):
        toile.rond(x + dx, y + dy, rayon, feuillage)


def _personne(
    toile: Toile, x: int, y: int, taille: int, habit: str, peau: str, cheveux: str
) -> None:
    """A plain figure standing at (x, y), `taille` pixels tall."""
    tete = taille * 0.16
    largeur = taille * 0.34
    toile.rectangle(
        x - largeur / 2, y - taille * 0.66, largeur, taille * 0.66, habit, rayon=largeur / 2
    )
    toile.rectangle(x - largeur / 2, y - taille * 0.3, largeur, taille * 0.3, habit, rayon=6)
    toile.rond(x, y - taille * 0.84, tete * 1.12, cheveux)
    toile.rond(x, y - taille * 0.81, tete, peau)


def _maison(toile: Toile, x: int, y: int) -> None:
    toile.rectangle(x, y, 300, 230, BLANC, rayon=10)
    toile.polygone([(x - 34, y + 8), (x + 150, y - 128), (x + 334, y + 8)], CORAIL)
    toile.rectangle(x + 120, y + 110, 66, 120, MARQUE, rayon=8)
    toile.rond(x + 172, y + 172, 5, ACCENT)
    for dx in (34, 216):
        toile.rectangle(x + dx, y + 62, 54, 60, BLEU_PALE, rayon=8, bord=MOYEN, trait=4)


def accueil() -> Toile:
    toile = _decor()
    toile.rond(1010, 130, 66, ACCENT)
    _nuage(toile, 190, 150)
    _nuage(toile, 700, 100)
    _maison(toile, 610, 330)
    _arbre(toile, 1070, 572, feuillage=SOMBRE)
    _arbre(toile, 110, 590, 110, feuillage=MARQUE)
    _personne(toile, 270, 596, 262, MARQUE, PEAUX[1], "#2b211c")
    _personne(toile, 390, 600, 170, ACCENT, PEAUX[2], "#3a2a20")
    _personne(toile, 490, 604, 130, CORAIL, PEAUX[2], "#3a2a20")
    _personne(toile, 590, 598, 250, VIOLET, PEAUX[0], "#8a5a33")
    return toile


def cerf_volant() -> Toile:
    toile = _decor(BLEU_PALE)
    _nuage(toile, 160, 130)
    _nuage(toile, 960, 190)
    toile.trait([(420, 470), (560, 330), (700, 190)], SOMBRE, 3)
    toile.polygone([(700, 190), (770, 90), (840, 150), (770, 250)], CORAIL)
    toile.polygone([(700, 190), (770, 90), (770, 250)], ACCENT)
    toile.trait([(770, 250), (800, 300), (770, 340), (810, 385)], VIOLET, 6)
    _personne(toile, 390, 596, 170, MARQUE, PEAUX[0], "#6b4423")
    _personne(toile, 530, 604, 140, CORAIL, PEAUX[1], "#2b211c")
    _arbre(toile, 1010, 560, feuillage=MARQUE)
    return toile


def cabane() -> Toile:
    toile = _decor()
    _nuage(toile, 130, 120)
    toile.rectangle(770, 250, 46, 340, "#7a5a3c", rayon=12)
    for x, y, rayon in ((795, 150, 120), (680, 210, 84), (910, 210, 88)):
        toile.rond(x, y, rayon, MARQUE)
    toile.rectangle(660, 270, 270, 150, "#c98f5a", rayon=10)
    toile.polygone([(634, 278), (795, 178), (956, 278)], CORAIL)
    toile.rectangle(710, 312, 58, 58, BLEU_PALE, rayon=8)
    toile.rectangle(830, 300, 60, 120, SOMBRE, rayon=8)
    for x in (600, 640):
        toile.trait([(x + 60, 425), (x, 600)], "#7a5a3c", 8)
    for part in range(5):
        toile.trait(
            [(655 - part * 13, 450 + part * 32), (690 - part * 13, 450 + part * 32)], "#7a5a3c", 8
        )
    _personne(toile, 330, 598, 180, ACCENT, PEAUX[1], "#2b211c")
    _personne(toile, 450, 604, 140, VIOLET, PEAUX[0], "#8a5a33")
    return toile


def ballon() -> Toile:
    toile = Toile(SABLE)
    for x, largeur, hauteur, couleur in (
        (60, 150, 250, MOYEN),
        (230, 120, 330, PALE),
        (820, 170, 290, MOYEN),
        (1010, 130, 370, PALE),
    ):
        toile.rectangle(x, 590 - hauteur, largeur, hauteur, couleur, rayon=10)
        for ligne in range(3):
            for colonne in range(2):
                toile.rectangle(
                    x + 24 + colonne * 56, 620 - hauteur + ligne * 66, 30, 34, BLANC, rayon=5
                )
    toile.rectangle(0, 560, LARGEUR, 80, VERT)
    _personne(toile, 420, 590, 260, BLEU, PEAUX[1], "#2b211c")
    _personne(toile, 560, 596, 240, CORAIL, PEAUX[0], "#8a5a33")
    toile.rectangle(706, 180, 14, 410, SOMBRE, rayon=6)
    toile.rectangle(650, 130, 130, 96, BLANC, rayon=8, bord=SOMBRE, trait=6)
    toile.trait([(684, 212), (746, 212)], CORAIL, 9)
    toile.rond(640, 330, 34, ACCENT, bord=SOMBRE, trait=4)
    return toile


def creche() -> Toile:
    toile = Toile("#fbeee0")
    toile.rectangle(0, 540, LARGEUR, 100, "#e6cda9")
    toile.trait([(360, 60), (840, 60)], SOMBRE, 6)
    for x, longueur, couleur in (
        (400, 90, CORAIL),
        (520, 140, ACCENT),
        (680, 110, BLEU),
        (800, 60, VERT),
    ):
        toile.trait([(x, 60), (x, 60 + longueur)], MOYEN, 3)
        toile.rond(x, 60 + longueur + 26, 28, couleur)
    for x, y, couleur in ((250, 440, MARQUE), (350, 440, ACCENT), (300, 340, CORAIL)):
        toile.rectangle(x, y, 100, 100, couleur, rayon=16)
        toile.rond(x + 50, y + 50, 24, BLANC)
    toile.rond(760, 420, 92, "#b98a5e")
    toile.rond(760, 300, 70, "#b98a5e")
    for dx in (-54, 54):
        toile.rond(760 + dx, 246, 28, "#b98a5e")
        toile.rond(760 + dx, 246, 14, "#f2d9bd")
    toile.ovale(760, 322, 34, 26, "#f2d9bd")
    for dx in (-24, 24):
        toile.rond(760 + dx, 290, 7, SOMBRE)
    toile.rond(760, 312, 9, SOMBRE)
    toile.ovale(760, 440, 50, 56, "#f2d9bd")
    for dx in (-76, 76):
        toile.ovale(760 + dx, 515, 46, 30, "#b98a5e")
    return toile


def restauration() -> Toile:
    toile = Toile(VERT_PALE)
    toile.rectangle(110, 90, 980, 480, BLANC, rayon=40, bord=BORD)
    toile.rond(600, 330, 200, SABLE, bord=BORD, trait=5)
    toile.rond(600, 330, 140, BLANC)
    toile.demi_rond(560, 360, 82, ACCENT)
    toile.rectangle(478, 356, 164, 16, "#c98200", rayon=8)
    for x, y in ((650, 300), (690, 330), (660, 350), (700, 290)):
        toile.rond(x, y, 20, VERT)
    toile.rond(640, 390, 26, CORAIL)
    for x in (270, 292, 314):
        toile.trait([(x, 190), (x, 260)], MARQUE, 8)
    toile.trait([(270, 262), (314, 262)], MARQUE, 8)
    toile.trait([(292, 262), (292, 470)], MARQUE, 12)
    toile.polygone([(890, 185), (930, 215), (930, 330), (890, 330)], MARQUE)
    toile.trait([(900, 330), (900, 470)], MARQUE, 14)
    toile.rectangle(960, 150, 76, 100, BLEU_PALE, rayon=14, bord=BLEU, trait=4)
    return toile


def tarifs() -> Toile:
    toile = Toile(PALE)
    toile.rectangle(220, 110, 330, 430, BLANC, rayon=24, bord=BORD)
    toile.rectangle(256, 146, 258, 80, SOMBRE, rayon=12)
    for ligne in range(4):
        for colonne in range(3):
            couleur = ACCENT if (ligne, colonne) == (3, 2) else PALE
            toile.rectangle(256 + colonne * 92, 256 + ligne * 66, 74, 48, couleur, rayon=10)
    for pile, hauteur in enumerate((3, 5, 7)):
        for piece in range(hauteur):
            y = 540 - piece * 36
            toile.ovale(700 + pile * 140, y, 58, 24, "#c98200")
            toile.ovale(700 + pile * 140, y - 10, 58, 24, ACCENT)
    return toile


def garderie() -> Toile:
    toile = _decor(BLEU_PALE, colline=PALE, sol=MOYEN)
    toile.rectangle(300, 220, 600, 330, BLANC, rayon=12)
    toile.polygone([(270, 226), (600, 80), (930, 226)], MARQUE)
    toile.rond(600, 176, 40, BLANC)
    toile.trait([(600, 176), (600, 152)], SOMBRE, 5)
    toile.trait([(600, 176), (618, 186)], SOMBRE, 5)
    for x in (350, 480, 660, 790):
        toile.rectangle(x, 280, 70, 84, BLEU_PALE, rayon=8, bord=MOYEN, trait=4)
    toile.rectangle(548, 400, 104, 150, CORAIL, rayon=10)
    _personne(toile, 220, 598, 180, ACCENT, PEAUX[2], "#3a2a20")
    _personne(toile, 1000, 600, 150, VIOLET, PEAUX[1], "#2b211c")
    _arbre(toile, 1110, 590, 130, feuillage=SOMBRE)
    return toile


SCENES = {
    "accueil": (accueil, "Une famille devant sa maison"),
    "cerf-volant": (cerf_volant, "Deux enfants et un cerf-volant"),
    "cabane": (cabane, "Une cabane dans un arbre"),
    "ballon": (ballon, "Deux jeunes sur un terrain de basket"),
    "creche": (creche, "Un ours en peluche, des cubes et un mobile"),
    "restauration": (restauration, "Un plateau de restaurant scolaire"),
    "tarifs": (tarifs, "Une calculatrice et des pièces"),
    "garderie": (garderie, "Une école et deux enfants"),
}
