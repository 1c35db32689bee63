"""The small picture of a paper that its family has sent: made once, then kept a day, encrypted, in
the cache, so that looking at a page again opens no file."""

from base64 import b64decode, b64encode

from django.core.cache import cache

from famille.models import Document, Utilisateur
from famille.socle.chiffrement import PAGE, Illisible, chiffrer, dechiffrer
from famille.socle.erreurs import Refus
from famille.socle.mesure import TropSouvent, compter
from famille.socle.tour import Occupe

from . import laboratoire

DUREE = 24 * 3600  # seconds
PAR_HEURE = 120  # pictures made for one account; those that are kept cost nothing
TROP = "Trop d’images en peu de temps : ouvrez le document pour le voir."


def vignette_de(document: Document, *, pour: Utilisateur) -> bytes | None:
    """A JPEG of at most 320 pixels, or None: this paper has none (a PDF of text), or not now."""
    if not document.ouvrable or not document.fichier:
        return None
    cle = f"vignette:{document.pk}:{document.sha256[:16]}"
    gardee = _lue(cache.get(cle))
    if gardee is not None:
        return gardee or None
    try:
        compter("vignette", pour, par_heure=PAR_HEURE, refus=TROP)
        with document.fichier.open("rb") as flux:
            faite = laboratoire.examiner("vignette", flux.read())
    except (Occupe, TropSouvent):
        return None  # too many at this moment: asked again, it may come
    except (Refus, OSError):
        faite = b""
    cache.set(cle, chiffrer(b64encode(faite).decode(), usage=PAGE), DUREE)
    return faite or None


def _lue(jeton: str | None) -> bytes | None:
    """None: not kept, or by keys that this site has no more; b"": there is none."""
    try:
        return b64decode(dechiffrer(jeton, usage=PAGE)) if jeton else None
    except Illisible:
        return None
