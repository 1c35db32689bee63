"""What a PDF may do to whoever opens it. Read as bytes: nothing of it is run, nothing unpacks for ever.

Refused: what starts a program, and a PDF that is a ZIP as well. Kept: scripts, which the forms of the State hold, and
attached files, which invoices hold (Factur-X): no viewer of a browser runs or opens them, and our own policy allows
nothing (famille.vues_documents). Why is in docs/fichiers.md.
"""

import re
import struct
import zlib

_FLUX = re.compile(rb"stream\r?\n")
_ECHAPPE = re.compile(rb"#([0-9A-Fa-f]{2})")  # a name of PDF may be written /L#61unch
_LANCE = re.compile(rb"/S\s*/Launch\b|/Subtype\s*/RichMedia\b")
_DEPLIE_PAR_FLUX = 512 * 1024  # bytes; the objects of a document, which name actions, are far below
_DEPLIE_EN_TOUT = 32 * 1024 * 1024
_FIN_ZIP, _TAILLE_FIN_ZIP = b"PK\x05\x06", 22


def lance_un_programme(contenu: bytes) -> bool:
    """Whether an action starts a program or a player, written plainly or within compressed objects."""
    return any(_LANCE.search(_ECHAPPE.sub(_caractere, texte)) for texte in (contenu, *_objets_deplies(contenu)))


def est_aussi_un_zip(contenu: bytes) -> bool:
    """Whether a program that opens ZIP files would open this one: its directory is found from the end."""
    debut = contenu.rfind(_FIN_ZIP)
    if debut < 0 or len(contenu) - debut < _TAILLE_FIN_ZIP:
        return False
    (commentaire,) = struct.unpack_from("<H", contenu, debut + _TAILLE_FIN_ZIP - 2)
    return len(contenu) - debut - _TAILLE_FIN_ZIP == commentaire


def _objets_deplies(contenu):
    """The beginning of each stream that unpacks, up to a total: a bomb costs no more than that."""
    reste = _DEPLIE_EN_TOUT
    for trouve in _FLUX.finditer(contenu):
        if reste <= 0:
            return
        lecteur = zlib.decompressobj()
        try:
            texte = lecteur.decompress(contenu[trouve.end() : trouve.end() + _DEPLIE_PAR_FLUX], _DEPLIE_PAR_FLUX)
        except zlib.error:
            continue
        reste -= len(texte)
        yield texte


def _caractere(trouve):
    return bytes([int(trouve[1], 16)])
