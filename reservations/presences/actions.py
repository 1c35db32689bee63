"""Who came: the ticks of the presence list, as many as wanted, in whatever order a network lets
them arrive.

A tick says when it was made; the latest moment wins, so that two tablets that were offline end in
the same state. The same tick again changes nothing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from famille.actions import noter_modification
from famille.models import Utilisateur
from famille.socle.dire import de, en_heure, en_jour, en_lettres
from reservations.facturation.lignes_facturees import en_revoyant_les_factures
from reservations.models import Reservation
from reservations.moteur.reprises import rejouer
from reservations.planning.directions import RECUL_DIRECTION, recul_de, reservations_de

Presence = Reservation.Presence
POINTABLES = (Presence.PREVU, Presence.PRESENT, Presence.ABSENT)
# a slip of one's own finger, mended within this, is no correction to keep
REPENTIR = timedelta(minutes=10)

FAIT, DEJA, DEPASSE, REFUSE = "fait", "deja", "depasse", "refuse"
DISPARUE = (
    "Cette réservation n’est plus sur vos listes : elle a été annulée, ou ce centre ne vous est pas"
    " confié. Actualisez la liste."
)
INCONNU = "Ce pointage n’est pas reconnu : actualisez la liste, puis recommencez."
JUSTIFIEE = "Cette absence est justifiée : pour y revenir, appelez le Pôle Familles."


@dataclass(frozen=True)
class Pointage:
    """One tick: `presence`, one of POINTABLES (PREVU takes a tick back); `le`, aware, when the
    finger touched."""

    reservation: int
    presence: str
    le: datetime


@dataclass(frozen=True)
class Resultat:
    """`issue`: FAIT; DEJA, nothing to change; DEPASSE, a later tick stands; REFUSE. `phrase` for
    the last two."""

    pointage: Pointage
    issue: str
    reservation: Reservation | None = None
    phrase: str = ""


def pointer(pointages: Iterable[Pointage], *, par: Utilisateur) -> list[Resultat]:
    """One result a tick, in the order given. A tick that is refused stops no other: each is a fact
    of its own."""
    demandes = list(pointages)
    return rejouer(lambda: _pointer(demandes, par=par), quoi="pointer")


@transaction.atomic
def _pointer(demandes: Sequence[Pointage], *, par: Utilisateur) -> list[Resultat]:
    maintenant = timezone.now()
    recul = recul_de(par)
    lues = _verrouiller({pointage.reservation for pointage in demandes}, par)
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


def _verrouiller(pks: set[Any], par: Utilisateur) -> dict[int, Reservation]:
    """{pk: Reservation} among those that `par` may tick, locked in the order of their keys."""
    lignes = reservations_de(par).filter(pk__in=pks).order_by("pk")
    lignes = lignes.select_related("creneau", "enfant", "foyer", "pointee_par")
    return {ligne.pk: ligne for ligne in lignes.select_for_update(of=("self",), no_key=True)}


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
        meme = reservation.presence == pointage.presence
        if meme:
            return Resultat(pointage, DEJA, reservation)
        return _depasse(pointage, reservation, reservation.pointee_le)
    issue = DEJA if reservation.presence == pointage.presence else FAIT
    if issue == FAIT:
        _garder_la_correction(reservation, pointage.presence, par=par, le=le)
    reservation.presence, reservation.pointee_le, reservation.pointee_par = (
        pointage.presence,
        le,
        par,
    )
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


def motif_du_jour(jour: date, recul: int) -> str:
    """Why nobody who may go back `recul` days ticks on `jour`, in words; "" when one may."""
    aujourd_hui = timezone.localdate()
    if jour > aujourd_hui:
        return f"Ce jour n’est pas encore venu : vous pourrez pointer {en_jour(jour)}."
    if jour >= aujourd_hui - timedelta(days=recul):
        return ""
    if recul == RECUL_DIRECTION:
        return (
            f"On pointe le jour même et les {recul} jours suivants. Pour corriger plus tard,"
            " appelez le Pôle Familles."
        )
    return (
        f"On corrige une présence pendant {recul} jours : après, elle a pu être facturée et ne"
        " change plus ici."
    )


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
        f" {creneau.get_moment_display().lower()}"
    )
    avant = {"Présence": reservation.get_presence_display()}
    noter_modification(
        reservation.foyer, objet, par=par, avant=avant, apres={"Présence": Presence(nouvelle).label}
    )
