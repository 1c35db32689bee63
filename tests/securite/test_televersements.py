"""Files made to harm: what is refused, what is kept, and how what is kept is given back
(docs/comprendre/fichiers.md)."""

import io
import time
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from famille import actions
from famille.dossier.documents.fichiers import FichierRefuse, verifier
from famille.models import Document
from tests.famille.documents.test_fichiers import PDF, envoi, photo

SVG = (
    b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
)
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
LANCE = b"<</Type/Action/S/Launch/F(cmd.exe)>>"


def avec(objet):
    """The PDF of the tests with one object more, before its table of contents."""
    debut, _, fin = PDF.partition(b"xref\n0 3")
    return debut + b"9 0 obj" + objet + b"endobj\n" + b"xref\n0 3" + fin


def cout(action):
    """Seconds of processor that the call takes, whatever else the machine does."""
    avant = time.process_time()
    action()
    return time.process_time() - avant


def zip_de(nom="a.html", contenu=b"<script>alert(1)</script>", commentaire=b""):
    fichier = io.BytesIO()
    with zipfile.ZipFile(fichier, "w") as archive:
        archive.writestr(nom, contenu)
        archive.comment = commentaire
    return fichier.getvalue()


def pdf_et_zip():
    """A PDF that is a ZIP too: the archive in a stream, the end of the PDF in the archive's
    comment."""
    debut, _, fin = PDF.partition(b"xref\n0 3")
    return (
        debut + b"9 0 obj<<>>stream\n" + zip_de(commentaire=b"\nendstream endobj\nxref\n0 3" + fin)
    )


REFUSES = {
    "SVG with a script": (SVG, "photo.svg"),
    "SVG called a picture": (SVG, "photo.png"),
    "HTML called a PDF": (b"<html><script>alert(1)</script>", "a.pdf"),
    "GIF and JavaScript": (b"GIF89a/*\x00\x00*/=1;alert(1)//" + b"\0" * 64, "photo.gif"),
    "GIF called a picture": (b"GIF89a/*\x00\x00*/=1;alert(1)//" + b"\0" * 64, "photo.jpg"),
    "HTML, then a PDF": (b"<script>alert(1)</script>" + PDF, "a.pdf"),
    "a ZIP": (zip_de(), "a.pdf"),
    "an office file": (zip_de("word/document.xml"), "a.docx"),
    "a PDF and a ZIP": (pdf_et_zip(), "a.pdf"),
    "a PDF, then a ZIP": (PDF + zip_de(), "a.pdf"),
    "a PDF, then HTML": (PDF + b"<html><body onload=alert(1)>", "a.pdf"),
    "a PDF that starts a program": (avec(LANCE), "a.pdf"),
    "a program": (b"MZ" + b"\0" * 200, "facture.pdf.exe"),
    "a script of a shell": (b"#!/bin/sh\nrm -rf /\n", "a.pdf"),
}


@pytest.mark.parametrize(("contenu", "nom"), REFUSES.values(), ids=REFUSES)
def test_it_is_refused_with_a_sentence(contenu, nom):
    with pytest.raises(FichierRefuse, match=r"photo|de nouveau|copie"):
        verifier(SimpleUploadedFile(nom, contenu))


def test_the_archive_of_the_test_is_one():
    """Otherwise the refusal above would prove nothing."""
    assert zipfile.ZipFile(io.BytesIO(pdf_et_zip())).namelist() == ["a.html"]


def test_a_pdf_that_unpacks_for_ever_costs_little():
    bombe = zlib.compress(b"\0" * (64 * 1024 * 1024), 9)
    objets = b"".join(
        b"%d 0 obj<<>>stream\n" % n + bombe + b"\nendstream endobj\n" for n in range(10, 110)
    )
    debut, _, fin = PDF.partition(b"xref\n0 3")
    fichier = envoi(debut + objets + b"xref\n0 3" + fin, "a.pdf")
    une_seule = cout(lambda: zlib.decompress(bombe))
    assert cout(lambda: verifier(fichier)) < une_seule  # of its hundred


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_what_is_hidden_in_a_picture_goes(format_):
    contenu = photo(format_) + b"<script>alert(1)</script>" + zip_de()
    assert not [
        signe
        for signe in (b"<script>", b"PK\x03\x04")
        if signe in verifier(envoi(contenu, "a")).contenu
    ]


# Kept: given back so that nothing of it runs


@pytest.fixture
def garde(db, famille_martin):
    """A PDF with a script and an attached file, that an antivirus has found clean."""
    contenu = avec(SCRIPT + b"<</Type/EmbeddedFile>>")
    document = actions.deposer_document(
        envoi(contenu, "../..\\é\x00\u202efdp.exe\r\n.pdf"),
        foyer=famille_martin.foyer,
        par=famille_martin.camille,
    )
    Document.objects.update(etat=Document.Etat.SAIN)
    return document


def test_a_pdf_with_a_script_is_shown_under_a_policy_that_runs_and_loads_nothing(
    garde, connecter, famille_martin
):
    reponse = connecter(famille_martin.camille).get(f"/mes-documents/{garde.pk}/")
    assert reponse["Content-Type"] == "application/pdf"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["X-Frame-Options"] == "SAMEORIGIN"
    politique = reponse["Content-Security-Policy"]
    assert politique.startswith("default-src 'none';")
    assert "script-src" not in politique
    assert reponse["Content-Disposition"].startswith("inline")
    assert reponse["Cache-Control"] == "private, no-store"


def test_downloaded_its_name_holds_neither_a_folder_nor_a_trick(garde, connecter, famille_martin):
    reponse = connecter(famille_martin.camille).get(f"/mes-documents/{garde.pk}/?telecharger=1")
    disposition = reponse["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert disposition.endswith(".pdf")
    assert not [
        signe for signe in ("..", "/", "\\", "\r", "\n", "%00", "%E2%80%AE") if signe in disposition
    ]
    assert "sandbox" in reponse["Content-Security-Policy"]


def test_on_disk_its_name_says_nothing(garde):
    assert "fdp" not in garde.fichier.name
    assert garde.fichier.name.endswith(".pdf")
