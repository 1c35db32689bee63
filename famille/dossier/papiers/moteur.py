"""From HTML to a tagged PDF (PDF/UA-1), by WeasyPrint: no network, one font, the same bytes for the
same page. WeasyPrint needs Debian's pango, which a machine may not have: it is imported when the
first PDF is made. A paper is made once a day, then read: a file's name is the print of all that it
was made from, and has the shape of those of families' files; no row names it, so that the daily
task deletes it (famille.dossier.documents.orphelins): what is erased of a household does not live
on there."""

import atexit
import ctypes
import hashlib
import logging
import re
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import ImageFile

from famille.socle.erreurs import Refus
from famille.socle.mesure import Tour
from famille.socle.typographie import lier

logger = logging.getLogger(__name__)
FEUILLES_DE_STYLE = (
    "portail/css/jetons.css",
    "famille/papiers/papier.css",
    "famille/papiers/pdf.css",
)
# What WeasyPrint loads from the machine, by Debian package.
BIBLIOTHEQUES = {
    "libgobject-2.0.so.0": "libglib2.0-0t64",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
# A screen in the dark: WeasyPrint does not read such a condition, and says so in the log.
_DE_NUIT = re.compile(r"^@media screen and .*?^\}\n", re.DOTALL | re.MULTILINE)
# One at a time, since pango's font maps are not meant for two threads; three wait, and the other
# pages go on.
TOUR = Tour(ensemble=1, en_attente=3, secondes=8)


class PdfIndisponible(Refus):
    """The machine lacks what makes PDFs: the message tells how to have the paper all the same."""


@cache
def paquets_manquants() -> tuple[str, ...]:
    """Debian packages whose library does not load; looked at once, WeasyPrint not imported."""
    return tuple(
        paquet for bibliotheque, paquet in BIBLIOTHEQUES.items() if not _se_charge(bibliotheque)
    )


def disponible() -> bool:
    return not paquets_manquants()


def imprimer(html: str) -> bytes:
    """The PDF of a page that holds a secret: made, and kept nowhere. As `produire` otherwise."""
    _verifier()
    with TOUR.attendre():
        return _composer(html, "")


def _verifier() -> None:
    if not disponible():
        raise PdfIndisponible(
            "Le PDF ne peut pas être préparé en ce moment. Affichez cette page et choisissez «"
            " Imprimer » : votre navigateur propose aussi de l’enregistrer en PDF."
        )


def produire(html: str, *, styles: str = "") -> bytes:
    """The PDF of a whole HTML page, made once, then read from its file. `styles`: rules added last,
    the town's colours. Only static files and data: addresses are read; another is left out, and
    logged. PdfIndisponible: see above; mesure.Occupe: too many are being made at this moment."""
    _verifier()
    nom = nom_de(html, styles)
    if garde := _lire(nom):
        return garde
    with TOUR.attendre():
        if garde := _lire(nom):  # made by who was waited for
            return garde
        contenu = _composer(html, styles)
        _garder(nom, contenu)  # before the next one, who may want the same, looks
    return contenu


def nom_de(*sources: str) -> str:
    """The name of the file of what is made from these texts, by this release of the portal."""
    empreinte = hashlib.sha256(_de_la_version())
    for source in sources:
        empreinte.update(hashlib.sha256(source.encode()).digest())
    cle = empreinte.hexdigest()[:32]
    return f"{cle[:2]}/{cle}.pdf"


def _lire(nom: str) -> bytes | None:
    """What is kept under this name. None too when the store fails: it is made again."""
    try:
        with storages["prive"].open(nom, "rb") as fichier:
            return fichier.read() or None
    except OSError:
        return None


def _garder(nom: str, contenu: bytes) -> None:
    """Keep it. A store that fails, or one who was faster, changes nothing for who waits."""
    try:
        if not storages["prive"].exists(nom):
            storages["prive"].save(nom, ContentFile(contenu))
    except OSError as erreur:
        logger.warning("a PDF could not be kept: %s", type(erreur).__name__)


@cache
def _de_la_version() -> bytes:
    """What else a PDF is made of: the engine, and the sheets of style."""
    feuilles = [
        Path(trouvee).read_bytes() for nom in FEUILLES_DE_STYLE if (trouvee := finders.find(nom))
    ]
    return hashlib.sha256(b"".join([version("weasyprint").encode(), *feuilles])).digest()


def _composer(html: str, styles: str) -> bytes:
    from weasyprint import CSS, HTML

    from .balises import completer

    ImageFile.LOAD_TRUNCATED_IMAGES = (
        False  # WeasyPrint sets it for the whole process, where cut pictures are refused
    )
    police, feuilles, lecteur = _outils()
    ajout = [CSS(string=styles, font_config=police, url_fetcher=lecteur)] if styles else []
    page = HTML(
        string=lier(html.encode()).decode(), base_url=f"{settings.ADRESSE}/", url_fetcher=lecteur
    )
    return completer(
        page.write_pdf(pdf_variant="pdf/ua-1", font_config=police, stylesheets=[*feuilles, *ajout])
    )


@cache
def _outils() -> Any:
    """(font configuration, style sheets, fetcher): read once a process, the font with them."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class LecteurStatique(URLFetcher):
        """Opens the portal's static files, from the disk, and what the page carries in itself."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            fichier = fichier_statique(url)
            if fichier is None:
                raise ValueError(
                    "neither a static file of the portal nor carried by the page itself"
                )
            return URLFetcherResponse(url, fichier.read_bytes())

    police, lecteur = FontConfiguration(), LecteurStatique()
    atexit.register(_outils.cache_clear)  # it deletes its own files, while Python still can
    racine = f"{settings.ADRESSE}{settings.STATIC_URL}"
    feuilles = [
        CSS(
            string=_DE_NUIT.sub("", Path(finders.find(nom) or nom).read_text(encoding="utf-8")),
            base_url=f"{racine}{nom}",
            font_config=police,
            url_fetcher=lecteur,
        )
        for nom in FEUILLES_DE_STYLE
    ]
    return police, feuilles, lecteur


def fichier_statique(url: str) -> Path | None:
    """The file behind an address of the portal's static files; None for any other address."""
    racine = f"{settings.ADRESSE}{settings.STATIC_URL}"
    if not url.startswith(racine):
        return None
    nom = urlsplit(url).path.removeprefix(settings.STATIC_URL)
    if ".." in nom.split("/"):
        return None
    # under the name that collectstatic gave it, with its fingerprint
    ramasse = Path(settings.STATIC_ROOT) / nom
    trouve = finders.find(nom) or (ramasse.is_file() and ramasse)
    return Path(trouve) if trouve else None


def _se_charge(bibliotheque: str) -> bool:
    try:
        ctypes.CDLL(bibliotheque)
    except OSError:
        return False
    return True
