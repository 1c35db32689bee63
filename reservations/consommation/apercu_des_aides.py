"""What payers will pay of what no invoice has yet: of the days already booked, which take what is
left of a ceiling, and of what a family is about to book."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Max
from django.utils import timezone

from famille.models import DroitPayeur
from reservations.lecture.filtres import Mois
from reservations.models import Reservation
from reservations.regles.prise_en_charge.partage import APartager

from .aides import Droits, PartDuDroit, est_limite, lire_les_droits
from .lecture import ActiviteLue, lire_activites
from .lignes import LigneConsommee, deduire_avant, lignes_du_mois

type PrisesDuDroit = list[tuple[int, dict[date, Decimal]]]

ZERO = Decimal("0.00")
MOIS_LUS = 12  # of one summary


@dataclass(frozen=True)
class Change:
    """A bloc that would be booked at `montant`, in euros, or cancelled (`annule`)."""

    cle: int
    enfant: int
    activite: int
    jours: tuple[date, ...]
    montant: Decimal = ZERO
    annule: bool = False


def aide_en_plus(foyer: int, changes: Iterable[Change]) -> Decimal | None:
    """What payers would pay more once these are done, in euros: less than zero when they cancel.
    None: this household has no right then, and one query was asked; else those of twenty-four
    months at most."""
    tous = [un for un in changes if un.jours]
    if not tous:
        return None
    premier = Mois.du(min(min(un.jours) for un in tous))
    jusqua = max(max(un.jours) for un in tous)
    droits = lire_les_droits(premier, [foyer], jusqua=Mois.du(jusqua))
    if not droits.de:
        return None
    if droits.plafonnes:  # what is booked later has what is left of a ceiling
        siennes = Reservation.objects.filter(foyer=foyer)
        dernier = siennes.aggregate(dernier=Max("creneau__jour"))["dernier"]
        jusqua = max(jusqua, dernier or jusqua)
    ecart = min(Mois.du(jusqua).ecart(premier.debut), MOIS_LUS - 1)
    mois = [premier.decale(rang) for rang in range(ecart + 1)]
    return _comparer(foyer, droits, mois, tous)


def _comparer(
    foyer: int, avant: Droits, mois: Sequence[Mois], changes: Sequence[Change]
) -> Decimal:
    apres, activites = avant.de_nouveau(), lire_activites()
    jour, ecart = timezone.localdate(), ZERO
    _plafonnes, anciens = avant.plafonnes_avant(mois[0])
    for un in (*anciens, *mois):
        lignes = avant.payables(lignes_du_mois(un, [foyer], activites, jour))
        telles = [(une, avant.a_partager(une)) for une in lignes]
        restent = [part for une, part in telles if not _annulee(une, changes)]
        viennent = [
            _a_partager(change, activites)
            for change in changes
            if not change.annule
            and change.jours[0] in un
            and change.activite in activites
            and not avant.tiers.du(change.enfant, foyer, change.jours[0])
        ]
        de_plus = _somme(apres.partager(foyer, [*restent, *viennent]))
        ecart += de_plus - _somme(avant.partager(foyer, [part for _une, part in telles]))
    return ecart


def _annulee(ligne: LigneConsommee, changes: Sequence[Change]) -> bool:
    jours = {creneau.jour for creneau in ligne.quoi.creneaux}
    return any(
        un.annule
        and (un.enfant, un.activite) == (ligne.quoi.enfant, ligne.quoi.activite)
        and jours <= set(un.jours)
        for un in changes
    )


def _a_partager(change: Change, activites: dict[int, ActiviteLue]) -> APartager:
    return APartager(
        f"panier:{change.cle}",
        change.enfant,
        sorted(set(change.jours)),
        change.montant,
        service=activites[change.activite].service,
    )


def _somme(parts: dict[str, list[PartDuDroit]]) -> Decimal:
    return sum(
        (sum(jours.values(), ZERO) for siennes in parts.values() for _droit, jours in siennes), ZERO
    )


def aides_reservees(droits: Collection[DroitPayeur]) -> dict[int, PrisesDuDroit]:
    """right (key) → (child, day → euros) that it will pay of what no invoice has yet, booked or
    over; of those with a ceiling that still run, as the months themselves will say it. No query
    without one; else those of twenty-four months at most, whatever the number of rights."""
    jour = timezone.localdate()
    limites = [un for un in droits if est_limite(un) and (un.fin is None or un.fin >= jour)]
    if not limites:
        return {}
    foyers = sorted({un.foyer_id for un in limites})
    ce_mois = Mois.du(jour)
    suite = Reservation.objects.filter(foyer__in=foyers, creneau__jour__gt=ce_mois.fin)
    plus_tard = [Mois.du(un) for un in suite.dates("creneau__jour", "month")]
    mois = [ce_mois, *plus_tard][:MOIS_LUS]
    lus = lire_les_droits(mois[0], foyers, jusqua=mois[-1])
    _deduire(lus, mois, foyers)
    voulus = {un.pk for un in limites}
    prises: dict[int, PrisesDuDroit] = defaultdict(list)
    for par_source in lus.reserves.values():
        for parts in par_source.values():
            for droit, enfant, montants in parts:
                if droit in voulus:
                    prises[droit].append((enfant, montants))
    return dict(prises)


def lignes_aidees(foyer: int, mois: Sequence[Mois]) -> list[LigneConsommee]:
    """The lines of these months, that follow each other, as invoices would say them today: ceilings
    run over them, so each is read once. Ten queries a month."""
    return _deduire(lire_les_droits(mois[0], [foyer], jusqua=mois[-1]), mois, [foyer])


def _deduire(droits: Droits, mois: Sequence[Mois], foyers: Sequence[int]) -> list[LigneConsommee]:
    activites, jour = lire_activites(), timezone.localdate()
    deduire_avant(droits, mois[0], activites, jour)
    return [
        ligne
        for un in mois
        for ligne in droits.deduire(lignes_du_mois(un, foyers, activites, jour))
    ]
