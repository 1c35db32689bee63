"""What days already booked will take of the rights of households, and what they leave to pay: what
is left of a ceiling is less than what invoices say."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from django.utils import timezone

from famille.models import DroitPayeur
from reservations.lecture.filtres import Mois
from reservations.models import Reservation

from .aides import Droits, lire_les_droits
from .apercu_des_aides import MOIS_LUS
from .lecture import lire_activites
from .lignes import LigneConsommee, lignes_du_mois

type PrisesDuDroit = list[tuple[int, dict[date, Decimal]]]


def aides_reservees(droits: Collection[DroitPayeur]) -> dict[int, PrisesDuDroit]:
    """right (key) → (child, day → euros) that it will pay of what no invoice has yet, booked or
    over; of those with a ceiling that still run, as the months themselves will say it. No query
    without one; else those of twenty-four months at most, whatever the number of rights."""
    jour = timezone.localdate()
    limites = [un for un in droits if _limite(un) and (un.fin is None or un.fin >= jour)]
    if not limites:
        return {}
    foyers = sorted({un.foyer_id for un in limites})
    ce_mois = Mois.du(jour)
    suite = Reservation.objects.filter(foyer__in=foyers, creneau__jour__gt=ce_mois.fin)
    plus_tard = [Mois.du(un) for un in suite.dates("creneau__jour", "month")]
    mois = [ce_mois, *plus_tard][:MOIS_LUS]
    lus = lire_les_droits(mois[0], foyers, jusqua=mois[-1])
    plafonnes, avant = lus.plafonnes_avant(mois[0])
    activites = lire_activites()
    for un in avant:
        lus.deduire(lignes_du_mois(un, plafonnes, activites, jour))
    for un in mois:
        lus.deduire(lignes_du_mois(un, foyers, activites, jour))
    return _par_droit(lus, {un.pk for un in limites})


def lignes_aidees(foyer: int, mois: Sequence[Mois]) -> list[LigneConsommee]:
    """The lines of these months, that follow each other, as invoices would say them today: ceilings
    run over them, so each is read once. Ten queries a month."""
    droits, activites = lire_les_droits(mois[0], [foyer], jusqua=mois[-1]), lire_activites()
    jour = timezone.localdate()
    plafonnes, avant = droits.plafonnes_avant(mois[0])
    for un in avant:
        droits.deduire(lignes_du_mois(un, plafonnes, activites, jour))
    return [
        ligne
        for un in mois
        for ligne in droits.deduire(lignes_du_mois(un, [foyer], activites, jour))
    ]


def _limite(droit: DroitPayeur) -> bool:
    return droit.plafond is not None or droit.jours is not None


def _par_droit(lus: Droits, voulus: set[int]) -> dict[int, PrisesDuDroit]:
    prises: dict[int, PrisesDuDroit] = defaultdict(list)
    for par_source in lus.reserves.values():
        for parts in par_source.values():
            for droit, enfant, montants in parts:
                if droit in voulus:
                    prises[droit].append((enfant, montants))
    return dict(prises)
