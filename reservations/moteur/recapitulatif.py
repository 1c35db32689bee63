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
from famille.echanges.webhooks.envois import Nouvelle
from famille.echanges.webhooks.envois import annoncer as annoncer_aux_logiciels
from famille.echanges.webhooks.faits import FaitAnnonce
from famille.models import Utilisateur
from famille.regles.alertes import FERMETURE
from famille.socle.dire import de, en_moment
from famille.socle.ville import service
from reservations.models import DemandeReservation

from .agenda import agenda_de_la_demande
from .recit import Recit, activites_de, raconter
from .resultat import premier_jour

if TYPE_CHECKING:
    from reservations.models.communs import DuFoyerQuerySet


RECAPITULATIF = GenreDeCourriel("recapitulatif", "reservations/recapitulatif")
# The same mail when the town has cancelled bookings, which may also alert a telephone.
ANNULATION = GenreDeCourriel(RECAPITULATIF.nom, RECAPITULATIF.gabarit, alerte=FERMETURE)

RESERVATION_CHANGEE = FaitAnnonce(
    "reservation.changee", "Des jours sont réservés, annulés ou mis en attente"
)
Canal = DemandeReservation.Canal
_DES_FAMILLES = (Canal.PORTAIL, Canal.RAPPEL, Canal.OFFRE)
SANS_PRENOM = "L’autre adulte de votre foyer"
# Channel (and whether a day was cancelled) → the subject and the first sentence.
_ENTETES = {
    Canal.GUICHET: (
        "{service} a enregistré : {bref}",
        "{service} a modifié vos réservations le {quand}.",
    ),
    Canal.SUR_PLACE: (
        "Venue sans réservation : {bref}",
        "Le centre a accueilli votre enfant sans réservation et l’a noté le {quand}.",
    ),
    Canal.RAPPEL: (
        "Votre réponse au rappel : {bref}",
        "Votre réponse au rappel, reçue le {quand}, est enregistrée.",
    ),
    Canal.OFFRE: (
        "La place proposée est réservée : {bref}",
        "Vous avez accepté la place proposée, le {quand}.",
    ),
    Canal.VOEUX: (
        "La réponse à vos vœux : {bref}",
        "Vos vœux ont reçu leur réponse le {quand} : ces jours sont réservés.",
    ),
    Canal.EVENEMENT: (
        "Accueil rétabli : {bref}",
        "L’accueil de ces jours a finalement lieu : rétabli le {quand}.",
    ),
    Canal.BOURSE: (
        "La place est à vous : {bref}",
        "Vous avez pris la place qu’une autre famille proposait, le {quand}.",
    ),
}
_ENTETES_ANNULE = {
    Canal.EVENEMENT: (
        "Accueil annulé : {bref}",
        "{service} a dû annuler l’accueil de ces jours, le {quand}.",
    ),
    Canal.BOURSE: (
        "Votre place est prise : {bref}",
        "Une autre famille a pris la place que vous proposiez, le {quand}.",
    ),
}
_ENTETE = (
    "Vos réservations : {bref}",
    "Votre demande est enregistrée. Elle a été reçue le {quand}.",
)
LIGNE_DITE = ("enfant", "activite", "bloc", "action", "resultat")
TACHE = "reservations.taches.envoyer_recapitulatifs"
ENTRE_DEUX = 5.0  # seconds
_reveil = {"dernier": float("-inf")}


def reveiller() -> None:
    """Have the waiting summaries sent once this transaction is committed. In a rush, a process
    queues one task in five seconds for all its submissions: a task for each would cost as much as
    the booking. A submission just after the task waits for the schedule, a minute at most."""
    transaction.on_commit(_confier, robust=True)


def _confier() -> None:
    maintenant = time.monotonic()
    if maintenant - _reveil["dernier"] >= ENTRE_DEUX:
        _reveil["dernier"] = maintenant
        async_task(TACHE)


def a_recapituler() -> "DuFoyerQuerySet":
    """The accepted submissions whose mail is not written yet, the oldest first."""
    return DemandeReservation.objects.filter(acceptee=True, recapitulatif_le=None).order_by(
        "soumise_le"
    )


@transaction.atomic
def recapituler(pk: UUID, remise: Remise | None = None) -> int:
    """Write the mails of one submission. How many; 0 when another run has done it. `remise`: the
    group of a caller that writes several."""
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
    mois = f"{premier_jour(demande):%Y-%m}"
    liens = {
        "lien": adresse_absolue(f"{reverse('reservations:calendrier')}?mois={mois}"),
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
    """The numbers told to other software: children, activities and days."""
    lignes = [{nom: ligne[nom] for nom in LIGNE_DITE} for ligne in demande.lignes]
    return {"demande": str(demande.pk), "foyer": demande.foyer.numero, "lignes": lignes}


def _jours_annules_par_la_ville(demande: DemandeReservation) -> list[date]:
    """The days that an event took away: a strike, a closure, an outing."""
    if demande.canal != DemandeReservation.Canal.EVENEMENT:
        return []
    annulees = [ligne for ligne in demande.lignes if ligne["resultat"] == "annule"]
    return sorted({date.fromisoformat(ligne["debut"]) for ligne in annulees})


def destinataires(demande: DemandeReservation) -> list[Utilisateur]:
    """The adults of the household that booked, the one who asked first. The child's other home is
    told nothing (D11)."""
    adultes = adultes_de([demande.foyer]).get(demande.foyer_id, [])
    return sorted(adultes, key=lambda adulte: (adulte.pk != demande.par_id, adulte.pk))


def annoncer(demande: DemandeReservation, recit: Recit, *, a: Utilisateur) -> dict:
    """Context of the mail to `a`, an adult of the household: dict(sujet, intro, raison, suite,
    groupes). An adult who did not ask is told who did."""
    autre = demande.par if demande.par_id != a.pk else None
    dire = _entete_de_l_autre if autre and demande.canal in _DES_FAMILLES else _entete
    sujet, intro = dire(demande, recit)
    return {
        "sujet": sujet,
        "intro": intro,
        "raison": raison(demande),
        "suite": _suite(demande, recit),
        "groupes": recit.groupes,
    }


def raison(demande: DemandeReservation) -> str:
    """Why the town cancelled. An agent's reason to override a deadline is not mailed: it may say
    too much."""
    lignes = demande.lignes
    annulees = lignes and all(
        li["resultat"] == "annule" and li["phrase"] == demande.motif for li in lignes
    )
    return demande.motif if annulees else ""


def _entete_de_l_autre(demande: DemandeReservation, recit: Recit) -> tuple[str, str]:
    """`_entete` for the other adult: it is not "your request"."""
    prenom = (demande.par and demande.par.first_name) or SANS_PRENOM
    quand, bref = en_moment(demande.soumise_le), recit.en_bref
    if demande.canal == Canal.RAPPEL:
        la_sienne = "Sa réponse" if prenom == SANS_PRENOM else f"La réponse {de(prenom)}"
        return (
            f"{prenom} a répondu au rappel : {bref}",
            f"{la_sienne} au rappel, reçue le {quand}, est enregistrée.",
        )
    if demande.canal == Canal.OFFRE:
        return (
            f"{prenom} a accepté la place proposée : {bref}",
            f"{prenom} a accepté la place proposée, le {quand}.",
        )
    faits = {ligne["resultat"] for ligne in demande.lignes}
    verbe = {("reserve",): "a réservé", ("annule",): "a annulé"}.get(
        tuple(sorted(faits)), "a changé vos réservations"
    )
    return f"{prenom} {verbe} : {bref}", f"{prenom} a envoyé cette demande le {quand}."


def _entete(demande: DemandeReservation, recit: Recit) -> tuple[str, str]:
    dits = _ENTETES.get(Canal(demande.canal), _ENTETE)
    if _annule(demande):
        dits = _ENTETES_ANNULE.get(Canal(demande.canal), dits)
    mots = {
        "bref": recit.en_bref,
        "quand": en_moment(demande.soumise_le),
        "service": service().en_debut,
    }
    sujet, intro = (dit.format(**mots) for dit in dits)
    return sujet, intro


def _annule(demande: DemandeReservation) -> bool:
    return any(ligne["resultat"] == "annule" for ligne in demande.lignes)


def _suite(demande: DemandeReservation, recit: Recit) -> str:
    if demande.canal != Canal.EVENEMENT:
        return ""
    if _annule(demande):
        return "Vous n’avez rien à faire : rien ne vous sera facturé pour ces jours."
    jusqu_au = recit.annulable_jusqu_au
    if jusqu_au is None:
        return f"Une question ? Appelez {service().le}."
    if jusqu_au < demande.soumise_le:
        return (
            "Ces jours ne s’annulent plus dans le calendrier : s’ils ne vous conviennent plus,"
            f" appelez {service().le}."
        )
    return (
        "Si ces jours ne vous conviennent plus, annulez ceux qui peuvent encore l’être dans le"
        f" calendrier, ou appelez {service().le}."
    )
