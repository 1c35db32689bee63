"""What ends soon, counted on the admin's home: each figure leads to its list; nobody else sees it,
and a day when nothing ends shows nothing."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.template import Context
from django.utils import timezone
from wagtail.admin.ui.components import Component

from famille.models import AdresseFoyer, Rattachement
from famille.regles.foyer import anniversaire
from famille.socle.connectee import RequeteConnectee
from famille.socle.requetes import RequeteEcrite
from reservations.bureau.droits import VOIR_LES_INSCRIPTIONS
from reservations.models import Inscription

from .finit import HORIZON, qui_finissent

AGES = range(26)  # the last that an activity may have
AGE, DEPART, FIN = "age", "depart", "fin"


@dataclass(frozen=True)
class Fins:
    """How many of each list of `finit`."""

    trop_grands: int = 0
    partants: int = 0
    inscriptions: int = 0


def compter(jour: date) -> Fins:
    """As `ce_qui_finit` lists them, in one query: the home has no time for their names."""
    lues = _FINS.lire(jour=jour, horizon=jour + HORIZON, **_naissances(jour))
    comptes = Counter(
        genre
        for genre, naissance, age_max, fin in lues
        if genre != AGE or _trop_grand(anniversaire(naissance, age_max + 1), fin, jour)
    )
    return Fins(comptes[AGE], comptes[DEPART], comptes[FIN])


def _trop_grand(le: date, fin: date | None, jour: date) -> bool:
    return jour <= le <= jour + HORIZON and (fin is None or fin >= le)


def _naissances(jour: date) -> dict[str, date]:
    """Between which days were born those who pass each age soon. A day wider on each side:
    29 February."""
    du = {f"du_{age}": anniversaire(jour, -age - 1) - timedelta(days=1) for age in AGES}
    return du | {
        f"au_{age}": anniversaire(jour + HORIZON, -age - 1) + timedelta(days=1) for age in AGES
    }


def _dire_les_fins(jour: Any, horizon: Any, **nes: Any) -> QuerySet[Any, Any]:
    fins = _lire(qui_finissent(jour, horizon), FIN)
    departs = _dire_les_departs(jour, horizon)
    return _dire_les_ages(jour, nes).union(*departs, fins, all=True).order_by()


def _dire_les_ages(jour: Any, nes: dict[str, Any]) -> QuerySet[Any, Any]:
    bornes = [
        Q(activite__age_max=age, enfant__naissance__range=(nes[f"du_{age}"], nes[f"au_{age}"]))
        for age in AGES
    ]
    return _lire(Inscription.objects.au(jour).filter(reduce(or_, bornes)), AGE, "activite__age_max")


def _dire_les_departs(jour: Any, horizon: Any) -> list[QuerySet[Any, Any]]:
    """Children whom their last household lets go; those whose household moves away."""
    inscrits = Inscription.objects.au(jour).order_by().values("enfant")
    siens = Rattachement.objects.filter(enfant__in=inscrits)
    restent = Rattachement.objects.filter(Q(fin=None) | Q(fin__gt=horizon))
    demenagent = AdresseFoyer.objects.filter(
        depuis__range=(jour, horizon), dans_agglomeration=False
    )
    partent = siens.filter(fin__range=(jour, horizon)).exclude(enfant__in=restent.values("enfant"))
    suivent = siens.filter(
        Q(fin=None) | Q(fin__gt=horizon), foyer__in=demenagent.order_by().values("foyer")
    )
    return [_lire(partent, DEPART), _lire(suivent, DEPART)]


def _lire(lignes: QuerySet[Any], genre: str, age: Any = Value(0)) -> QuerySet[Any, Any]:  # noqa: B008
    return lignes.order_by().values_list(Value(genre), "enfant__naissance", age, "fin")


_FINS = RequeteEcrite(_dire_les_fins)


class PanneauDesFins(Component):
    name = "ce-qui-finit"
    template_name = "reservations/saisons/panneau_finit.html"
    order = 55

    def __init__(self, fins: Fins) -> None:
        self.fins = fins

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        return {"fins": self.fins, "jours": HORIZON.days}


def panneau(request: RequeteConnectee) -> PanneauDesFins | None:
    """None: this agent may not read registrations, or nothing ends."""
    if not request.user.has_perm(VOIR_LES_INSCRIPTIONS):
        return None
    fins = compter(timezone.localdate())
    return None if fins == Fins() else PanneauDesFins(fins)
