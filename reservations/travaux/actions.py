"""Long jobs done by the worker: started here, run by a task, followed on their page
(gestion.vues_travaux).

A job is a function named in `GENRES`, called with the Travail and `avancer`: it may run twice, at
once even, and starts again where it was. It returns what its page says: dict(phrase, and what its
template needs).
"""

import time

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.tasks import async_task

from famille.socle.erreurs import Refus
from reservations.models import Travail

# kind -> (function(travail, avancer) -> dict, permission that its page asks for); other rooms name
# theirs in TRAVAUX
GENRES = {
    "creneaux": ("reservations.planning.creneaux.executer", "reservations.planifier_reservation"),
    "places": (
        "reservations.planning.plusieurs_jours.executer",
        "reservations.planifier_reservation",
    ),
    "evenement": (
        "reservations.planning.evenements.executer",
        "reservations.planifier_reservation",
    ),
    "evenement-retrait": (
        "reservations.planning.retrait.executer",
        "reservations.planifier_reservation",
    ),
    "facturation": (
        "reservations.facturation.actions.executer_calcul",
        "reservations.facturer_campagnefacturation",
    ),
    "facturation-publication": (
        "reservations.facturation.publication.executer_publication",
        "reservations.facturer_campagnefacturation",
    ),
    "consommation-lecture": (
        "reservations.consommation.imports.actions.executer_lecture",
        "reservations.importer_consommation",
    ),
    "consommation-import": (
        "reservations.consommation.imports.actions.executer_import",
        "reservations.importer_consommation",
    ),
    "envoi": ("reservations.envois.actions.executer", "famille.ecrire_aux_familles"),
    "export": ("reservations.planning.exports.executer", "reservations.planifier_reservation"),
} | {
    genre: (travail["fonction"], travail["permission"])
    for genre, travail in settings.TRAVAUX.items()
}
TACHE = "reservations.travaux.actions.executer"
_ENTRE_DEUX_NOTES = 0.5  # seconds
Etat = Travail.Etat


class AReprendre(Exception):
    """Raised by a job that has worked long enough for one task: it goes on in another, from where
    it was."""


def lancer(genre, titre, parametres, *, par):
    """Travail: written now, begun by the worker once this transaction is kept."""
    travail = Travail.objects.create(genre=genre, titre=titre[:160], parametres=parametres, par=par)
    _confier(travail)
    return travail


def relancer(travail):
    """Give to the worker again a job that stopped. What it had done is not done twice."""
    Travail.objects.filter(pk=travail.pk).exclude(etat=Etat.FINI).update(etat=Etat.PRET)
    _confier(travail)


def _confier(travail):
    cle = str(travail.pk)
    transaction.on_commit(lambda: async_task(TACHE, cle))


def executer(pk):
    """str: the state of the job afterwards, "" when it no longer exists. An unforeseen error leaves
    it "en cours": the queue runs it again."""
    travail = Travail.objects.filter(pk=pk).first()
    if travail is None or travail.etat in (Etat.FINI, Etat.ECHEC):
        return travail.etat if travail else ""
    Travail.objects.filter(pk=pk, etat=Etat.PRET).update(etat=Etat.EN_COURS)
    fonction = import_string(GENRES[travail.genre][0])
    try:
        resultat, etat = fonction(travail, Avancement(travail)), Etat.FINI
    except AReprendre:
        _confier(travail)
        return Etat.EN_COURS
    except Refus as refus:
        resultat, etat = {"phrase": str(refus)}, Etat.ECHEC
    _finir(travail, etat, resultat)
    return etat


def _finir(travail, etat, resultat):
    """The first of two runs that ends has the last word."""
    en_cours = Travail.objects.filter(pk=travail.pk, etat__in=[Etat.PRET, Etat.EN_COURS])
    en_cours.update(etat=etat, resultat=resultat, fini_le=timezone.now())


class Avancement:
    """`avancer(fait, total)`: how far the job is, written twice a second at most. `vu_le` says that
    it lives."""

    def __init__(self, travail):
        self.travail = travail
        self.dernier = 0.0

    def __call__(self, fait, total):
        maintenant = time.monotonic()
        if fait < total and maintenant - self.dernier < _ENTRE_DEUX_NOTES:
            return
        self.dernier = maintenant
        vu_le = {"vu_le": timezone.now().isoformat()}
        en_cours = Travail.objects.filter(pk=self.travail.pk, etat__in=[Etat.PRET, Etat.EN_COURS])
        en_cours.update(fait=fait, total=total, resultat=vu_le)
