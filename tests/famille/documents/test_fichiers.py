"""What a family may send, and what is kept of it (G15)."""

import io
import struct
import tracemalloc
import zlib

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from famille.dossier.documents.fichiers import FichierRefuse, nettoyer_nom, verifier

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count"
    b" 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0"
    b" 3\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
)
ORIENTATION, GPS = 0x0112, 0x8825


def photo(format_="JPEG", taille=(60, 40), **options):
    sortie = io.BytesIO()
    Image.new("RGB", taille, "orange").save(sortie, format_, **options)
    return sortie.getvalue()


def exif_de_vacances():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Telephone de Camille"
    exif.get_ifd(GPS).update({1: "N", 2: (46.0, 48.0, 36.0), 3: "E", 4: (1.0, 41.0, 24.0)})
    return exif


def envoi(contenu, nom="facture.pdf"):
    return SimpleUploadedFile(nom, contenu)


def png_declarant(largeur, hauteur):
    def morceau(nom, contenu):
        return (
            struct.pack(">I", len(contenu))
            + nom
            + contenu
            + struct.pack(">I", zlib.crc32(nom + contenu))
        )

    entete = morceau(b"IHDR", struct.pack(">IIBBBBB", largeur, hauteur, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n"
        + entete
        + morceau(b"IDAT", zlib.compress(b"\0" * 1000))
        + morceau(b"IEND", b"")
    )


def test_a_pdf_is_kept_as_it_is():
    verifie = verifier(envoi(PDF))
    assert (verifie.type_mime, verifie.contenu, verifie.nom) == (
        "application/pdf",
        PDF,
        "facture.pdf",
    )


@pytest.mark.parametrize(
    "contenu",
    [
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00" + b"\0" * 200,
        b"PK\x03\x04" + b"\0" * 200,
        b"GIF89a" + b"\0" * 200,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
    ids=["html", "exe", "zip", "gif", "svg"],
)
def test_what_is_not_a_paper_is_refused_whatever_its_name(contenu):
    with pytest.raises(FichierRefuse, match="PDF, JPEG, PNG ou HEIC"):
        verifier(envoi(contenu, "facture.pdf"))


def test_an_empty_file_is_refused():
    with pytest.raises(FichierRefuse, match="vide"):
        verifier(envoi(b""))


def test_a_file_of_30_mb_is_refused_with_its_weight_and_the_limit():
    with pytest.raises(FichierRefuse, match=r"pèse 30\u00a0Mo, et le maximum est de 10\u00a0Mo"):
        verifier(envoi(PDF + b"\0" * (30 * 1024 * 1024 - len(PDF))))


@pytest.mark.parametrize(
    "contenu", [PDF[:-40], b"\n" + PDF, PDF + b"x" * 2000], ids=["cut", "shifted", "tail"]
)
def test_a_damaged_pdf_is_refused(contenu):
    with pytest.raises(FichierRefuse):
        verifier(envoi(contenu))


@pytest.mark.parametrize(
    "suite", [b"PK\x03\x04abc", b"<html>", b"<script >alert(1)"], ids=["zip", "html", "script"]
)
def test_a_pdf_with_another_file_behind_is_refused(suite):
    with pytest.raises(FichierRefuse, match="caché"):
        verifier(envoi(PDF + suite))


@pytest.mark.parametrize("taille", [(50_000, 50_000), (8_000, 8_000)])
def test_a_picture_bomb_is_refused_without_being_unpacked(taille):
    tracemalloc.start()
    with pytest.raises(FichierRefuse, match="trop de points"):
        verifier(envoi(png_declarant(*taille), "photo.png"))
    _maintenant, pointe = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pointe < 20 * 1024 * 1024


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_a_cut_picture_is_refused(format_):
    contenu = photo(format_, (400, 300))
    with pytest.raises(FichierRefuse, match="abîmée"):
        verifier(envoi(contenu[: len(contenu) // 2], "photo"))


@pytest.mark.parametrize("format_", ["JPEG", "PNG"])
def test_a_photo_loses_its_place_and_its_device_and_stays_upright(format_):
    verifie = verifier(envoi(photo(format_, exif=exif_de_vacances()), "photo.bin"))
    exif = Image.open(io.BytesIO(verifie.contenu)).getexif()
    assert dict(exif) == {ORIENTATION: 6}
    assert b"Camille" not in verifie.contenu
    assert not exif.get_ifd(GPS)


def test_a_png_loses_its_hidden_texts():
    from PIL.PngImagePlugin import PngInfo

    textes = PngInfo()
    textes.add_text("XML:com.adobe.xmp", "<exif:GPSLatitude>46,48N</exif:GPSLatitude>")
    assert b"GPSLatitude" not in verifier(envoi(photo("PNG", pnginfo=textes), "a.png")).contenu


def test_a_jpeg_loses_its_xmp_and_what_stands_behind_it():
    contenu = (
        photo(xmp=b"<exif:GPSLatitude>46,48N</exif:GPSLatitude>", comment=b"chez Camille")
        + b"<script>PK\x03\x04"
    )
    verifie = verifier(envoi(contenu, "photo.jpg"))
    assert not [
        trace for trace in (b"GPSLatitude", b"Camille", b"<script>") if trace in verifie.contenu
    ]


def test_a_jpeg_keeps_its_quality_and_its_colours():
    profil = b"\0" * 128
    avant = photo(quality=92, icc_profile=profil, taille=(200, 200))
    apres = Image.open(io.BytesIO(verifier(envoi(avant, "a.jpg")).contenu))
    assert apres.quantization == Image.open(io.BytesIO(avant)).quantization
    assert apres.info["icc_profile"] == profil


def test_a_heic_becomes_an_upright_jpeg_without_its_place():
    pillow_heif.register_heif_opener()
    contenu = photo("HEIF", (60, 40), exif=exif_de_vacances().tobytes())
    verifie = verifier(envoi(contenu, "IMG_0042.HEIC"))
    image = Image.open(io.BytesIO(verifie.contenu))
    assert (verifie.nom, verifie.type_mime, image.format) == ("IMG_0042.jpg", "image/jpeg", "JPEG")
    assert image.size == (40, 60)
    assert not dict(image.getexif())


def test_a_cut_heic_is_refused():
    pillow_heif.register_heif_opener()
    contenu = photo("HEIF", (300, 300))
    with pytest.raises(FichierRefuse, match="abîmée"):
        verifier(envoi(contenu[: len(contenu) - 60], "photo.heic"))


@pytest.mark.parametrize(
    ("nom", "propre"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Camille\\facture.pdf", "facture.pdf"),
        ("facture.pdf.exe.pdf", "facture.pdf.exe.pdf"),
        ("factu\u202erfdp.exe\r\nX: y", "factu rfdp.exe X- y.pdf"),
        ("photo.HEIC", "photo.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        ("é" * 300 + ".pdf", "é" * 100 + ".pdf"),
    ],
)
def test_a_name_is_made_harmless(nom, propre):
    assert nettoyer_nom(nom, ".pdf") == propre
