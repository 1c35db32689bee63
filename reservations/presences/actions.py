"""Who came: the ticks of the presence list, as many as wanted, in whatever order a network lets
them arrive.

A tick says when it was made; the latest moment wins, so that two tablets that were offline end in
the same state. The same tick again changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from famille.actions import noter_modification
from famille.models import Utilisateur
from famille.socle.dire import de, en_heure, en_lettres
from famille.socle.ville.phrases import dit
from reservations.facturation.lignes_facturees import en_revoyant_les_factures
from reservations.models import Reservation
from reservations.moteur.verrou import rejouer
from reservations.planning.directions import recul_de

from .issues import DEJA, DEPASSE, DISPARUE, FAIT, REFUSE, Resultat, motif_du_jour, verrouiller
from .passages.actions import arrivees_des_pointages

Presence = Reservation.Presence
POINTABLES = (Presence.PREVU, Presence.PRESENT, Presence.ABSENT)
# a slip of one's own finger, mended within this, is no correction to keep
REPENTIR = timedelta(minutes=10)

INCONNU = "Ce pointage n’est pas reconnu : actualisez la liste, puis recommencez."
JUSTIFIEE = dit("Cette absence est justifiée : pour y revenir, appelez {le_service}.")


@dataclass(frozen=True)
class Pointage:
    """One tick: `presence`, one of POINTABLES (PREVU takes a tick back); `le`, aware, when the
    finger touched."""

    reservation: int
    presence: str
    le: datetime


def pointer(pointages: Iterable[Pointage], *, par: Utilisateur) -> list[Resultat]:
    """One result a tick, in the order given. A tick that is refused stops no other: each is a fact
    of its own."""
    demandes = list(pointages)
    return rejouer(lambda: _pointer(demandes, par=par), quoi="pointer")


@transaction.atomic
def _pointer(demandes: Sequence[Pointage], *, par: Utilisateur) -> list[Resultat]:
    maintenant = timezone.now()
    recul = recul_de(par)
    lues = verrouiller({pointage.reservation for pointage in demandes}, par)
    avant = {pk: _etat(reservation) for pk, reservation in lues.items()}
    resultats = {}
    for rang in sorted(range(len(demandes)), key=lambda rang: demandes[rang].le):
        reservation = lues.get(demandes[rang].reservation)
        resultats[rang] = _appliquer(
            demandes[rang], reservation, par=par, recul=recul, maintenant=maintenant
        )
    changees = [reservation for pk, reservation in lues.items() if _etat(reservation) != avant[pk]]
    with _ce_qui_est_facture(changees, maintenant, par=par):
        Reservation.objects.bulk_update(changees, ["presence", "pointee_le", "pointee_par"])
    # those that were taken, and those that another had already overtaken, say something of the door
    de_la_porte = [
        (un.reservation, un.pointage.presence, min(un.pointage.le, maintenant))
        for un in resultats.values()
        if un.reservation and un.issue != REFUSE
    ]
    arrivees_des_pointages(de_la_porte, par=par)
    return [resultats[rang] for rang in range(len(demandes))]


@contextmanager
def _ce_qui_est_facture(
    changees: list[Any], maintenant: datetime, *, par: Utilisateur
) -> Iterator[None]:
    """A correction of past days may come after their invoice: its lines are kept for whoever
    corrects it. Nothing is asked for the ticks of the day."""
    aujourdhui = timezone.localdate(maintenant)
    passees = [une for une in changees if une.creneau.jour < aujourdhui]
    if not passees:
        yield
        return
    jours = [une.creneau.jour for une in passees]
    foyers = {une.foyer_id: une.foyer for une in passees}
    with en_revoyant_les_factures(
        foyers.values(),
        origine="présence corrigée après la facture",
        par=par,
        jours=(min(jours), max(jours)),
    ):
        yield


def _etat(reservation: Reservation) -> tuple[str, datetime | None, int | None]:
    return reservation.presence, reservation.pointee_le, reservation.pointee_par_id


def _appliquer(
    pointage: Pointage,
    reservation: Reservation | None,
    *,
    par: Utilisateur,
    recul: int,
    maintenant: datetime,
) -> Resultat:
    if reservation is None:
        return Resultat(pointage, REFUSE, None, DISPARUE)
    if motif := _motif_de_refus(pointage, reservation, recul):
        return Resultat(pointage, REFUSE, reservation, motif)
    if reservation.presence == Presence.ABSENT_JUSTIFIE and pointage.presence == Presence.ABSENT:
        return Resultat(pointage, DEJA, reservation)
    le = min(pointage.le, maintenant)  # a tablet that is ahead must not win for ever
    if reservation.pointee_le and le <= reservation.pointee_le:
        if reservation.presence == pointage.presence:
            return Resultat(pointage, DEJA, reservation)
        return _depasse(pointage, reservation, reservation.pointee_le)
    issue = DEJA if reservation.presence == pointage.presence else FAIT
    if issue == FAIT:
        _garder_la_correction(reservation, pointage.presence, par=par, le=le)
    reservation.presence = pointage.presence
    reservation.pointee_le, reservation.pointee_par = le, par
    return Resultat(pointage, issue, reservation)


def _motif_de_refus(pointage: Pointage, reservation: Reservation, recul: int) -> str:
    """Why this tick cannot be taken, and what to do; "" when it can."""
    if pointage.presence not in POINTABLES:
        return INCONNU
    if refus := motif_du_jour(reservation.creneau.jour, recul):
        return refus
    if reservation.presence == Presence.ABSENT_JUSTIFIE and pointage.presence == Presence.PREVU:
        return JUSTIFIEE
    return ""


def _depasse(pointage: Pointage, reservation: Reservation, le: datetime) -> Resultat:
    qui = f" par {reservation.pointee_par}" if reservation.pointee_par else ""
    phrase = (
        f"{reservation.enfant} : « {reservation.get_presence_display().lower()} », noté{qui} à"
        f" {en_heure(le)}, après votre pointage. Vérifiez, et corrigez s’il le"
        " faut."
    )
    return Resultat(pointage, DEPASSE, reservation, phrase)


def _garder_la_correction(
    reservation: Reservation, nouvelle: str, *, par: Utilisateur, le: datetime
) -> None:
    """The household's journal keeps that a presence was changed: it may change what the family
    pays."""
    if reservation.presence == Presence.PREVU:
        return
    le_sien = reservation.pointee_le if reservation.pointee_par_id == par.pk else None
    if le_sien and le - le_sien < REPENTIR:
        return
    creneau = reservation.creneau
    objet = (
        f"présence {de(reservation.enfant.prenom)}, {en_lettres(creneau.jour)},"
        f" {creneau.moment_dit.lower()}"
    )
    avant = {"Présence": reservation.get_presence_display()}
    noter_modification(
        reservation.foyer, objet, par=par, avant=avant, apres={"Présence": Presence(nouvelle).label}
    )
