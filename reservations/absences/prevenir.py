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
    last of them could be cancelled; `refusees`: those that stay as they were, and why (`refus`);
    `demandes`: the receipts of what is cancelled, one a household."""

    annulees: list[Reservation] = field(default_factory=list)
    annoncees: list[Reservation] = field(default_factory=list)
    refusees: list[Reservation] = field(default_factory=list)
    refus: str = ""
    limite: datetime | None = None
    demandes: list[DemandeReservation] = field(default_factory=list)


def prevenir(reservations: Collection[Reservation], *, par: Utilisateur) -> Prevenu:
    """Say that a child does not come: cancel what the rules let cancel, announce the rest. Two
    homes of one parent may have booked for him: each has its receipt. The same press twice has one
    effect.

    Refus: of all of them, the day is past or the presence is already ticked; nothing has
    changed."""
    maintenant, fait = timezone.now(), Prevenu()
    foyers = {une.foyer_id: une.foyer for une in reservations}
    lus = lire_les_blocs(foyers.values(), maintenant)
    annulables = _annulables(lus, reservations, maintenant)
    for foyer in foyers.values():
        siens = [un for un in annulables if un.foyer == foyer]
        if siens:
            cle = cle_de((une.pk for une in reservations), foyer.pk)
            _annuler(foyer, siens, reservations, fait, par=par, cle=cle)
    _annoncer([une for une in reservations if une not in fait.annulees], fait)
    fait.limite = _limite(foyers.values(), fait.annoncees, maintenant)
    return fait


def _annuler(
    foyer: Foyer,
    blocs: Collection[BlocReserve],
    reservations: Iterable[Reservation],
    fait: Prevenu,
    *,
    par: Utilisateur,
    cle: str,
) -> None:
    lignes = [
        LigneDemandee(un.enfant.pk, un.activite.pk, un.bloc.cle, Action.ANNULER) for un in blocs
    ]
    demande = soumettre(foyer, lignes, par=par, cle=cle)
    if demande.acceptee:
        fait.demandes.append(demande)
        annulees = {une.pk for un in blocs for une in un.reservations}
        fait.annulees += [une for une in reservations if une.pk in annulees]


def _annoncer(reservations: Iterable[Reservation], fait: Prevenu) -> None:
    """One by one: the centre may have ticked one of them meanwhile, and not the others."""
    for une in reservations:
        try:
            annoncer_absence([une])
        except Refus as refus:
            fait.refusees.append(une)
            fait.refus = str(refus)
        else:
            fait.annoncees.append(une)
    if fait.refusees and not (fait.annulees or fait.annoncees):
        raise Refus(fait.refus)


def cle_de(reservations: Iterable[int], foyer: int) -> str:
    """The key of this press, for what it cancels in this household: a booking made anew is another
    row, so it is another press."""
    texte = ",".join(map(str, sorted(reservations)))
    return f"absence-{hashlib.sha256(texte.encode()).hexdigest()[:40]}-{foyer}"[:64]


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
    foyers: Iterable[Foyer], annoncees: Collection[Reservation], maintenant: datetime
) -> datetime | None:
    if not annoncees:
        return None
    dites = {une.pk for une in annoncees}
    limites = [
        un.limite
        for un in lire_les_blocs(foyers, maintenant)
        if not dites.isdisjoint(une.pk for une in un.reservations)
    ]
    passees = [limite for limite in limites if limite < maintenant]
    return max(passees, default=None)
