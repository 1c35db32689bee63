"""What a family may send: PDF, JPEG, PNG, HEIC, 10 MB (G15). The type is read in the content, the file really opened.

A photo is written again: the place, the date, the device and every other thing hidden in it go, the orientation and the
colours stay. HEIC, which most computers of a town hall do not show, becomes JPEG (docs/fichiers.md).
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
from django.conf import settings

from famille import images, pdf
from famille.erreurs import Refus
from famille.regles import en_mo

FORMATS = "PDF, JPEG, PNG ou HEIC"
EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
_EXTENSIONS_CONNUES = {".pdf", ".jpg", ".jpeg", ".png", ".heic", ".heif"}
_ENTETE = 8192  # bytes that tell the type
_LONGUEUR_NOM = 100
_SUITE_TOLEREE = 1024  # bytes after the end of a PDF: some printers add a few


class FichierRefuse(Refus):
    """A file that is not taken. Its message says why and what to do."""


@dataclass(frozen=True)
class FichierVerifie:
    """What is stored: the clean name, the true type, the bytes (a photo's without its place)."""

    nom: str
    type_mime: str
    contenu: bytes

    @property
    def sha256(self):
        return hashlib.sha256(self.contenu).hexdigest()


def verifier(fichier):
    """FichierVerifie of an uploaded file (django.core.files.File). FichierRefuse: why, and what to do."""
    maximum = settings.TAILLE_MAX_PIECE
    if fichier.size > maximum:
        raise FichierRefuse(
            f"Ce fichier pèse {en_mo(fichier.size)}, et le maximum est de {en_mo(maximum)}. Envoyez une photo moins "
            "lourde, ou un document en noir et blanc."
        )
    fichier.seek(0)
    contenu = fichier.read(maximum + 1)
    if not contenu:
        raise FichierRefuse("Ce fichier est vide. Vérifiez-le sur votre appareil, puis choisissez-le de nouveau.")
    type_lu = filetype.guess_mime(contenu[:_ENTETE])
    try:
        type_mime, contenu = _ouvrir(type_lu, contenu)
    except images.ImageIllisible as erreur:
        raise FichierRefuse(str(erreur)) from erreur
    return FichierVerifie(nettoyer_nom(fichier.name, EXTENSIONS[type_mime]), type_mime, contenu)


def _ouvrir(type_lu, contenu):
    """(true type, bytes to store). The type is what was found in the content, never what the browser says."""
    if type_lu == "application/pdf":
        _verifier_pdf(contenu)
        return type_lu, contenu
    if type_lu in ("image/jpeg", "image/png"):
        return type_lu, images.nettoyer(contenu, type_lu)
    if type_lu in ("image/heic", "image/heif"):
        return "image/jpeg", images.heic_en_jpeg(contenu)
    raise FichierRefuse(
        f"Ce fichier n’est pas lisible ici : le portail accepte les fichiers {FORMATS}. Prenez le document en photo, "
        "ou enregistrez-le en PDF."
    )


def _verifier_pdf(contenu):
    """A PDF begins at its first byte, ends by its mark, and carries no other kind of file behind it."""
    debut_suite = contenu.rfind(b"%%EOF")
    suite = contenu[debut_suite + 5 :]
    complet = contenu.startswith(b"%PDF-") and debut_suite > 0 and b"startxref" in contenu
    if not complet or len(suite.strip(b"\x00\r\n\t ")) > _SUITE_TOLEREE:
        raise FichierRefuse(
            "Ce PDF est incomplet ou abîmé. Ouvrez-le sur votre appareil, puis enregistrez-le de nouveau."
        )
    cachee = b"PK\x03\x04" in suite or b"PK\x05\x06" in suite or re.search(rb"<\s*(html|script|body)", suite, re.I)
    if cachee or pdf.est_aussi_un_zip(contenu):
        raise FichierRefuse(
            "Ce PDF contient un autre fichier caché. Enregistrez-le de nouveau en PDF, ou prenez-le en photo."
        )
    if pdf.lance_un_programme(contenu):
        raise FichierRefuse(
            "Ce PDF essaie d’ouvrir un programme sur l’ordinateur de qui le lit. Imprimez-le en PDF, ou prenez-le en "
            "photo, puis envoyez cette copie."
        )


def nettoyer_nom(nom, extension):
    """str: a name to show and to download under: no folder, no control character, at most 100 characters, and the
    extension of what the file really is."""
    nom = unicodedata.normalize("NFC", nom or "").replace("\\", "/")
    nom = PurePosixPath(nom).name
    nom = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in nom)
    nom = re.sub(r'[<>:"|?*;]', "-", nom)
    base = " ".join(nom.split()).strip(". ")
    while (suffixe := PurePosixPath(base).suffix.lower()) in _EXTENSIONS_CONNUES:
        base = base[: -len(suffixe)].strip(". ")
    return (base[:_LONGUEUR_NOM].strip(". ") or "document") + extension
