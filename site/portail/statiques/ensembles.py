"""One style sheet and one script a side, families' and agents', put together from ours: a phone's
first visit waits for few files.

No build step: collectstatic asks this finder as it asks the others, and a development server too.
Each source stays the one to edit, alone in its subject's folder.
"""

import os
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Literal, overload

from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

DOSSIER = "portail/css/"
BOOTSTRAP = "portail/vendor/bootstrap-5.3.8/portail.css"  # cut by deploy/vendor.py
IMPRESSION = "portail/css/impression.css"
COMMENTAIRE = re.compile(r"/\*.*?\*/", re.DOTALL)
BLANCS = re.compile(r"(?<=[;{},])\s+|\s+(?=[{}])")  # no string of ours holds one (the tests look)
ADRESSE = re.compile(r"url\((?![\"']?(?:data:|\.\./))")

# In the order of the cascade: the frame, then each subject's own. A paper has its sheet apart: it
# is the PDF's too (famille/papiers).
ENSEMBLES: dict[str, tuple[str, ...]] = {
    "portail/css/famille.css": (
        BOOTSTRAP,
        "portail/css/jetons.css",
        "portail/css/cadre.css",
        "portail/css/composants.css",
        "portail/css/formulaires.css",
        "portail/css/ecrans.css",
        IMPRESSION,
        "portail/css/session.css",
        "portail/css/conversation.css",
        "portail/css/demarche.css",
        "cms_pages/pages.css",
        "cms_pages/menus.css",
        "famille/documents/coffre.css",
        "famille/factures/factures.css",
        "famille/messages/messages.css",
        "reservations/calendrier/calendrier.css",
        "reservations/calendrier/repetition.css",
        "reservations/calendrier/semaine_type.css",
        "reservations/apres/apres.css",
        "reservations/attente/attente.css",
        "reservations/ouvertures/ouvertures.css",
        "reservations/rappels/rappel.css",
        "reservations/voeux/voeux.css",
    ),
    "portail/css/agents.css": (
        "portail/css/jetons.css",
        "portail/css/gestion.css",
        "portail/css/bureau.css",
        "portail/css/session.css",
        "portail/css/accueil_bureau.css",
        "portail/css/etat.css",
        "famille/socle/graphique.css",
        "famille/foyers/bureau.css",
        "famille/foyers/famille_au_bureau.css",
        "famille/messages/bureau.css",
        "famille/regie/regie.css",
        "reservations/bureau/gestion.css",
        "reservations/bureau/bureau.css",
        "reservations/attente/bureau.css",
        "reservations/guichet/guichet.css",
        "reservations/tarifs/tarifs.css",
    ),
    "portail/js/famille.js": (
        "portail/js/portail.js",
        "portail/js/session.js",
        "portail/js/demarche.js",
        "famille/foyers/communes.js",
        "famille/alertes/appareil.js",
        "reservations/calendrier/calendrier.js",
        "reservations/apres/agenda.js",
        "reservations/ouvertures/ouvertures.js",
    ),
    # allauth's, which speak to the browser, and ours, which gives them the page's form. Only where
    # a key serves.
    "portail/js/cles.js": (
        "mfa/js/webauthn-json.js",
        "mfa/js/webauthn.js",
        "portail/js/cle.js",
    ),
}


class Ensembles(finders.BaseFinder):
    """Finds the files put together; made again when one of their sources has changed."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    @overload
    def find(self, path: str, find_all: Literal[False] = False) -> str | None: ...
    @overload
    def find(self, path: str, find_all: Literal[True]) -> list[str]: ...
    def find(self, path: str, find_all: bool = False) -> str | list[str] | None:
        """str: where the file is; [] when it is none of ours, [str] with `find_all`."""
        if path not in ENSEMBLES:
            return []
        fait = str(_a_jour(path))
        return [fait] if find_all else fait

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for nom in ENSEMBLES:
            _a_jour(nom)
            yield nom, FileSystemStorage(location=_dossier().name)


# A page asks for its sheet and its script at once, of two threads.
_VERROU = Lock()


@cache
def _dossier() -> "TemporaryDirectory[str]":
    """Of this process alone, and gone with it."""
    return TemporaryDirectory(prefix="portail-statiques-")


def _a_jour(nom: str) -> Path:
    """Path of the file put together, made when it is older than one of its sources."""
    dernier = max(_source(une).stat().st_mtime for une in ENSEMBLES[nom])
    with _VERROU:
        fait = Path(_dossier().name) / nom
        if not fait.exists() or fait.stat().st_mtime < dernier:
            fait.parent.mkdir(parents=True, exist_ok=True)
            provisoire = fait.with_suffix(f".{os.getpid()}")
            provisoire.write_text(assembler(nom), encoding="utf-8")
            provisoire.replace(fait)  # whole, or not there: another thread may be giving it
        return fait


def _source(nom: str) -> Path:
    trouve = finders.find(nom)
    if trouve is None:
        raise FileNotFoundError(f"{nom}: no such static file, to be put together")
    return Path(trouve)


def assembler(nom: str) -> str:
    """str: the file of this name, its sources one after the other."""
    ajuster: Callable[[str, str], str] = _feuille if nom.endswith(".css") else _script
    morceaux = (ajuster(une, _source(une).read_text(encoding="utf-8")) for une in ENSEMBLES[nom])
    return "".join(morceaux)


def _script(_nom: str, texte: str) -> str:
    """Without the lines that are comments. Ours are functions called at once: they share no
    name."""
    lignes = (une for une in texte.splitlines() if not une.lstrip().startswith("//"))
    return "\n".join(lignes).strip() + ";\n"


def _feuille(nom: str, texte: str) -> str:
    """Without its comments and its margins. What a sheet of another folder names beside it would
    be lost: it is refused."""
    if nom == BOOTSTRAP:
        return texte
    if not nom.startswith(DOSSIER) and ADRESSE.search(texte):
        raise ValueError(f"{nom}: a file beside it, which the sheet put together would not find")
    serre = BLANCS.sub("", COMMENTAIRE.sub("", texte).strip()) + "\n"
    return f"@media print{{{serre}}}\n" if nom == IMPRESSION else serre
