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
    lues = _ages(jour).union(*_departs(jour), _fins(jour), all=True).order_by()
    comptes = Counter(
        genre
        for genre, naissance, age_max, fin in lues
        if genre != AGE or _trop_grand(anniversaire(naissance, age_max + 1), fin, jour)
    )
    return Fins(comptes[AGE], comptes[DEPART], comptes[FIN])


def _trop_grand(le: date, fin: date | None, jour: date) -> bool:
    return jour <= le <= jour + HORIZON and (fin is None or fin >= le)


def _ages(jour: date) -> QuerySet[Any, Any]:
    """A day wider on each side: 29 February."""
    nes = [
        Q(
            activite__age_max=age,
            enfant__naissance__range=(
                anniversaire(jour, -age - 1) - timedelta(days=1),
                anniversaire(jour + HORIZON, -age - 1) + timedelta(days=1),
            ),
        )
        for age in AGES
    ]
    return _lire(Inscription.objects.au(jour).filter(reduce(or_, nes)), AGE, "activite__age_max")


def _departs(jour: date) -> list[QuerySet[Any, Any]]:
    """Children whom their last household lets go; those whose household moves away."""
    borne = (jour, jour + HORIZON)
    inscrits = Inscription.objects.au(jour).order_by().values("enfant")
    siens = Rattachement.objects.filter(enfant__in=inscrits)
    restent = Rattachement.objects.filter(Q(fin=None) | Q(fin__gt=borne[1]))
    demenagent = AdresseFoyer.objects.filter(depuis__range=borne, dans_agglomeration=False)
    return [
        _lire(une, DEPART)
        for une in (
            siens.filter(fin__range=borne).exclude(enfant__in=restent.values("enfant")),
            siens.filter(
                Q(fin=None) | Q(fin__gt=borne[1]), foyer__in=demenagent.order_by().values("foyer")
            ),
        )
    ]


def _fins(jour: date) -> QuerySet[Any, Any]:
    return _lire(qui_finissent(jour), FIN)


def _lire(lignes: QuerySet[Any], genre: str, age: Any = Value(0)) -> QuerySet[Any, Any]:  # noqa: B008
    return lignes.order_by().values_list(Value(genre), "enfant__naissance", age, "fin")


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
