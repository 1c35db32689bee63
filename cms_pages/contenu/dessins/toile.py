"""A small canvas over Pillow: flat shapes with smooth edges, drawn twice as large and reduced. No
text, no font."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

LARGEUR, HAUTEUR = 1200, 640
FACTEUR = 2

MARQUE, SOMBRE, PALE, MOYEN = "#0f5c63", "#0a4348", "#dcebea", "#8fbcbb"
ACCENT, SABLE, BLANC, BORD, ENCRE = "#f0a202", "#f6f4ef", "#ffffff", "#cfdad6", "#1d2b2f"
VERT, VERT_PALE, CORAIL, BLEU, BLEU_PALE, VIOLET = (
    "#4f9d76",
    "#d5ecdf",
    "#e2725b",
    "#5b7fc7",
    "#dfe8f8",
    "#8d79c9",
)
PEAUX = ("#f2c9a5", "#a9744f", "#d9a077")


class Toile:
    """Coordinates are those of the final picture, in pixels."""

    def __init__(self, fond: str = PALE) -> None:
        self._image = Image.new("RGB", (LARGEUR * FACTEUR, HAUTEUR * FACTEUR), fond)
        self._plume = ImageDraw.Draw(self._image)

    def rectangle(
        self,
        x: float,
        y: float,
        largeur: float,
        hauteur: float,
        couleur: str,
        rayon: float = 0,
        bord: str | None = None,
        trait: int = 3,
    ) -> None:
        boite = [v * FACTEUR for v in (x, y, x + largeur, y + hauteur)]
        self._plume.rounded_rectangle(
            boite,
            radius=rayon * FACTEUR,
            fill=couleur,
            outline=bord,
            width=trait * FACTEUR if bord else 0,
        )

    def rond(
        self,
        x: float,
        y: float,
        rayon: float,
        couleur: str | None,
        bord: str | None = None,
        trait: int = 3,
    ) -> None:
        boite = [v * FACTEUR for v in (x - rayon, y - rayon, x + rayon, y + rayon)]
        self._plume.ellipse(boite, fill=couleur, outline=bord, width=trait * FACTEUR if bord else 0)

    def ovale(self, x: int, y: int, demi_largeur: int, demi_hauteur: int, couleur: str) -> None:
        boite = (x - demi_largeur, y - demi_hauteur, x + demi_largeur, y + demi_hauteur)
        self._plume.ellipse([v * FACTEUR for v in boite], fill=couleur)

    def polygone(self, points: list[tuple[int, int]], couleur: str) -> None:
        self._plume.polygon([(x * FACTEUR, y * FACTEUR) for x, y in points], fill=couleur)

    def trait(self, points: Any, couleur: str, epaisseur: int = 6) -> None:
        """A broken line with round ends."""
        fins = [(x * FACTEUR, y * FACTEUR) for x, y in points]
        self._plume.line(fins, fill=couleur, width=epaisseur * FACTEUR, joint="curve")
        for x, y in points:
            self.rond(x, y, epaisseur / 2, couleur)

    def demi_rond(self, x: int, y: int, rayon: int, couleur: str) -> None:
        """The upper half of a disc, flat side down."""
        boite = [v * FACTEUR for v in (x - rayon, y - rayon, x + rayon, y + rayon)]
        self._plume.pieslice(boite, 180, 360, fill=couleur)

    def coche(self, x: float, y: int, couleur: str = BLANC, taille: int = 12) -> None:
        self.trait(
            [(x - taille, y), (x - taille / 3, y + taille * 0.7), (x + taille, y - taille * 0.7)],
            couleur,
            6,
        )

    def png(self, marge: int = 0) -> bytes:
        """Few colours, so a small file. `marge`: pixels left out on the left and on the right."""
        image = self._image.resize((LARGEUR, HAUTEUR), Image.Resampling.LANCZOS)
        image = image.crop((marge, 0, LARGEUR - marge, HAUTEUR))
        sortie = BytesIO()
        image.quantize(96, dither=Image.Dither.NONE).save(sortie, "PNG", optimize=True)
        return sortie.getvalue()
