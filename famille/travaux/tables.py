"""A table as the file of a job: CSV, or a workbook. One longer than a task has time for is several
workbooks in an archive: each is written in a turn of the job, and kept until the last is."""

import json
import shutil
import zipfile
from collections.abc import Callable, Iterable
from typing import IO, Any

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet

from famille.journal.modifications import noter_export
from famille.models import Consultation, Travail
from famille.socle.pages_de_cles import cles_de, pages
from famille.socle.tableaux import TABLEAUX, XLSX

from .actions import AReprendre, Avancement
from .fichiers import deposer, ecrire_un_fichier

PAR_CLASSEUR = 50_000  # lines; a workbook takes twice as long as a CSV
PARTIES = "parties"  # of a job's `parametres`: the paths of its keys, then of each workbook

type Valeurs = Callable[[list[Any]], Iterable[tuple[Iterable[int], list[Any]]]]


def deposer_un_tableau(
    travail: Travail,
    avancer: Avancement,
    nom: str,
    titres: list[str],
    lignes: QuerySet[Any],
    valeurs: Valeurs,
    *,
    trace: str,
) -> str:
    """Write the job's file, "<nom>.<format>", and tell each household, `trace`, who took its lines
    away: both or neither. What its sentence adds: "", or in how many workbooks it is.

    `valeurs`: of a page of `lignes` (see `par_pages`), (keys of households, cells) of each.
    AReprendre: a workbook is written, the next turn goes on behind it.
    """
    if travail.fichier:  # by a run that was stopped before it could say so
        return ""
    sorte = travail.parametres["format"]
    cles, foyers = _cles(lignes, travail.parametres.get(PARTIES, [])), set[int]()

    def ecrire(fichier: IO[bytes], de: int = 0, a: int = len(cles)) -> None:
        tableau, fait = TABLEAUX[sorte](fichier, titres), de
        for page in pages(lignes, cles[de:a]):
            for siens, cellules in valeurs(page):
                tableau.ajouter(cellules)
                foyers.update(siens)
            fait += len(page)
            avancer(fait, len(cles))
        tableau.finir()

    def dire() -> None:
        noter_export(foyers - _prevenus(travail, trace), trace, par=travail.demandeur)

    if sorte != XLSX or len(cles) <= PAR_CLASSEUR:
        deposer(travail, sorte, f"{nom}.{sorte}", ecrire, avec=dire)
        return ""
    return _par_parties(travail, nom, cles, ecrire, dire)


def _par_parties(
    travail: Travail,
    nom: str,
    cles: list[Any],
    ecrire: Callable[[IO[bytes], int, int], None],
    dire: Callable[[], None],
) -> str:
    """One turn: the next workbook, or the archive of all."""
    gardees = json.dumps(cles, default=str).encode()
    parties = travail.parametres.get(PARTIES) or [
        ecrire_un_fichier("json", lambda fichier: fichier.write(gardees))
    ]
    classeurs = parties[1:]
    de = len(classeurs) * PAR_CLASSEUR
    if de < len(cles):
        classeur = ecrire_un_fichier(XLSX, lambda un: ecrire(un, de, de + PAR_CLASSEUR))
        _noter(travail, [*parties, classeur], dire)
        raise AReprendre
    deposer(travail, "zip", f"{nom}.zip", lambda un: _reunir(un, classeurs, nom))
    for chemin in parties:
        storages["prive"].delete(chemin)
    return f" L’archive contient {len(classeurs)} classeurs."


def _cles(lignes: QuerySet[Any], parties: list[str]) -> list[Any]:
    """The keys read in the first turn: a row that comes or goes meanwhile moves no other from one
    workbook to the next."""
    if not parties:
        return cles_de(lignes)
    with storages["prive"].open(parties[0]) as fichier:
        return [lignes.model._meta.pk.to_python(cle) for cle in json.load(fichier)]


def _noter(travail: Travail, parties: list[str], dire: Callable[[], None]) -> None:
    """One more workbook; of two runs of a turn, the first one's."""
    with transaction.atomic():
        tenu = Travail.objects.select_for_update().get(pk=travail.pk)
        if tenu.parametres.get(PARTIES) == travail.parametres.get(PARTIES):
            tenu.parametres[PARTIES] = parties
            tenu.save(update_fields=["parametres"])
            dire()
    for chemin in set(parties) - set(tenu.parametres.get(PARTIES, [])):
        storages["prive"].delete(chemin)


def _prevenus(travail: Travail, trace: str) -> set[int]:
    """The households that an earlier workbook of this job has told."""
    if not travail.parametres.get(PARTIES):
        return set()
    dites = Consultation.objects.filter(quoi=trace[:200], par=travail.par, le__gte=travail.cree_le)
    return set(dites.values_list("foyer", flat=True))


def _reunir(fichier: IO[bytes], classeurs: list[str], nom: str) -> None:
    with zipfile.ZipFile(fichier, "w") as archive:  # workbooks are compressed already
        for rang, chemin in enumerate(classeurs, start=1):
            with (
                storages["prive"].open(chemin) as classeur,
                archive.open(f"{nom}-{rang}.{XLSX}", "w") as entree,
            ):
                shutil.copyfileobj(classeur, entree)
