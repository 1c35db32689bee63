"""One tap for an absence: what can still be cancelled is cancelled, and is not charged; the rest is
announced, and stays due."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from famille.models import Foyer, Utilisateur
from famille.socle.erreurs import Refus
from reservations.lecture.blocs_reserves import BlocReserve
from reservations.models import DemandeReservation, Reservation
from reservations.models.demandes import Action
from reservations.moteur.demande import LigneDemandee
from reservations.moteur.soumettre import soumettre

from .actions import annoncer_absence
from .lecture import lire_les_blocs


@dataclass
class Prevenu:
    """`annulees`: bookings that are no more; `annoncees`: those that stay due, and until when the
    last of them could be cancelled; `refusees`: those that stay as they were, and why (`refus`)."""

    annulees: list[Reservation] = field(default_factory=list)
    annoncees: list[Reservation] = field(default_factory=list)
    refusees: list[Reservation] = field(default_factory=list)
    refus: str = ""
    limite: datetime | None = None
    demande: DemandeReservation | None = None


def prevenir(foyer: Foyer, reservations: Collection[Reservation], *, par: Utilisateur) -> Prevenu:
    """Say that a child does not come: cancel what the rules let cancel, announce the rest. The
    same press twice has one effect.

    Refus: of all of them, the day is past or the presence is already ticked; nothing has
    changed."""
    maintenant = timezone.now()
    fait = Prevenu()
    blocs = _annulables(lire_les_blocs([foyer], maintenant), reservations, maintenant)
    if blocs:
        lignes = [
            LigneDemandee(un.enfant.pk, un.activite.pk, un.bloc.cle, Action.ANNULER) for un in blocs
        ]
        demande = soumettre(foyer, lignes, par=par, cle=cle_de(une.pk for une in reservations))
        if demande.acceptee:
            fait.demande = demande
            annulees = {une.pk for un in blocs for une in un.reservations}
            fait.annulees = [une for une in reservations if une.pk in annulees]
    _annoncer([une for une in reservations if une not in fait.annulees], fait, par=par)
    fait.limite = _limite(foyer, fait.annoncees, maintenant)
    return fait


def _annoncer(reservations: Iterable[Reservation], fait: Prevenu, *, par: Utilisateur) -> None:
    """One by one: the centre may have ticked one of them meanwhile, and not the others."""
    for une in reservations:
        try:
            annoncer_absence([une], par=par)
        except Refus as refus:
            fait.refusees.append(une)
            fait.refus = str(refus)
        else:
            fait.annoncees.append(une)
    if fait.refusees and not (fait.annulees or fait.annoncees):
        raise Refus(fait.refus)


def cle_de(reservations: Iterable[int]) -> str:
    """The key of this press: a booking made anew is another row, so it is another press."""
    texte = ",".join(map(str, sorted(reservations)))
    return f"absence-{hashlib.sha256(texte.encode()).hexdigest()[:40]}"


def _annulables(
    blocs: Iterable[BlocReserve], reservations: Collection[Reservation], maintenant: datetime
) -> list[BlocReserve]:
    """The blocs that these bookings are the whole of, and that can still be cancelled: of a whole
    week booked at once, a day alone is only announced."""
    voulues = {une.pk for une in reservations}
    return [
        un
        for un in blocs
        if un.limite >= maintenant and voulues.issuperset(une.pk for une in un.reservations)
    ]


def _limite(
    foyer: Foyer, annoncees: Collection[Reservation], maintenant: datetime
) -> datetime | None:
    if not annoncees:
        return None
    dites = {une.pk for une in annoncees}
    limites = [
        un.limite
        for un in lire_les_blocs([foyer], maintenant)
        if not dites.isdisjoint(une.pk for une in un.reservations)
    ]
    passees = [limite for limite in limites if limite < maintenant]
    return max(passees, default=None)
