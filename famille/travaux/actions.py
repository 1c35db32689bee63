"""A long job is started here, run by a task, followed on its page (famille.travaux.bureau).

Its kind is offered by the room that it is of (famille.travaux.genres).
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
    """Raised by a job that has worked long enough for one task: it goes on in another, from where
    it was."""


def lancer(
    genre: str, titre: str, parametres: dict[str, Any], *, par: Utilisateur | None
) -> Travail:
    """Written now, begun by the worker once this transaction is kept. `par`: None when the portal
    itself asks."""
    travail = Travail.objects.create(genre=genre, titre=titre[:160], parametres=parametres, par=par)
    _confier(travail)
    return travail


def lancer_un_export(
    genre: str, titre: str, parametres: dict[str, Any], *, par: Utilisateur
) -> Travail:
    """`lancer`, for a file that an agent takes away. What he has asked already and is not finished
    is given back. TropSouvent: he has asked for enough in this hour."""
    siens = Travail.objects.filter(genre=genre, par=par, etat__in=[Etat.PRET, Etat.EN_COURS])
    # one that has turns notes there how far it is
    if deja := next((un for un in siens if parametres.items() <= un.parametres.items()), None):
        return deja
    compter("export", par, par_heure=EXPORTS_PAR_HEURE, refus=TROP_D_EXPORTS)
    return lancer(genre, titre, parametres, par=par)


def relancer(travail: Travail) -> None:
    """Give to the worker again a job that stopped. What it had done is not done twice."""
    Travail.objects.filter(pk=travail.pk).exclude(etat=Etat.FINI).update(etat=Etat.PRET)
    _confier(travail)


def _confier(travail: Travail) -> None:
    """Somebody waits for what he has asked, not for what the portal asks itself."""
    confier_a = confier if travail.par_id else async_task
    cle = str(travail.pk)
    transaction.on_commit(lambda: confier_a(TACHE, cle))


def devant(travail: Travail) -> int | None:
    """How many jobs are to be begun before this one; None: it is not waiting for its turn."""
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
    """`avancer(fait, total)`: how far the job is, written twice a second at most. `vu_le` says that
    it lives."""

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
