"""The scales of crèches: the first rows, from what the CNAF has published, and their reading as
pure rules.

Rates: circular 2019-005 of 5 June 2019, whose yearly steps ended in 2022. Ceiling: 7,000 € from
September 2024, 8,500 € from September 2025. Floor: that of 2025; it changes each January, agents
add a row, and until then an estimate says of which year it is. Once there is any row of a kind of
care, these are the agents': nothing is added.
"""

from datetime import date
from decimal import Decimal

from django.db import transaction

from famille.models import Service
from reservations.models import BaremePSU, TauxPSU
from reservations.regles.psu import Bareme, Taux, bareme_au

SERVICES_PSU = (Service.CRECHE, Service.HALTE_GARDERIE)
COLLECTIF, FAMILIAL = BaremePSU.Accueil.COLLECTIF, BaremePSU.Accueil.FAMILIAL
SOURCE = "Circulaire CNAF 2019-005 ; plancher et plafond publiés pour 2025"
PLANCHER = Decimal("801.00")
PLAFONDS = [(date(2025, 1, 1), Decimal(7000)), (date(2025, 9, 1), Decimal(8500))]
TAUX = {
    COLLECTIF: [(1, "0.0619"), (2, "0.0516"), (3, "0.0413"), (7, "0.0310"), (None, "0.0206")],
    FAMILIAL: [(1, "0.0516"), (2, "0.0413"), (5, "0.0310"), (None, "0.0206")],
}


@transaction.atomic
def creer_baremes() -> None:
    """Make those of which there is no row yet. Harmless when run again."""
    for accueil, taux in TAUX.items():
        if BaremePSU.objects.filter(accueil=accueil).exists():
            continue
        for debut, plafond in PLAFONDS:
            bareme = BaremePSU.objects.create(
                accueil=accueil, debut=debut, plancher=PLANCHER, plafond=plafond, source=SOURCE
            )
            TauxPSU.objects.bulk_create(
                TauxPSU(bareme=bareme, jusqua=jusqua, pourcent=Decimal(pourcent))
                for jusqua, pourcent in taux
            )


def lire_bareme(accueil: str, jour: date) -> Bareme | None:
    """The scale in force on `jour`. Two queries."""
    lignes = BaremePSU.objects.filter(accueil=accueil).prefetch_related("taux")
    return bareme_au(list(map(en_bareme, lignes)), jour)


def en_bareme(ligne: BaremePSU) -> Bareme:
    """The pure scale of a row, saved or not yet."""
    taux = tuple(Taux(un.jusqua, un.pourcent) for un in ligne.taux.all())
    return Bareme(ligne.debut, ligne.plancher, ligne.plafond, taux)
