"""Papers that look like papers: one-page PDF files written by hand, and a photo of one, all made
here and of nobody."""

from datetime import date
from io import BytesIO
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from famille.socle.dire import en_lettres

A4 = (595, 842)  # points
COIN, POINT = (56, 710), 1.3  # where a 2D-Doc is printed, from its top; points


def facture_pdf(
    titre: str, nom: str, lignes_adresse: list[str], le: date, *, code: str = ""
) -> bytes:
    """A bill in PDF: who, where, when; the text is real, so that a screen reader and a search find
    it. `code`: the 2D-Doc printed on it."""
    texte = [
        (56, 770, 20, titre),
        (56, 745, 12, f"Date de la facture : {en_lettres(le)}"),
        *((330, 690 - 16 * i, 12, ligne) for i, ligne in enumerate([nom, *lignes_adresse])),
        (56, 590, 12, "Lieu de consommation : à l’adresse ci-dessus"),
        (56, 566, 12, "Montant de la période : 84,60 euros, réglé par prélèvement"),
        (56, 90, 9, "Document fictif de la ville de démonstration. Il n’a aucune valeur."),
    ]
    dessin = "\n".join(
        f"BT /F1 {corps} Tf {x} {y} Td ({_echapper(mots)}) Tj ET" for x, y, corps, mots in texte
    )
    traits = "\n".join(
        f"0.88 g {56} {y} {largeur} 9 re f" for y, largeur in [(520, 480), (500, 400), (480, 440)]
    )
    carre = _data_matrix(code) if code else ""
    return _pdf(f"{dessin}\n{traits}\n{carre}".encode("cp1252", "replace"))


def _data_matrix(code: str) -> str:
    """Its dark points, each a square of the page."""
    lu = zxingcpp.create_barcode(code.encode(), zxingcpp.BarcodeFormat.DataMatrix)
    lignes: Any = memoryview(lu.to_image(scale=1)).tolist()
    carres = (
        f"{COIN[0] + x * POINT:.1f} {COIN[1] - y * POINT:.1f} {POINT} {POINT} re"
        for y, ligne in enumerate(lignes)
        for x, point in enumerate(ligne)
        if point == 0
    )
    return f"0 g {' '.join(carres)} f"


def _echapper(mots: str) -> str:
    return mots.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _pdf(contenu: bytes) -> bytes:
    """The smallest whole PDF around a page's drawing: five objects, and the table that says where
    they are."""
    objets = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R /Resources "
        b"<< /Font << /F1 5 0 R >> >> >>" % A4,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(contenu), contenu),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    sortie = BytesIO()
    sortie.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for numero, objet in enumerate(objets, 1):
        places.append(sortie.tell())
        sortie.write(b"%d 0 obj\n%s\nendobj\n" % (numero, objet))
    table = sortie.tell()
    sortie.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objets) + 1))
    sortie.writelines(b"%010d 00000 n \n" % place for place in places)
    sortie.write(
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objets) + 1, table)
    )
    return sortie.getvalue()


def facture_photo(
    titre: str, nom: str, lignes_adresse: list[str], le: date, *, format_image: str = "PNG"
) -> bytes:
    """The same bill as a parent's phone takes it: a little crooked, on a table. `format_image`: PNG
    or JPEG."""
    feuille = Image.new("RGB", (620, 877), "white")
    plume = ImageDraw.Draw(feuille)
    plume.text((60, 60), titre, fill="#1d2b2f", font=ImageFont.load_default(26))
    for i, ligne in enumerate([f"Le {en_lettres(le)}", "", nom, *lignes_adresse]):
        plume.text((60, 120 + 26 * i), ligne, fill="#1d2b2f", font=ImageFont.load_default(18))
    for y in range(420, 700, 36):
        plume.rectangle((60, y, 520 - (y % 5) * 20, y + 10), fill="#e2e6e4")
    plume.text(
        (60, 820),
        "Document fictif de la ville de démonstration.",
        fill="#55666b",
        font=ImageFont.load_default(13),
    )
    photo = Image.new("RGB", (760, 1000), "#7a5c43")
    tournee = feuille.rotate(
        2.5, expand=True, fillcolor="#7a5c43", resample=Image.Resampling.BICUBIC
    )
    photo.paste(tournee, (50, 50))
    sortie = BytesIO()
    photo.save(sortie, format_image, **({"quality": 80} if format_image == "JPEG" else {}))
    return sortie.getvalue()
