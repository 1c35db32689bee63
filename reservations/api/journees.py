"""How many children are expected on a day, and with which diets: numbers, nobody's name."""

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from famille.echanges.api.porte import compter_les_lignes, lire, peut_lire
from famille.models import FicheSanitaire
from famille.socle.chiffrement import Illisible
from reservations.models import Creneau, Reservation

from .mots import moment
from .portees import EFFECTIFS, REGIMES

ILLISIBLE = "illisible"
routeur = Router(tags=["Effectifs"])


class CreneauAttendu(Schema):
    moment: str
    attendus: int


class RegimeAttendu(Schema):
    regime: str = Field(
        description="sans-porc, sans-viande, sans-gluten, autre ; illisible, quand le portail ne"
        " lit plus la fiche : le régime de l’enfant est à demander."
    )
    nombre: int


class ActiviteAttendue(Schema):
    activite: int
    structure: int
    nom: str
    enfants: int = Field(description="Enfants différents attendus dans la journée.")
    creneaux: list[CreneauAttendu]
    regimes: list[RegimeAttendu] | None = Field(
        description="Vide (null) si la clé n’a pas le droit « Régimes alimentaires »."
    )


class JourneeLue(Schema):
    jour: date
    activites: list[ActiviteAttendue]


@lire(
    routeur,
    "journees/{jour}",
    EFFECTIFS,
    reponse=JourneeLue,
    titre="Les enfants attendus un jour, par activité et par moment",
)
def journee(request: HttpRequest, jour: date) -> dict[str, Any]:
    """Two queries, a third one for diets."""
    creneaux = list(
        Creneau.objects.filter(jour=jour)
        .select_related("activite")
        .order_by("activite_id", "moment")
    )
    attendus: dict[int, set[int]] = defaultdict(set)
    lus = Reservation.objects.attendues().filter(creneau__jour=jour)
    for creneau, enfant in lus.values_list("creneau", "enfant"):
        attendus[creneau].add(enfant)
    tous = set().union(*attendus.values())
    regimes = _regimes(tous) if peut_lire(request, REGIMES) else None
    par_activite: dict[int, list[Creneau]] = defaultdict(list)
    for creneau in creneaux:
        par_activite[creneau.activite_id].append(creneau)
    compter_les_lignes(request, len(par_activite))
    activites = [_activite(siens, attendus, regimes) for siens in par_activite.values()]
    return {"jour": jour, "activites": activites}


def _activite(
    creneaux: list[Creneau], attendus: dict[int, set[int]], regimes: dict[int, str] | None
) -> dict[str, Any]:
    activite = creneaux[0].activite
    enfants = set().union(*(attendus.get(creneau.pk, set()) for creneau in creneaux))
    return {
        "activite": activite.pk,
        "structure": activite.structure_id,
        "nom": activite.nom,
        "enfants": len(enfants),
        "creneaux": [
            {"moment": moment(un.moment), "attendus": len(attendus.get(un.pk, set()))}
            for un in creneaux
        ],
        "regimes": None if regimes is None else _compter(regimes, enfants),
    }


def _compter(regimes: dict[int, str], enfants: set[int]) -> list[dict[str, Any]]:
    nombres = Counter(regimes[enfant] for enfant in enfants if enfant in regimes)
    return [{"regime": regime, "nombre": nombre} for regime, nombre in sorted(nombres.items())]


def _regimes(enfants: set[int]) -> dict[int, str]:
    """child → diet, of those who have one; ILLISIBLE where no key reads it: it must never look like
    none. It is encrypted: counted here, not by the database."""
    fiches = FicheSanitaire.objects.filter(enfant__in=enfants).only("enfant_id", "regime")
    lus = {fiche.enfant_id: _regime(fiche) for fiche in fiches}
    return {
        enfant: regime for enfant, regime in lus.items() if regime != FicheSanitaire.Regime.AUCUN
    }


def _regime(fiche: FicheSanitaire) -> str:
    try:
        return str(fiche.regime)
    except Illisible:
        return ILLISIBLE
