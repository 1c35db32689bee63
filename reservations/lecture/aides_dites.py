"""Prices are shown before what payers take off: one sentence says it, where a right may pay
(docs/comprendre/facturation.md)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from famille.models import DroitPayeur
from famille.socle.dire import enumerer
from reservations.lecture.payeurs import payeurs_de
from reservations.models import Activite
from reservations.regles.prise_en_charge.partage import ZERO, APartager, Droit


@dataclass(frozen=True)
class PrixMontre:
    """What the price is of, by keys: days from `debut` to `fin` included."""

    foyer: int
    enfant: int
    activite: int
    debut: date
    fin: date


def avant_les_aides(montres: Iterable[PrixMontre]) -> dict[int, str]:
    """Household → the sentence, where the rule would let one of its rights pay one of these. No
    query without a price, one without a right, three otherwise."""
    tous = list(montres)
    if not tous:
        return {}
    droits = DroitPayeur.objects.filter(
        Q(fin=None) | Q(fin__gte=min(un.debut for un in tous)),
        foyer__in={un.foyer for un in tous},
        debut__lte=max(un.fin for un in tous),
    )
    par_foyer: dict[int, list[DroitPayeur]] = defaultdict(list)
    for droit in sorted(droits.select_related("payeur"), key=lambda un: un.payeur.rang):
        par_foyer[droit.foyer_id].append(droit)
    concernes = [un for un in tous if un.foyer in par_foyer]
    if not concernes:
        return {}
    actives = Activite.objects.filter(pk__in={un.activite for un in concernes})
    services = dict(actives.values_list("pk", "service"))
    places = payeurs_de(list(par_foyer))
    noms: dict[int, dict[str, None]] = defaultdict(dict)
    for un in concernes:
        if places.du(un.enfant, un.foyer, un.debut):
            continue
        for droit in par_foyer[un.foyer]:
            ligne = APartager("", un.enfant, [], ZERO, service=services.get(un.activite, ""))
            if en_droit(droit).vaut(ligne) and en_droit(droit).au(un.debut, un.fin):
                noms[un.foyer][droit.payeur.nom] = None
    limites = "ce qu’elle paie, dans ses limites, est déduit de la facture"
    return {
        foyer: f"Prix avant aide ({enumerer(siens)}) : {limites}." for foyer, siens in noms.items()
    }


def a_un_droit(foyer: str) -> Exists:
    """Whether somebody helps, has helped or will help the household that stands in this column:
    read with the rows, it spares the others the query of the sentence."""
    return Exists(DroitPayeur.objects.filter(foyer=OuterRef(foyer)))


def en_droit(un: DroitPayeur) -> Droit:
    """As the rules know it."""
    return Droit(
        un.pk,
        un.debut,
        un.fin,
        enfant=un.enfant_id,
        pourcent=un.pourcent,
        par_jour=un.par_jour,
        plafond=un.plafond,
        jours=un.jours,
        services=frozenset(un.services),
        retards=un.retards,
        absences=un.absences,
    )
