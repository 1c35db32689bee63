"""The mail that sums up what was booked or cancelled, once to each adult
(docs/comprendre/apres_la_reservation.md).

The row of the submission is its outbox: `recapitulatif_le` is set in the transaction that writes
the mails. So neither a submission written by one SQL statement nor a worker killed in the middle
loses one, and no second run writes another.
"""

import time
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_q.tasks import async_task

from famille.courriels.boite_d_envoi import Remise, adresse_absolue, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import Utilisateur
from famille.regles.alertes import FERMETURE
from famille.webhooks.envois import Nouvelle
from famille.webhooks.envois import annoncer as annoncer_aux_logiciels
from famille.webhooks.faits import FaitAnnonce
from reservations.models import DemandeReservation

from .agenda_demande import agenda_de_la_demande
from .recit import activites_de, raconter
from .recit_courriel import annoncer

if TYPE_CHECKING:
    from reservations.models.communs import DuFoyerQuerySet


RECAPITULATIF = GenreDeCourriel("recapitulatif", "reservations/recapitulatif")
# The same mail, when the town has cancelled what was booked: a telephone may be told.
ANNULATION = GenreDeCourriel(RECAPITULATIF.nom, RECAPITULATIF.gabarit, alerte=FERMETURE)

RESERVATION_CHANGEE = FaitAnnonce(
    "reservation.changee", "Des jours sont réservés, annulés ou mis en attente"
)
LIGNE_DITE = ("enfant", "activite", "bloc", "action", "resultat")
TACHE = "reservations.taches.envoyer_recapitulatifs"
ENTRE_DEUX = 5.0  # seconds
_reveil = {"dernier": float("-inf")}


def reveiller() -> None:
    """Have the waiting summaries sent once this transaction is kept. In a rush one task in five
    seconds serves all of a process's submissions: a row more in the queue for each would cost as
    much as the booking itself. Those that come just after the task wait for the schedule, a minute
    at most."""
    transaction.on_commit(_confier, robust=True)


def _confier() -> None:
    maintenant = time.monotonic()
    if maintenant - _reveil["dernier"] >= ENTRE_DEUX:
        _reveil["dernier"] = maintenant
        async_task(TACHE)


def a_recapituler() -> "DuFoyerQuerySet":
    """QuerySet of the accepted submissions whose mail is not written yet, the oldest first."""
    return DemandeReservation.objects.filter(acceptee=True, recapitulatif_le=None).order_by(
        "soumise_le"
    )


@transaction.atomic
def recapituler(pk: UUID, remise: Remise | None = None) -> int:
    """Write the mails of one submission. How many; 0 when another run has done it. `remise`: that
    of who writes those of others after it."""
    prise = a_recapituler().filter(pk=pk).order_by()
    if not prise.update(recapitulatif_le=timezone.now()):
        return 0
    demande = DemandeReservation.objects.select_related("foyer", "par").get(pk=pk)
    annoncer_aux_logiciels(Nouvelle(RESERVATION_CHANGEE, str(pk), lambda: _numeros(demande)))
    adultes = destinataires(demande)
    if not adultes:
        return 0
    activites = activites_de(demande)
    recit = raconter(demande, activites)
    liens = {
        "lien": adresse_absolue(f"{reverse('reservations:calendrier')}?mois={_mois(demande)}"),
        "accuse": adresse_absolue(reverse("reservations:accuse", args=[demande.pk])),
    }
    agenda = agenda_de_la_demande(demande, activites)
    pieces = (
        [{"nom": "reservations.ics", "type": "text/calendar; method=PUBLISH", "texte": agenda}]
        if agenda
        else []
    )
    annules = _jours_annules_par_la_ville(demande)
    genre = ANNULATION if annules else RECAPITULATIF
    for adulte in adultes:
        preparer(
            genre.cle(demande.pk).pour(adulte),
            adulte.email,
            {
                **annoncer(demande, recit, a=adulte),
                **liens,
                "prenom": adulte.first_name,
                "agenda": bool(agenda),
                "jours_annules": annules,
            },
            pieces=pieces,
            remise=remise,
        )
    return len(adultes)


def _numeros(demande: DemandeReservation) -> dict[str, Any]:
    """What other software is told: which children, activities and days, by number."""
    lignes = [{nom: ligne[nom] for nom in LIGNE_DITE} for ligne in demande.lignes]
    return {"demande": str(demande.pk), "foyer": demande.foyer.numero, "lignes": lignes}


def _jours_annules_par_la_ville(demande: DemandeReservation) -> list[date]:
    """The days that an event took away: a strike, a closure, an outing."""
    if demande.canal != DemandeReservation.Canal.EVENEMENT:
        return []
    annulees = [ligne for ligne in demande.lignes if ligne["resultat"] == "annule"]
    return sorted({date.fromisoformat(ligne["debut"]) for ligne in annulees})


def _mois(demande: DemandeReservation) -> str:
    """The month of the first day that was asked: "2026-12"."""
    return min(ligne["debut"] for ligne in demande.lignes)[:7]


def destinataires(demande: DemandeReservation) -> list[Utilisateur]:
    """The adults of the household that booked, who asked first. The child's other home is told
    nothing (D11)."""
    adultes = adultes_de([demande.foyer]).get(demande.foyer_id, [])
    return sorted(adultes, key=lambda adulte: (adulte.pk != demande.par_id, adulte.pk))
