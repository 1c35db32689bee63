"""What payers pay of a household's invoices, as it reads it and as agents do."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.models import DroitPayeur, Foyer, PartPayeur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte, en_euros

ZERO = Decimal("0.00")
MONTREES = 60


@dataclass(frozen=True)
class AideDite:
    """`paye`: what is published of it; `reste`: of its ceiling, "" without one."""

    droit: DroitPayeur
    phrases: list[str]
    paye: str
    reste: str
    finie: bool


def dire_les_plafonds(droit: DroitPayeur) -> list[str]:
    """What it pays, in words: "50 % de ce qui reste", "8,00 € au plus par enfant et par jour"."""
    part = f"{droit.pourcent.normalize():f}".replace(".", ",")
    dites = ["Tout ce qui reste" if droit.pourcent == 100 else f"{part} % de ce qui reste"]
    if droit.par_jour is not None:
        dites.append(f"{en_euros(droit.par_jour)} au plus par enfant et par jour")
    if droit.plafond is not None:
        dites.append(f"{en_euros(droit.plafond)} au plus en tout")
    if droit.jours is not None:
        dites.append(f"{compte(droit.jours, 'jour')} au plus")
    if droit.services:
        dites.append("Pour : " + ", ".join(droit.services_dits))
    if droit.absences:
        dites.append("Absences facturées comprises")
    if droit.retards:
        dites.append("Retards compris")
    return dites


def lire_les_aides(droits: QuerySet[DroitPayeur]) -> list[AideDite]:
    """In the order of days, the latest first. Two queries."""
    lus = list(
        droits.select_related("payeur", "enfant", "foyer").order_by("-debut", "-pk")[:MONTREES]
    )
    tenues = PartPayeur.objects.tenues().filter(droit__in=lus)
    payes = dict(tenues.order_by().values_list("droit").annotate(somme=Sum("montant")))
    jour = timezone.localdate()
    return [_dire(droit, payes.get(droit.pk) or ZERO, finie=_finie(droit, jour)) for droit in lus]


@require_safe
def mes_aides(request: RequeteConnectee) -> HttpResponse:
    """The rights of the households of which the account reads the invoices."""
    foyers = Foyer.objects.de(request.user)
    contexte = {
        "aides": lire_les_aides(DroitPayeur.objects.filter(foyer__in=foyers)),
        "plusieurs": len(foyers) > 1,
    }
    return render(request, "famille/factures/aides.html", contexte)


def _dire(droit: DroitPayeur, paye: Decimal, *, finie: bool) -> AideDite:
    reste = "" if droit.plafond is None else en_euros(max(droit.plafond - paye, ZERO))
    return AideDite(droit, dire_les_plafonds(droit), en_euros(paye), reste, finie)


def _finie(droit: DroitPayeur, jour: date) -> bool:
    return droit.fin is not None and droit.fin < jour
