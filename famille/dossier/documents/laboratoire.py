"""Where a stranger's file is opened: in a child process, bounded in memory and in time, thrown away
with its decoder.

What decodes pictures and PDFs is C and C++ that reads what an attacker wrote. In a child of its own
it can exhaust or break nothing but itself; it is given none of the town's secrets, and reaches
nothing else of the machine (famille.dossier.documents.cloison). `examiner` is called by the web
process, which waits; the child is

    python -m famille.dossier.documents.laboratoire <geste>
"""

import logging
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from famille.socle.erreurs import Refus
from famille.socle.mesure import Occupe, Tour

from .cloison import se_cloisonner

logger = logging.getLogger(__name__)

# bytes of addresses: the largest photos of telephones, 48 million pixels, take some 600 MB once
# decoded
MEMOIRE = 1024 * 1024 * 1024
SECONDES = 30  # of processor: a machine that is busy makes no file heavier
PATIENCE = 60  # seconds of waiting for them, on such a machine
_REUSSI, _REFUSE = b"+", b"-"  # first byte of an answer: a child that was stopped has written none
_MOI = "famille.dossier.documents.laboratoire"
_RACINE = Path(__file__).resolve().parents[3]
# One file at a time in a process, five more wait: a process of the site never costs more than
# MEMOIRE besides its own, and keeps two of its eight threads for the pages.
TOUR = Tour(ensemble=1, en_attente=5, secondes=45)
_DESSINES_ICI: ContextVar[bool] = ContextVar("dessines_ici", default=False)


class TropLourd(Refus):
    """The file took more memory or time than it may, or broke what was reading it."""

    def __init__(self) -> None:
        super().__init__(
            "Ce fichier est trop compliqué pour être ouvert sans danger. Prenez le document en"
            " photo avec votre téléphone, ou enregistrez-le de nouveau, puis envoyez cette copie."
        )


def examiner(geste: str, contenu: bytes) -> bytes:
    """What `geste` (a key of `_gestes`) makes of these bytes. Refus: why not, in a sentence for who
    sent them, as TropLourd and mesure.Occupe (too many, or a machine too busy, at this moment)."""
    if _DESSINES_ICI.get():
        return _gestes()[geste](contenu)
    with TOUR.attendre():
        return _dans_un_enfant(geste, contenu)


@contextmanager
def dessines_ici() -> Iterator[None]:
    """What this code examines meanwhile is read on the spot, in this thread alone: for the demo
    town, which draws its papers itself. Never around what somebody has sent."""
    jeton = _DESSINES_ICI.set(True)
    try:
        yield
    finally:
        _DESSINES_ICI.reset(jeton)


def _dans_un_enfant(geste: str, contenu: bytes) -> bytes:
    env = {"PYTHONPATH": str(_RACINE), "PYTHONDONTWRITEBYTECODE": "1", "MALLOC_ARENA_MAX": "1"}
    try:
        fini = subprocess.run(  # noqa: S603 - our own module, by a name of ours
            [sys.executable, "-m", _MOI, geste, str(MEMOIRE), str(SECONDES)],
            input=contenu,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_RACINE,
            env=env,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as erreur:
        raise Occupe from erreur
    verdict, reponse = fini.stdout[:1], fini.stdout[1:]
    if fini.returncode == 0 and verdict == _REUSSI:
        return reponse
    if fini.returncode == 0 and verdict == _REFUSE:
        raise Refus(reponse.decode())
    logger.warning("the child that reads files ended by %s on a %s", fini.returncode, geste)
    raise TropLourd


def _gestes() -> dict[str, Callable[[bytes], bytes]]:
    """What the child can do. Imported there only: the web process never loads what decodes."""
    from . import images, pages, pdf

    return {
        "jpeg": images.jpeg,
        "png": images.png,
        "webp": images.webp,
        "heic": images.heic_en_jpeg,
        "pdf": pdf.verifier,
        "assembler": pages.assembler,
        "vignette": pages.vignette,
        "cachets": pages.codes,
    }


def _se_borner(memoire: int, secondes: int) -> None:
    for borne, valeur in (
        (resource.RLIMIT_AS, memoire),
        (resource.RLIMIT_CPU, secondes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(borne, (valeur, valeur))


def _principal(geste: str, memoire: str, secondes: str) -> None:
    _se_borner(int(memoire), int(secondes))
    se_cloisonner()
    contenu = sys.stdin.buffer.read()
    try:
        reponse = _REUSSI + _gestes()[geste](contenu)
    except Refus as refus:
        reponse = _REFUSE + str(refus).encode()
    sys.stdout.buffer.write(reponse)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    _principal(*sys.argv[1:])
