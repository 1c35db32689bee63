"""What a family may send: PDF, JPEG, PNG, HEIC, 10 MB (G15). The type is read in the content, the
file really opened.

It is opened in a child process (famille.dossier.documents.laboratoire). A photo is written again:
the place, the date, the device and every other thing hidden in it go, the orientation and the
colours stay. HEIC, which most computers of a town hall do not show, becomes JPEG
(docs/comprendre/fichiers.md)."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from famille.socle.dire import en_poids
from famille.socle.erreurs import Refus

from . import laboratoire
from .liasse import PAGES_MAX, TROP_DE_PAGES, emballer

FORMATS = "PDF, JPEG, PNG ou HEIC"
EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_EXTENSIONS_CONNUES = {".pdf", ".jpg", ".jpeg", ".png", ".heic", ".heif"}
# The first bytes of what is taken (ISO 32000-1, 7.5.2; ISO/IEC 10918-1, B.1.1.3; RFC 2083, 3.1).
_SIGNATURES = {
    b"%PDF": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
_LONGUEUR_NOM = 100
# What a photo becomes: its type once kept, and what the laboratory does to it.
_PHOTOS = {
    "image/jpeg": ("image/jpeg", "jpeg"),
    "image/png": ("image/png", "png"),
    "image/heic": ("image/jpeg", "heic"),
}


class FichierRefuse(Refus):
    """A file that is not taken. Its message says why and what to do."""


@dataclass(frozen=True)
class FichierVerifie:
    """What is stored: the clean name, the true type, the bytes (a photo's without its place)."""

    nom: str
    type_mime: str
    contenu: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.contenu).hexdigest()


def verifier(fichier: UploadedFile) -> FichierVerifie:
    """FichierVerifie of an uploaded file. FichierRefuse: why, and what to do."""
    maximum = settings.TAILLE_MAX_PIECE
    if fichier.size and fichier.size > maximum:
        raise FichierRefuse(
            f"Ce fichier pèse {en_poids(fichier.size)}, et le maximum est de {en_poids(maximum)}."
            " Envoyez une photo moins lourde, ou un document en noir et blanc."
        )
    fichier.seek(0)
    contenu = fichier.read(maximum + 1)
    if not contenu:
        raise FichierRefuse(
            "Ce fichier est vide. Vérifiez-le sur votre appareil, puis choisissez-le de nouveau."
        )
    type_lu = _type(contenu)
    try:
        type_mime, contenu = _ouvrir(type_lu, contenu)
    except Refus as refus:
        raise FichierRefuse(str(refus)) from refus
    return FichierVerifie(nettoyer_nom(fichier.name, EXTENSIONS[type_mime]), type_mime, contenu)


def assembler(fichiers: Sequence[FichierVerifie]) -> FichierVerifie:
    """These, each already verified, as the pages of one PDF under the name of the first; one alone
    stays what it is. FichierRefuse: too many pages, or too heavy all together."""
    if len(fichiers) == 1:
        return fichiers[0]
    try:
        if len(fichiers) > PAGES_MAX:
            raise Refus(TROP_DE_PAGES)
        contenu = laboratoire.examiner("assembler", emballer(un.contenu for un in fichiers))
    except Refus as refus:
        raise FichierRefuse(str(refus)) from refus
    if len(contenu) > settings.TAILLE_MAX_PIECE:
        raise FichierRefuse(
            f"Ces pages pèsent ensemble {en_poids(len(contenu))}, et le maximum est de"
            f" {en_poids(settings.TAILLE_MAX_PIECE)}. Enlevez une page, puis recommencez."
        )
    return FichierVerifie(nettoyer_nom(fichiers[0].nom, ".pdf"), "application/pdf", contenu)


def _type(contenu: bytes) -> str | None:
    """What the first bytes say; None: nothing that is taken. An HEIF file begins with a box "ftyp",
    of its major brand, its version, then the brands that it follows (ISO/IEC 23008-12, 10.2)."""
    for signature, type_lu in _SIGNATURES.items():
        if contenu.startswith(signature):
            return type_lu
    if contenu[4:8] != b"ftyp":
        return None
    fin = int.from_bytes(contenu[:4], "big")
    marques = {contenu[8:12], *(contenu[rang : rang + 4] for rang in range(16, min(fin, 256), 4))}
    return "image/heic" if b"heic" in marques else None


def _ouvrir(type_lu: str | None, contenu: bytes) -> tuple[str, bytes]:
    """(true type, bytes to store). The type is the content's, never what the browser says."""
    if type_lu == "application/pdf":
        laboratoire.examiner("pdf", contenu)
        return type_lu, contenu
    if type_lu in _PHOTOS:
        type_garde, geste = _PHOTOS[type_lu]
        return type_garde, laboratoire.examiner(geste, contenu)
    raise FichierRefuse(
        f"Ce fichier n’est pas lisible ici : le portail accepte les fichiers {FORMATS}. Prenez le"
        " document en photo, ou enregistrez-le en PDF."
    )


def nettoyer_nom(nom: str | None, extension: str) -> str:
    """A name to show and to download under: no folder, no control character, at most 100
    characters, and the extension of what the file really is."""
    nom = unicodedata.normalize("NFC", nom or "").replace("\\", "/")
    nom = PurePosixPath(nom).name
    nom = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in nom)
    nom = re.sub(r'[<>:"|?*;]', "-", nom)
    base = " ".join(nom.split()).strip(". ")
    while (suffixe := PurePosixPath(base).suffix.lower()) in _EXTENSIONS_CONNUES:
        base = base[: -len(suffixe)].strip(". ")
    return (base[:_LONGUEUR_NOM].strip(". ") or "document") + extension
