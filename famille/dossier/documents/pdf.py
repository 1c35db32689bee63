"""What a PDF may do to whoever opens it, read by a true parser (qpdf) in the child of
famille.dossier.documents.laboratoire.

Refused: what starts a program or a player, or reads a file of the reader's computer; what goes to
another site or file by itself, without a click; a PDF under a password; a PDF that is a ZIP as
well. Kept: links, scripts, which the State's forms hold, and attached files, which invoices hold
(Factur-X): no viewer of a browser runs or opens them by itself, and our own policy allows nothing
(famille.dossier.documents.vues). Why is in docs/comprendre/fichiers.md.
"""

import io
import re
import struct
from collections.abc import Iterator

import pikepdf

from famille.socle.erreurs import Refus

# ISO 32000-2, 12.6.4 (actions) and 12.5.6 (annotations).
_LANCENT = {
    *("/Launch", "/ImportData", "/Movie", "/Sound"),
    *("/Rendition", "/RichMediaExecute", "/GoTo3DView"),
}
_LECTEURS = {"/RichMedia", "/Movie", "/Sound", "/3D"}
_SORTENT = {"/URI", "/SubmitForm", "/GoToR", "/GoToE", "/Thread"}  # harmless behind a click
_SUITE_TOLEREE = 1024  # bytes after the end of a PDF: some printers add a few
_ACTIONS_MAX = 10_000  # followed one from another: a chain that turns round ends
_NON_LUS = ("stream data", "unfilterable", "bad_alloc", "deeply nested")  # qpdf's words
_FIN_ZIP, _TAILLE_FIN_ZIP = b"PK\x05\x06", 22

ABIME = (
    "Ce PDF est incomplet ou abîmé. Ouvrez-le sur votre appareil, puis enregistrez-le de nouveau."
)
CACHE = (
    "Ce PDF contient un autre fichier caché. Enregistrez-le de nouveau en PDF, ou prenez-le en"
    " photo."
)
LANCE = (
    "Ce PDF essaie d’ouvrir un programme sur l’ordinateur de qui le lit. Imprimez-le en PDF, ou"
    " prenez-le en photo, puis envoyez cette copie."
)
SORT = (
    "Ce PDF se connecte à un autre site ou ouvre un autre fichier dès qu’il est lu. Imprimez-le en"
    " PDF, ou prenez-le en photo, puis envoyez cette copie."
)
SOUS_CLE = (
    "Ce PDF est protégé par un mot de passe\u00a0: nos services ne pourraient pas l’ouvrir."
    " Enregistrez-le sans mot de passe, ou prenez-le en photo, puis envoyez cette copie."
)


def verifier(contenu: bytes) -> bytes:
    """Nothing: a PDF is kept as it is. Refus: why this one is not taken."""
    _verifier_les_bouts(contenu)
    try:
        with pikepdf.open(io.BytesIO(contenu)) as document:
            for dictionnaire in _dictionnaires(document):
                _verifier_le_dictionnaire(dictionnaire)
            _exiger_d_avoir_tout_lu(document)
    except pikepdf.PasswordError:
        raise Refus(SOUS_CLE) from None
    except pikepdf.PdfError:
        raise Refus(ABIME) from None
    return b""


def _verifier_les_bouts(contenu: bytes) -> None:
    """A PDF begins at its first byte, ends by its mark, and no other file stands behind it."""
    debut_suite = contenu.rfind(b"%%EOF")
    suite = contenu[debut_suite + 5 :]
    complet = contenu.startswith(b"%PDF-") and debut_suite > 0 and b"startxref" in contenu
    if not complet or len(suite.strip(b"\x00\r\n\t ")) > _SUITE_TOLEREE:
        raise Refus(ABIME)
    cachee = (
        b"PK\x03\x04" in suite
        or b"PK\x05\x06" in suite
        or re.search(rb"<\s*(html|script|body)", suite, re.IGNORECASE)
    )
    if cachee or _est_aussi_un_zip(contenu):
        raise Refus(CACHE)


def _est_aussi_un_zip(contenu: bytes) -> bool:
    """Whether a program that opens ZIP files would: their directory is found from the end."""
    debut = contenu.rfind(_FIN_ZIP)
    if debut < 0 or len(contenu) - debut < _TAILLE_FIN_ZIP:
        return False
    (commentaire,) = struct.unpack_from("<H", contenu, debut + _TAILLE_FIN_ZIP - 2)
    return len(contenu) - debut - _TAILLE_FIN_ZIP == commentaire


def _dictionnaires(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary: alone, within another, or within objects compressed or encrypted."""
    for objet in document.objects:
        a_lire = [objet]
        while a_lire:
            lu = a_lire.pop()
            if isinstance(lu, pikepdf.Array):
                a_lire += (un for un in lu if _est_dedans(un))
            elif isinstance(lu, pikepdf.Dictionary | pikepdf.Stream):
                yield lu
                a_lire += (un for _cle, un in lu.items() if _est_dedans(un))


def _exiger_d_avoir_tout_lu(document: pikepdf.Pdf) -> None:
    """Without memory, or before a compression it does not know, qpdf goes on and shows nothing
    where objects were: what it has not seen, a reader might. Refus: that is so. Only streams of
    objects are unpacked here, never pages."""
    plaintes = " ".join(document.get_warnings())
    if any(signe in plaintes for signe in _NON_LUS):
        raise Refus(ABIME)


def _est_dedans(valeur: object) -> bool:
    """Whether it is written here, rather than an object that has its own turn."""
    return isinstance(valeur, pikepdf.Array | pikepdf.Dictionary) and not valeur.is_indirect


def _verifier_le_dictionnaire(dictionnaire: pikepdf.Object) -> None:
    if _nom(dictionnaire, "/S") in _LANCENT or _nom(dictionnaire, "/Subtype") in _LECTEURS:
        raise Refus(LANCE)
    declenchees = [dictionnaire.get("/OpenAction")]
    if isinstance(automatiques := dictionnaire.get("/AA"), pikepdf.Dictionary):
        declenchees += [action for _cle, action in automatiques.items()]
    if any(_nom(action, "/S") in _SORTENT for action in _enchainees(declenchees)):
        raise Refus(SORT)


def _enchainees(actions: list) -> Iterator[pikepdf.Object]:
    """These actions and those that follow them (/Next: one, or several)."""
    vues = 0
    while actions:
        action = actions.pop()
        if isinstance(action, pikepdf.Array):
            actions += list(action)
        elif isinstance(action, pikepdf.Dictionary):
            yield action
            actions.append(action.get("/Next"))
        if (vues := vues + 1) > _ACTIONS_MAX:
            raise Refus(ABIME)


def _nom(dictionnaire: pikepdf.Object, cle: str) -> str:
    """The name under this key, its escapes read, wherever it is written; "" for anything else."""
    valeur = dictionnaire.get(cle)
    return str(valeur) if isinstance(valeur, pikepdf.Name) else ""
