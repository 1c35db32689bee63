"""Long jobs: started here, run by a task, followed on a page (famille.travaux.bureau).

Each room offers its own kinds of jobs (famille.travaux.genres).
"""

import time
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task

from famille.models import Travail, Utilisateur
from famille.socle.erreurs import Refus
from famille.socle.mesure import compter
from famille.travaux.file import confier, rang

from .genres import genres

TACHE = "famille.travaux.actions.executer"
_ENTRE_DEUX_NOTES = 0.5  # seconds
EXPORTS_PAR_HEURE = 40  # files of an agent: the lists of each centre, one after the other
TROP_D_EXPORTS = (
    "Vous avez demandé beaucoup de fichiers en peu de temps : attendez une heure. Ceux que vous"
    " avez déjà demandés restent à télécharger."
)
Etat = Travail.Etat


class AReprendre(Exception):
    """Raised by a job that has worked long enough for one task; another task resumes it."""


def lancer(
    genre: str, titre: str, parametres: dict[str, Any], *, par: Utilisateur | None
) -> Travail:
    """Write a job; the worker begins it once this transaction is committed. `par`: None when the
    portal itself asks."""
    travail = Travail.objects.create(genre=genre, titre=titre[:160], parametres=parametres, par=par)
    _confier(travail)
    return travail


def lancer_un_export(
    genre: str, titre: str, parametres: dict[str, Any], *, par: Utilisateur
) -> Travail:
    """`lancer`, for a file that an agent downloads. The same export, if unfinished, is returned
    instead. TropSouvent: he has asked for too many in this hour."""
    siens = Travail.objects.filter(genre=genre, par=par, etat__in=[Etat.PRET, Etat.EN_COURS])
    # a job that runs in turns notes its progress there
    if deja := next((un for un in siens if parametres.items() <= un.parametres.items()), None):
        return deja
    compter("export", par, par_heure=EXPORTS_PAR_HEURE, refus=TROP_D_EXPORTS)
    return lancer(genre, titre, parametres, par=par)


def relancer(travail: Travail) -> None:
    """Give to the worker again a job that stopped. What it had done is not done twice."""
    Travail.objects.filter(pk=travail.pk).exclude(etat=Etat.FINI).update(etat=Etat.PRET)
    _confier(travail)


def _confier(travail: Travail) -> None:
    """What a person asked for goes to the queue of what people wait for."""
    confier_a = confier if travail.par_id else async_task
    cle = str(travail.pk)
    transaction.on_commit(lambda: confier_a(TACHE, cle))


def devant(travail: Travail) -> int | None:
    """How many tasks come before this one; None: it is not waiting."""
    return rang(TACHE, str(travail.pk)) if travail.par_id else None


def executer(pk: str | UUID | None) -> str:
    """The state of the job afterwards, "" when it no longer exists. An unforeseen error leaves it
    "en cours": the queue runs it again."""
    travail = Travail.objects.filter(pk=pk).first() if pk else None
    if travail is None or travail.etat in (Etat.FINI, Etat.ECHEC):
        return travail.etat if travail else ""
    Travail.objects.filter(pk=travail.pk, etat=Etat.PRET).update(etat=Etat.EN_COURS)
    fonction = genres()[travail.genre].executer
    try:
        resultat, etat = fonction(travail, Avancement(travail)), Etat.FINI
    except AReprendre:
        _confier(travail)
        return Etat.EN_COURS
    except Refus as refus:
        resultat, etat = {"phrase": str(refus)}, Etat.ECHEC
    # the first of two runs that ends has the last word
    en_cours = Travail.objects.filter(pk=travail.pk, etat__in=[Etat.PRET, Etat.EN_COURS])
    en_cours.update(etat=etat, resultat=resultat, fini_le=timezone.now())
    return etat


class Avancement:
    """`avancer(fait, total)`: the progress of a job, written twice a second at most. `vu_le` shows
    that it is alive."""

    def __init__(self, travail: Travail) -> None:
        self.travail = travail
        self.dernier = 0.0

    def __call__(self, fait: int, total: int) -> None:
        maintenant = time.monotonic()
        if fait < total and maintenant - self.dernier < _ENTRE_DEUX_NOTES:
            return
        self.dernier = maintenant
        vu_le = {"vu_le": timezone.now().isoformat()}
        en_cours = Travail.objects.filter(pk=self.travail.pk, etat__in=[Etat.PRET, Etat.EN_COURS])
        en_cours.update(fait=fait, total=total, resultat=vu_le)
