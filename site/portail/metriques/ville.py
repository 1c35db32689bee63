"""What the database tells of the town at work, and the state of each part (portail.etat), in twenty
queries whatever it holds, at most once each 30 seconds."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db.models import Count, Min, Q
from django.utils import timezone
from django_q.models import OrmQ, Task
from prometheus_client.core import GaugeMetricFamily as Jauge

from demarches.models import Demande
from famille.courriels.boite_d_envoi import ESSAIS_MAX
from famille.models import Courriel, Document, Paiement
from portail.etat import machine
from portail.etat.constat import A_PREVOIR, ABSENT, PANNE, Memoire
from portail.taches import dernier_battement
from reservations.models import DemandeReservation, Reservation

DUREE = 30  # seconds
JOUR = timedelta(days=1)


class Ville:
    """A collector: the last figures, made again once they are older than `DUREE`."""

    def __init__(self) -> None:
        self._memoire = Memoire(_lire, DUREE)

    def describe(self) -> list[Any]:
        """Nothing: no query when the collector is registered."""
        return []

    def collect(self) -> list[Jauge]:
        return list(self._memoire.lire())


def _lire() -> list[Jauge]:
    lectures = (_taches, _demandes, _reservations, _courriels, _a_suivre, _etat)
    return [figure for lire in lectures for figure in lire()]


def _taches() -> Iterator[Jauge]:
    maintenant = timezone.now()
    file = OrmQ.objects.filter(lock__lte=maintenant).aggregate(
        nombre=Count("pk"), ancien=Min("lock")
    )
    recentes = Task.objects.filter(stopped__gte=maintenant - timedelta(minutes=5))
    bien, mal = Q(success=True), Q(success=False)
    finies = recentes.aggregate(reussie=Count("pk", filter=bien), echouee=Count("pk", filter=mal))
    battement = dernier_battement()
    yield Jauge("portail_taches_en_attente", "Tâches qui attendent un travailleur", file["nombre"])
    yield Jauge(
        "portail_taches_attente_secondes",
        "Âge de la tâche qui attend depuis le plus longtemps",
        (maintenant - file["ancien"]).total_seconds() if file["ancien"] else 0,
    )
    dit = "Tâches finies depuis cinq minutes (250 au plus)"
    yield _par("portail_taches_finies_5min", dit, "resultat", finies)
    if battement:
        age = (maintenant - battement).total_seconds()
        yield Jauge("portail_battement_secondes", "Âge du dernier signe de vie des tâches", age)


def _demandes() -> Iterator[Jauge]:
    nombres = dict(Demande.objects.order_by().values_list("statut").annotate(Count("pk")))
    par_etat = {str(etat.value): nombres.get(etat.value, 0) for etat in Demande.Statut}
    yield _par("portail_demandes", "Demandes, par état", "etat", par_etat)


def _reservations() -> Iterator[Jauge]:
    depuis = timezone.now() - JOUR
    envois = DemandeReservation.objects.filter(soumise_le__gte=depuis)
    # a booking is of the moment and of the household of its receipt: those of the households that
    # have one are read, and not all of the town's
    foyers = envois.values("foyer")
    faites = Reservation.objects.filter(creee_le__gte=depuis, foyer__in=foyers).count()
    issues = {"reserve": 0, "annule": 0, "en-attente": 0, "refuse": 0}
    for lignes in envois.values_list("lignes", flat=True).iterator():
        for ligne in lignes:
            issues[ligne["resultat"]] = issues.get(ligne["resultat"], 0) + 1
    yield Jauge("portail_reservations_24h", "Réservations écrites depuis 24 heures", faites)
    dit = "Lignes envoyées depuis 24 heures, par issue"
    yield _par("portail_reservations_lignes_24h", dit, "issue", issues)


def _courriels() -> Iterator[Jauge]:
    maintenant = timezone.now()
    attend = Q(essais__lt=ESSAIS_MAX)
    # in the index of what waits: the others are all that the town has ever written
    nombres = Courriel.objects.filter(envoye_le=None).aggregate(
        attend=Count("pk", filter=attend),
        du=Count("pk", filter=attend & Q(prochain_essai_le__lte=maintenant)),
        abandonne=Count("pk", filter=machine.qui_est_abandonne(maintenant)),
    )
    # taking a mail pushes its next try past the task that sends it: what left since has its next
    # try since, which has an index
    depuis = maintenant - JOUR
    partis = Courriel.objects.filter(envoye_le__gte=depuis, prochain_essai_le__gte=depuis)
    nombres["envoye_24h"] = partis.count()
    yield _par(
        "portail_courriels",
        "Courriels : en attente, dus maintenant, partis depuis 24 heures, abandonnés depuis une"
        " semaine",
        "etat",
        nombres,
    )


def _a_suivre() -> Iterator[Jauge]:
    analyses = Document.objects.filter(etat=Document.Etat.EN_ANALYSE).count()
    yield Jauge("portail_fichiers_en_analyse", "Fichiers qui attendent l’antivirus", analyses)
    nombre = Paiement.objects.a_verifier().count()
    yield Jauge("portail_paiements_a_verifier", "Paiements à vérifier par la régie", nombre)


def _etat() -> Iterator[Jauge]:
    """What a town does not have is in no series: it can't be down."""
    etats = {constat.cle: constat.etat for constat in machine.memoire.lire()}
    parties = {cle: int(etat != PANNE) for cle, etat in etats.items() if etat != ABSENT}
    yield _par("portail_etat", "Chaque partie : 1 si elle va bien, 0 en panne", "partie", parties)
    yield Jauge(
        "portail_version_depassee",
        "1 si la collectivité connaît une version plus récente du portail",
        etats.get("version") == A_PREVOIR,
    )


def _par(nom: str, aide: str, etiquette: str, valeurs: dict[str, int]) -> Jauge:
    famille = Jauge(nom, aide, labels=[etiquette])
    for cle, valeur in valeurs.items():
        famille.add_metric([cle], valeur)
    return famille
