"""What is booked *and* counted, day by day: bookings, ticks and counts as one line a child and a
day, whatever came first (docs/comprendre/consommation.md)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from reservations.lecture.filtres import Mois
from reservations.models import ConsommationImportee, Reservation
from reservations.regles.consommation import Statut, repartir_le_compte
from reservations.regles.juge import Moment, UniteComptee

from .lecture import Consomme, CreneauConsomme, places

Cle = tuple[int, int, date]  # child, activity, day


@dataclass
class Ailleurs:
    """What other homes than those that are read have of the same days: how much each has booked,
    and the counts (household, quantity, presence)."""

    reserves: dict[Cle, dict[int, int]] = field(default_factory=dict)
    comptes: dict[Cle, tuple[int, Decimal, str]] = field(default_factory=dict)


def lire_ailleurs(
    mois: Mois,
    foyers: Sequence[int],
    enfants: set[int],
    unites: Mapping[int, UniteComptee],
    entier: Callable[[int, UniteComptee, Moment], int],
) -> Ailleurs:
    """Of these children, in these activities. `entier`: how many units of an activity a part of the
    day is. Two queries."""
    entre = (mois.debut, mois.fin)
    reserves = (
        Reservation.objects.filter(
            enfant__in=enfants, creneau__activite__in=unites, creneau__jour__range=entre
        )
        .exclude(foyer__in=foyers)
        .order_by()
        .values_list(
            *("enfant", "creneau__activite", "creneau__jour", "foyer"),
            *("creneau__moment", "presence"),
        )
    )
    par_foyer: dict[tuple[Cle, int], list[CreneauConsomme]] = defaultdict(list)
    for enfant, activite, jour, foyer, moment, presence in reserves:
        combien = entier(activite, unites[activite], Moment(moment))
        creneau = CreneauConsomme(jour, Moment(moment), presence, entier=combien)
        par_foyer[(enfant, activite, jour), foyer].append(creneau)
    lu = Ailleurs()
    for (cle, foyer), creneaux in par_foyer.items():
        lu.reserves.setdefault(cle, {})[foyer] = places(unites[cle[1]], creneaux)
    comptes = (
        ConsommationImportee.objects.filter(
            enfant__in=enfants, activite__in=unites, jour__range=entre, quantite__gt=0
        )
        .exclude(foyer__in=foyers)
        .order_by()
    )
    champs = ("enfant", "activite", "jour", "foyer", "quantite", "presence")
    for enfant, activite, jour, foyer, quantite, presence in comptes.values_list(*champs):
        lu.comptes[enfant, activite, jour] = foyer, quantite, presence
    return lu


def reunir(
    reserves: Iterable[Consomme],
    comptes: Iterable[Consomme],
    ailleurs: Ailleurs,
    reservable: Callable[[int, date], bool],
) -> Iterator[Consomme]:
    """One a household, a child, an activity and a day. The household that booked pays, be it not
    the one whose day it was; a day that nobody booked is of the household that the count names,
    and came without a booking where one could be made (`reservable`: activity, day)."""
    lus: dict[Cle, dict[int, Consomme]] = defaultdict(dict)
    for un in reserves:
        lus[_cle(un)][un.foyer] = un
    des_comptes: dict[Cle, tuple[int, Decimal, str, Consomme | None]] = {
        _cle(un): (un.foyer, un.nombre or Decimal(1), un.creneaux[0].presence, un) for un in comptes
    }
    des_comptes |= {cle: (*compte, None) for cle, compte in ailleurs.comptes.items()}
    for cle in dict.fromkeys((*lus, *des_comptes)):  # as they were read
        siens = lus.get(cle, {})
        if cle not in des_comptes:
            yield from siens.values()
            continue
        foyer, quantite, presence, compte = des_comptes[cle]
        combien = {pk: un.places for pk, un in siens.items()} | ailleurs.reserves.get(cle, {})
        parts = repartir_le_compte(quantite, combien, foyer)
        for pk, un in siens.items():
            yield _compter(un, parts[pk], presence)
        if compte is not None and not combien:
            sans = reservable(compte.activite, cle[2])
            yield replace(compte, par_jour=True, compte=(quantite, presence), sur_place=sans)


def _cle(un: Consomme) -> Cle:
    return un.enfant, un.activite, un.creneaux[0].jour


def _compter(un: Consomme, quantite: Decimal, presence: str) -> Consomme:
    """The booked day with what was counted of it; its parts say who came, as far as it is known."""
    restent = quantite if presence == Statut.PRESENT else Decimal(0)
    if un.unite == UniteComptee.REPAS and restent:
        restent = Decimal(len(un.creneaux))
    creneaux = []
    for creneau in un.creneaux:
        dite = creneau.presence
        if dite == Statut.PRESENT:
            restent -= creneau.unites
        elif restent > 0:
            dite, restent = Statut.PRESENT, restent - creneau.unites
        elif dite == Statut.PREVU:
            dite = Statut.ABSENT_JUSTIFIE if presence == Statut.ABSENT_JUSTIFIE else Statut.ABSENT
        creneaux.append(replace(creneau, presence=str(dite)))
    return replace(un, creneaux=tuple(creneaux), compte=(quantite, presence))
