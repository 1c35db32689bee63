"""The portal's icon as pictures, in the town's colours: its logo, else the neutral pattern of
static/portail/logo.svg."""

from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageOps
from wagtail.images.models import SourceImageIOError

from cms_pages.models import IdentiteSite
from cms_pages.models.medias import LOGO_DES_ICONES
from cms_pages.socle.couleurs import BLANC

# name in the address: side in pixels, and how much of it holds the drawing. A phone cuts a
# "maskable" icon as it likes: what is within 80 % of its side is always seen (W3C, Web App
# Manifest). iOS asks for 180, and makes what is transparent black.
TAILLES = {"180": (180, 1.0), "192": (192, 1.0), "512": (512, 1.0), "masquable": (512, 0.72)}
MARGE_DU_LOGO = 0.84
FINESSE = 4  # drawn that many times larger, then reduced: smooth edges
CADRE, RAYON = 40, 10  # as the SVG's view box and its corners
ADULTES = ((14.5, 15.5, 6.3), (14.5, 30, 5.2))
ENFANTS = ((28, 18, 5), (28, 29, 4))


def empreinte(identite: IdentiteSite) -> str:
    """str: changes with what the icons show."""
    logo = identite.logo.file.name if identite.logo else ""
    return f"{logo}|{identite.couleur_principale}|{identite.couleur_accent}"


def dessiner(identite: IdentiteSite, nom: str) -> bytes:
    """The PNG of this name (a key of TAILLES)."""
    cote, part = TAILLES[nom]
    try:
        logo = _logo(identite)
    except (SourceImageIOError, OSError):
        logo = None  # its file is lost
    if logo:
        return _du_logo(logo, cote, part * MARGE_DU_LOGO)
    return _du_motif(identite.couleur_principale, identite.couleur_accent, cote, part)


def _logo(identite: IdentiteSite) -> bytes | None:
    if identite.logo is None:
        return None
    with identite.logo.get_rendition(LOGO_DES_ICONES).file.open("rb") as fichier:
        return fichier.read()


@lru_cache(len(TAILLES))
def _du_logo(logo: bytes, cote: int, part: float) -> bytes:
    """On white: logos are drawn for paper."""
    image = Image.open(BytesIO(logo)).convert("RGBA")
    image = ImageOps.contain(image, (round(cote * part), round(cote * part)))
    fond = Image.new("RGBA", (cote, cote), BLANC)
    fond.alpha_composite(image, ((cote - image.width) // 2, (cote - image.height) // 2))
    return _en_png(fond.convert("RGB"))


@lru_cache(len(TAILLES))
def _du_motif(marque: str, accent: str, cote: int, part: float) -> bytes:
    """The pattern; where a phone cuts it, its background goes to the edges."""
    grand = cote * FINESSE
    entier = part < 1
    image = Image.new("RGBA", (grand, grand), marque if entier else (0, 0, 0, 0))
    plume = ImageDraw.Draw(image)
    echelle, decalage = grand * part / CADRE, grand * (1 - part) / 2
    if not entier:
        plume.rounded_rectangle((0, 0, grand - 1, grand - 1), RAYON * echelle, marque)
    for ronds, couleur in ((ADULTES, BLANC), (ENFANTS, accent)):
        for x, y, rayon in ronds:
            coins = (x - rayon, y - rayon, x + rayon, y + rayon)
            plume.ellipse([decalage + valeur * echelle for valeur in coins], couleur)
    return _en_png(image.resize((cote, cote), Image.Resampling.LANCZOS))


def _en_png(image: Image.Image) -> bytes:
    sortie = BytesIO()
    image.save(sortie, "PNG", optimize=True)
    return sortie.getvalue()
