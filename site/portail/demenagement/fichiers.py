"""The files of a town go to S3, several at once; each is read again there and compared."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.storage import Storage

from portail.sauvegarde import fichiers

from .arrivee import DemenagementRefuse

FILS = 8


def exiger_des_seaux(lieux: dict[str, Storage]) -> None:
    """DemenagementRefuse: a bucket does not answer, or holds files that this town has not."""
    for part, la_bas in lieux.items():
        with _muet_est_un_refus(part):
            inconnus = sorted(set(fichiers.noms(la_bas)) - set(fichiers.lister(part)))
        if inconnus:
            raise DemenagementRefuse(
                f"Le seau {part} contient des fichiers qui ne sont pas d’ici ({len(inconnus)}, dont"
                f" {inconnus[0]}) : rien n’est changé. Prenez un seau vide, ou videz celui-là s’il"
                " reste d’un essai."
            )


def porter(part: str, la_bas: Storage, suivre: Callable) -> tuple[int, int, int]:
    """Copy what is not there yet: (files, their bytes, how many were copied now).
    DemenagementRefuse: S3 has stopped answering, or keeps something else; what has arrived stays,
    and is not copied again."""
    noms = list(fichiers.lister(part))
    with _muet_est_un_refus(part), ThreadPoolExecutor(FILS) as fils:
        un = partial(_porter_un, part, la_bas)
        portes = list(suivre(fils.map(un, noms), f"Fichiers ({part})"))
    tailles, nouveaux = zip(*portes, strict=True) if portes else ((), ())
    return len(noms), sum(tailles), sum(nouveaux)


def _porter_un(part: str, la_bas: Storage, nom: str) -> tuple[Any, bool]:
    """(bytes, whether it was copied now)."""
    ici = fichiers.constat(part, nom)
    with contextlib.suppress(FileNotFoundError):
        if fichiers.constat_de(la_bas, nom) == ici:
            return ici[0], False
    with fichiers.stockage(part).open(nom) as flux:
        fichiers.poser(la_bas, nom, flux)
    if fichiers.constat_de(la_bas, nom) != ici:
        raise DemenagementRefuse(
            f"Relu à l’arrivée, le fichier {part}/{nom} n’est pas celui de départ : recommencez."
        )
    return ici[0], True


@contextlib.contextmanager
def _muet_est_un_refus(part: str) -> Iterator[None]:
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError, OSError) as erreur:
        raise DemenagementRefuse(
            f"Le seau {part} ne répond pas, ou refuse ({type(erreur).__name__}) : vérifiez les"
            " PORTAIL_S3_…, que les deux seaux existent et que la clé peut y lire, y écrire et les"
            " lister, puis relancez cette commande."
        ) from erreur
