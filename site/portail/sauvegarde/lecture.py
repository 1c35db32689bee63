"""Brings an archive back: read whole before anything changes, then compared with its manifest once
in place."""

import contextlib
import gzip
import tarfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.db import connection

from . import bases, chiffrement, fichiers
from .atelier import atelier
from .manifeste import (
    ABIMEE,
    NOM,
    Manifeste,
    SauvegardeRefusee,
    empreintes_des_cles,
    inconnues,
    lu,
    trop_ancienne,
)

# A base that holds one of these is somebody's.
DES_GENS = ("famille_utilisateur", "famille_foyer")


def verifier(chemin: Path, suivre: Callable, identites: Sequence = ()) -> Manifeste:
    """The manifest of an archive read from end to end. `identites`: the private keys of one that is
    encrypted. SauvegardeRefusee: damaged, of another installation, or encrypted for another key."""
    trouves: dict[str, list] = {}
    manifeste = None
    with _lisible(chemin):
        for entree, flux in suivre(_parcourir(chemin, identites), "Vérification de l’archive"):
            if entree.name == NOM:
                manifeste = lu(flux.read())
            else:
                trouves[entree.name] = fichiers.Empreinte(flux).epuiser().constat
    if manifeste is None or trouves != manifeste.fichiers:
        raise SauvegardeRefusee(ABIMEE)
    _exiger_une_suite(manifeste)
    return manifeste


def _exiger_une_suite(manifeste: Manifeste) -> None:
    """This installation can hold what the archive brings."""
    if manifeste.base != connection.vendor:
        raise SauvegardeRefusee(
            f"Cette sauvegarde vient d’une base {manifeste.base}, et PORTAIL_BASE mène à une base"
            f" {connection.vendor} : restaurez-la sur une base de même nature."
        )
    if trop_ancienne(set(manifeste.migrations)):
        raise SauvegardeRefusee(
            "Cette sauvegarde date d’avant la version 0.2.0, et ne se restaure pas sur celle-ci."
        )
    if nouvelles := inconnues(manifeste.migrations):
        raise SauvegardeRefusee(
            f"Cette sauvegarde vient d’une version plus récente du portail ({manifeste.version},"
            f" {nouvelles[-1]}) : installez cette version, puis recommencez."
        )


def ce_qui_est_deja_la() -> str:
    """What this installation holds, in words; "" when it is empty."""
    presentes = set(bases.noms_des_tables())
    with connection.cursor() as curseur:
        for table in (nom for nom in DES_GENS if nom in presentes):
            curseur.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name of ours
            [nombre] = curseur.fetchone()
            if nombre:
                return "des comptes ou des foyers"
    return "des fichiers privés" if next(fichiers.lister("prive"), None) else ""


def restaurer(
    chemin: Path,
    manifeste: Manifeste,
    dire: Callable[[str], object],
    suivre: Callable,
    identites: Sequence = (),
) -> None:
    """Put everything in place; files that are there under the same name are replaced, no other is
    touched."""
    with atelier() as etabli:
        for entree, flux in suivre(_parcourir(chemin, identites), "Restauration des fichiers"):
            part, _, nom = entree.name.partition("/")
            if entree.name == bases.nom_du_cliche():
                source = etabli / entree.name
                with source.open("wb") as cible:
                    while octets := flux.read(1024 * 1024):
                        cible.write(octets)
                dire("Base de données…")
                bases.restaurer(source)
                source.unlink()
            elif (
                part in fichiers.PARTS
                and nom
                and not fichiers.poser(fichiers.stockage(part), nom, flux)
            ):
                raise SauvegardeRefusee(
                    f"Le fichier {part}/{nom} n’a pas pu reprendre sa place : libérez-la, et"
                    " recommencez."
                )


def comparer(manifeste: Manifeste, suivre: Callable) -> list[str]:
    """What differs between the installation and the manifest, in words; empty when all is as it
    was."""
    comptes = bases.compter()
    ecarts = [
        f"table {table} : {comptes.get(table, 0)} lignes au lieu de {attendu}"
        for table, attendu in manifeste.tables.items()
        if comptes.get(table) != attendu
    ]
    noms = [nom for nom in manifeste.fichiers if "/" in nom]
    for chemin in suivre(noms, "Comparaison des fichiers"):
        part, _, nom = chemin.partition("/")
        try:
            egal = fichiers.constat(part, nom) == manifeste.fichiers[chemin]
        except FileNotFoundError:
            egal = False
        if not egal:
            ecarts.append(f"fichier {chemin} : son contenu n’est pas celui de la sauvegarde")
    return ecarts


def cle_connue(manifeste: Manifeste) -> bool:
    """Whether this site has the key that encrypted what the archive holds."""
    return manifeste.cles[0] in empreintes_des_cles()


@contextlib.contextmanager
def _lisible(chemin: Path) -> Iterator[None]:
    """SauvegardeRefusee, wherever the reading of the archive stumbles."""
    try:
        yield
    except FileNotFoundError as erreur:
        raise SauvegardeRefusee(f"L’archive {chemin} n’existe pas.") from erreur
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as erreur:
        raise SauvegardeRefusee(ABIMEE) from erreur


@contextlib.contextmanager
def _en_clair(chemin: Path, identites: Sequence[Any]) -> Iterator[Any]:
    with chemin.open("rb") as flux:
        if not chiffrement.est_chiffree(chemin):
            yield flux
            return
        with chiffrement.dechiffrer(flux, list(identites)) as clair:
            yield clair


def _parcourir(chemin: Path, identites: Sequence[Any]) -> Iterator[tuple[tarfile.TarInfo, Any]]:
    """Each file of the archive, in order, with its content; read to its last byte, where gzip's own
    check is."""
    with (
        _en_clair(chemin, identites) as clair,
        gzip.open(clair) as flux,
        tarfile.open(fileobj=flux, mode="r|") as archive,
    ):
        for entree in archive:
            if entree.isfile():
                yield entree, archive.extractfile(entree)
        while flux.read(1024 * 1024):
            pass
