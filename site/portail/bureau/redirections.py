"""Importing redirections: Wagtail's own screens, given a short text that we have read, and never
the file itself.

Wagtail reads a whole workbook in the request, whatever it says of its size: 200 kB of empty lines
take minutes.
"""

import csv
import io
from pathlib import PurePath

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin import messages
from wagtail.contrib.redirects.views import permission_checker, start_import

from famille.socle.erreurs import Refus
from famille.socle.saisie.tableaux_lus import FORMULE
from reservations.consommation.imports.fichier import lire_lignes

LIGNES_MAX = 2_000  # each is checked and written in the request: some ten seconds
CHAMP = "import_file"
TROP = f"Ce fichier compte plus de {LIGNES_MAX} redirections : importez-les en plusieurs fichiers."
FORMULES = (
    "Ce fichier contient des formules : copiez-le en ne gardant que les valeurs, puis déposez-le de"
    " nouveau."
)


@permission_checker.require_any("add")
def importer(request: HttpRequest) -> HttpResponse:
    """In the place of `wagtailredirects:start_import`, at its address."""
    if fichier := request.FILES.get(CHAMP):
        try:
            texte = _en_csv(fichier)
        except Refus as refus:
            messages.error(request, str(refus))
            return redirect("wagtailredirects:start_import")
        request.FILES[CHAMP] = SimpleUploadedFile(
            f"{PurePath(fichier.name or '').stem}.csv", texte.encode()
        )
    return start_import(request)


def _en_csv(fichier: UploadedFile) -> str:
    """Its lines, as Wagtail reads them. Refus: no table, or too long."""
    ecrit = io.StringIO()
    ligne_csv = csv.writer(ecrit)
    for rang, (_numero, cellules) in enumerate(lire_lignes(fichier)):
        if rang > LIGNES_MAX:  # beside the titles
            raise Refus(TROP)
        if FORMULE in cellules:
            raise Refus(FORMULES)
        ligne_csv.writerow("" if cellule is None else cellule for cellule in cellules)
    return ecrit.getvalue()
