"""Noethysweb (and Noethys desktop's export to it): the dump of its database, `core.json` in a
`.nweb`. One whose archive is encrypted is opened there first, and saved without a password."""

import io
import json
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import IO, Any

from famille.mouvements.reprise.cartes import CarteDeLogiciel
from famille.mouvements.reprise.fichiers import ARCHIVE, DEPLIE_MAX, TableauLu
from famille.socle.erreurs import Refus

from .famille_de_noethys import Recueil

_MORCEAU = 1024 * 1024
_DEBUT = 4096
_NOMS = ("core.json", "data.json")
_LUS = {
    "famille", "individu", "rattachement", "contacturgence", "quotient", "mandat", "scolarite",
    "ecole", "classe", "niveauscolaire", "regimealimentaire",
}  # fmt: skip
# what matters to a town and is not taken: said on the screen
_LAISSES = {
    "inscription": "Inscriptions",
    "consommation": "Consommations",
    "prestation": "Prestations",
    "facture": "Factures",
    "reglement": "Règlements",
    "information": "Informations médicales",
    "vaccin": "Vaccins",
    "piece": "Pièces",
    "assurance": "Assurances",
    "lien": "Liens de parenté",
    "cotisation": "Cotisations",
    "aide": "Aides",
}
ILLISIBLE = (
    "Cette sauvegarde de Noethysweb ne se lit pas : faites-la de nouveau, sans mot de passe, puis"
    " déposez-la."
)
type ObjetDuVidage = dict[str, Any]


def preparer(fichier: IO[bytes], nom: str) -> Iterator[TableauLu] | None:
    dedans = _nom_du_vidage(fichier)
    return None if dedans is None else _tableaux(fichier, dedans)


def _nom_du_vidage(fichier: IO[bytes]) -> str | None:
    """Its name in the archive, "" when the file is the dump itself; None: it is another file."""
    fichier.seek(0)
    try:
        with zipfile.ZipFile(fichier) as archive:
            trouves = [un for un in archive.namelist() if un.rpartition("/")[2] in _NOMS]
            return trouves[0] if trouves else None
    except (zipfile.BadZipFile, OSError, ValueError):
        pass
    finally:
        fichier.seek(0)
    debut = fichier.read(_DEBUT)
    fichier.seek(0)
    return "" if debut.lstrip()[:1] == b"[" and b'"core.' in debut else None


def _tableaux(fichier: IO[bytes], dedans: str) -> Iterator[TableauLu]:
    modeles: dict[str, dict[int, ObjetDuVidage]] = defaultdict(dict)
    laisses: Counter[str] = Counter()
    for objet in _objets(fichier, dedans):
        _app, _point, modele = str(objet.get("model", "")).partition(".")
        if modele in _LUS and isinstance(objet.get("fields"), dict):
            modeles[modele][objet.get("pk", 0)] = objet["fields"]
        elif modele in _LAISSES:
            laisses[_LAISSES[modele]] += 1
    yield from Recueil(modeles).tableaux(laisses.items())


def _objets(fichier: IO[bytes], dedans: str) -> Iterator[ObjetDuVidage]:
    """The objects of the dump, one after the other: it is never whole in memory."""
    if not dedans:
        fichier.seek(0)
        yield from _decoder(fichier)
        return
    with zipfile.ZipFile(fichier) as archive:
        vidage = archive.getinfo(dedans)
        if vidage.file_size > DEPLIE_MAX or vidage.flag_bits & 1:
            raise Refus(ARCHIVE)
        with archive.open(vidage) as ouvert:
            yield from _decoder(ouvert)


def _decoder(fichier: IO[bytes]) -> Iterator[ObjetDuVidage]:
    lecteur, reste = json.JSONDecoder(), ""
    texte = io.TextIOWrapper(fichier, encoding="utf-8-sig", errors="replace")
    try:
        fini = False
        while not fini:
            morceau = texte.read(_MORCEAU)
            fini = not morceau
            reste += morceau
            reste = reste.lstrip("[, \r\n\t]")
            while reste:
                try:
                    objet, fin = lecteur.raw_decode(reste)
                except json.JSONDecodeError:
                    if fini or len(reste) > 64 * _MORCEAU:
                        raise Refus(ILLISIBLE) from None
                    break
                reste = reste[fin:].lstrip("], \r\n\t")
                if isinstance(objet, dict):
                    yield objet
    finally:
        texte.detach()


NOETHYSWEB = CarteDeLogiciel("noethysweb", "Noethysweb", preparer=preparer)
