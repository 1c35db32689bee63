"""Files of counts for the tests: as people write them, and as nobody should."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

ENTETES = [
    "Nom",
    "Prénom",
    "Date de naissance",
    "École",
    "Activité",
    "Date",
    "Quantité",
    "Présence",
]
LEA = ["Martin", "Léa", "14/03/2018", "", "Restaurant scolaire", "05/11/2026", "1", ""]
HUGO = ["Martin", "Hugo", "02/06/2021", "", "Restaurant scolaire", "05/11/2026", "1", ""]


def csv(*lignes, entetes=ENTETES, separateur=";", codage="utf-8"):
    textes = [separateur.join(ligne) for ligne in (entetes, *lignes)]
    return "\n".join(textes).encode(codage)


def xlsx(*lignes, entetes=ENTETES):
    classeur = Workbook()
    for ligne in (entetes, *lignes):
        classeur.active.append(ligne)
    fichier = io.BytesIO()
    classeur.save(fichier)
    return fichier.getvalue()


def bombe():
    """A few kilobytes that unzip to 200 MB."""
    fichier = io.BytesIO()
    with zipfile.ZipFile(fichier, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", bytes(200 * 1024 * 1024))
    return fichier.getvalue()


def depot(octets, nom="novembre.csv"):
    return SimpleUploadedFile(nom, octets)
