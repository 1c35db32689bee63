"""What is past its period is listed, deleted by lots and counted (docs/comprendre/donnees.md)."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import batched
from typing import Any

from django.utils import timezone

from famille.models import Purge, ReglageConservation, Utilisateur
from famille.regles.conservation import limite

from . import Poste, PosteAilleurs, de_toutes

LOT = 200
A_LIRE = timedelta(days=7)  # that the town has, to read its first list before the schedule deletes
MEMOIRE = timedelta(days=3653)  # of what was purged


@dataclass(frozen=True)
class Due:
    """One kind: `limite`, the day before which it goes, None while not set; how many now."""

    code: str
    titre: str
    limite: date | None
    nombre: int
    ailleurs: bool = False
    duree: str = ""  # its period in DUREES


def lister(*, duree: str = "") -> list[Due]:
    """What a purge of today would delete; nothing is written. Of one period of DUREES only, where
    `duree` says which: the folders of files are not walked through for it."""
    jour = timezone.localdate()
    durees = ReglageConservation.lire().en_vigueur(jour)
    return [_due(poste, durees, jour) for poste in _postes(duree)]


def _due(poste: Poste, durees: dict[str, Any], jour: date) -> Due:
    if isinstance(poste, PosteAilleurs):
        return Due(poste.code, poste.titre, None, poste.compter(), ailleurs=True)
    if poste.duree not in durees:
        return Due(poste.code, poste.titre, None, 0, duree=poste.duree)
    borne = limite(poste.duree, durees[poste.duree], jour)
    return Due(poste.code, poste.titre, borne, len(poste.cles(borne)), duree=poste.duree)


def executer(purge: Purge, *, jusqu_a: float | None = None, duree: str = "") -> bool:
    """Delete what is past its period, a lot whole or not at all, and count it in `purge`; of one
    period of DUREES only, where `duree` says which. False: `jusqu_a` (time.monotonic) came before
    the end; called again, it goes on."""
    jour = timezone.localdate()
    durees = ReglageConservation.lire().en_vigueur(jour)
    for poste in _postes(duree):
        for code, nombre, borne in _lots(poste, durees, jour):
            _compter(purge, code, nombre, borne)
            if jusqu_a and nombre and time.monotonic() >= jusqu_a:
                return False
    Purge.objects.filter(pk=purge.pk, finie_le=None).update(finie_le=timezone.now())
    Purge.objects.filter(finie_le__lt=timezone.now() - MEMOIRE).delete()
    return True


def _postes(duree: str) -> list[Poste]:
    tous = de_toutes("POSTES")
    if not duree:
        return tous
    return [une for une in tous if isinstance(une, Poste) and une.duree == duree]


def _lots(poste: Poste, durees: dict[str, Any], jour: date) -> Iterator[Any]:
    """(code, how many, limit) of each lot deleted."""
    if isinstance(poste, PosteAilleurs):
        yield poste.code, poste.effacer(), None
    elif poste.duree in durees:
        borne = limite(poste.duree, durees[poste.duree], jour)
        for lot in batched(poste.cles(borne), LOT, strict=False):
            yield poste.code, poste.effacer(list(lot), borne), borne


def _compter(purge: Purge, code: str, nombre: int, borne: date | None) -> None:
    if not nombre:
        return
    purge.comptes[code] = purge.comptes.get(code, 0) + nombre
    if borne:
        purge.limites[code] = borne.isoformat()
    purge.save(update_fields=["comptes", "limites"])


def purger(*, par: Utilisateur | None = None, duree: str = "") -> Purge:
    """Everything at once, by hand; or what one period of DUREES keeps no more."""
    purge = Purge.objects.create(par=par)
    executer(purge, duree=duree)
    return Purge.objects.get(pk=purge.pk)


def purger_du_mois(*, duree: float) -> bool:
    """Whether the month's own purge is over. Where periods are in force and the town has not
    switched it off; `duree`: seconds of this turn."""
    reglage, jour = ReglageConservation.lire(), timezone.localdate()
    if not (reglage.purge_automatique and reglage.en_vigueur(jour)):
        return False
    purge, _nouvelle = Purge.objects.get_or_create(mois=jour.replace(day=1))
    if purge.finie_le:
        return True
    if not Purge.objects.exclude(finie_le=None).exists():  # the town reads its first list
        premiere = Purge.objects.earliest("commencee_le").commencee_le
        if premiere > timezone.now() - A_LIRE:
            return False
    return executer(purge, jusqu_a=time.monotonic() + duree)
