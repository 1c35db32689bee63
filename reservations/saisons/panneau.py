"""What ends soon, counted on the admin's home: each figure leads to its list; nobody else sees it,
and a day when nothing ends shows nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.cache import caches
from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, ExtractDay, ExtractMonth
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.template import Context
from django.utils import timezone
from wagtail.admin.ui.components import Component

from famille.models import AdresseFoyer, Enfant, Rattachement, Utilisateur
from famille.regles.foyer import anniversaire
from famille.socle.connectee import RequeteConnectee
from famille.socle.saisie.nombre import Nombre
from reservations.bureau.droits import VOIR_LES_INSCRIPTIONS
from reservations.models import Activite, Inscription

from .finit import HORIZON, UN_JOUR, hors_de_l_ete, qui_finissent

AGES = range(26)  # the last that an activity may have
GARDE = 60  # seconds: Django takes 30 ms to write this query
COMPTES_MAX = 99  # of each; a town a hundred times larger reads no more rows to say "99+"
_JUSQUA = COMPTES_MAX + 1


class _Somme(Nombre):
    """The sum of the one column of a query."""

    template = "(SELECT COALESCE(SUM(_compte), 0) FROM (%(subquery)s) _lignes)"


@dataclass(frozen=True)
class Fins:
    """How many of each list of `finit`, one more than COMPTES_MAX at most."""

    trop_grands: int = 0
    partants: int = 0
    inscriptions: int = 0


def compter(jour: date, *, par: Utilisateur) -> Fins:
    """As `ce_qui_finit` lists them, in one query, asked on the row of the agent who reads: the home
    has no time for their names."""
    quittent, suivent = _departs(jour)
    finissent = qui_finissent(jour, hors_de_l_ete(jour, jour + HORIZON))
    lus = (
        Utilisateur.objects.filter(pk=par.pk)
        .values_list(
            _Somme(_ages(jour)), *(Nombre(_cles(unes)) for unes in (quittent, suivent, finissent))
        )
        .get()
    )
    trop_grands, partent, demenagent, inscriptions = lus
    return Fins(*(min(un, _JUSQUA) for un in (trop_grands, partent + demenagent, inscriptions)))


def _naissances(jour: date, age: int) -> tuple[date, date]:
    """Between which days were born those who pass this age from `jour` to its horizon."""
    du, au = anniversaire(jour, -age - 1), anniversaire(jour + HORIZON, -age - 1)
    while anniversaire(du - UN_JOUR, age + 1) >= jour:  # 29 February
        du -= UN_JOUR
    while anniversaire(au, age + 1) > jour + HORIZON:
        au -= UN_JOUR
    return du, au


def _rang_du_jour(jour: date) -> int:
    """What the place of a day in its year is counted from; who was born on 29 February is a year
    older on 1 March."""
    return 229 if (jour.month, jour.day) == (3, 1) else jour.month * 100 + jour.day


def _rang(champ: Any, depuis: Any) -> Case:
    """The place of a day in the year that begins on that of the rank `depuis`."""
    rang = ExtractMonth(champ) * 100 + ExtractDay(champ)
    return Case(When(LessThan(rang, depuis), then=rang + 1300), default=rang)


def _cles(lignes: QuerySet[Any]) -> QuerySet[Any, Any]:
    return lignes.order_by().values("pk")[:_JUSQUA]


def _ages(jour: date) -> QuerySet[Any, Any]:
    """How many registrations each of these children has that will not suit him: children born in
    the days of an age that some activity has are few, and walked in the index of births."""
    nes = {age: _naissances(jour, age) for age in AGES}
    rang = _rang_du_jour(jour)
    bientot = Q()
    for age, (du, au) in nes.items():
        # nobody is born before NULL: ages that no activity has are not looked for
        si_une = Activite.objects.filter(age_max=age).order_by()
        limite = si_une.values(_au=Cast(Value(au), DateField()))[:1]
        bientot |= Q(naissance__gte=du, naissance__lte=Subquery(limite))
    durent = Q(fin=None) | Q(fin__gt=jour + HORIZON)
    durent |= Q(GreaterThanOrEqual(_rang("fin", rang), OuterRef("_rang")))
    siennes = Inscription.objects.au(jour).filter(
        durent, enfant=OuterRef("pk"), activite__age_max=OuterRef("_age")
    )
    # compared day by day: PostgreSQL takes three times as long to reckon with years
    enfants = Enfant.objects.filter(bientot).alias(
        _age=Case(*(When(naissance__range=une, then=Value(age)) for age, une in nes.items())),
        _rang=_rang("naissance", rang),
    )
    comptes = enfants.annotate(_compte=Nombre(siennes.order_by().values("pk")))
    return comptes.filter(_compte__gt=0).order_by().values("_compte")[:_JUSQUA]


def _departs(jour: date) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Children whom their last household lets go; those whose household moves away."""
    horizon = jour + HORIZON
    reste = Q(fin=None) | Q(fin__gt=horizon)
    inscrit = Exists(Inscription.objects.au(jour).filter(enfant=OuterRef("enfant")))
    restent = Rattachement.objects.filter(reste, enfant=OuterRef("enfant"))
    demenagent = AdresseFoyer.objects.filter(
        depuis__range=(jour, horizon), dans_agglomeration=False
    )
    quittent = Rattachement.objects.filter(inscrit, ~Exists(restent), fin__range=(jour, horizon))
    suivent = Rattachement.objects.filter(
        inscrit, reste, foyer__in=demenagent.order_by().values("foyer")
    )
    return quittent, suivent


class PanneauDesFins(Component):
    name = "ce-qui-finit"
    template_name = "reservations/saisons/panneau_finit.html"
    order = 55

    def __init__(self, fins: Fins) -> None:
        self.fins = fins

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        return {"fins": self.fins, "jours": HORIZON.days, "maximum": COMPTES_MAX}


def panneau(request: RequeteConnectee) -> PanneauDesFins | None:
    """None: this agent may not read registrations, or nothing ends."""
    if not request.user.has_perm(VOIR_LES_INSCRIPTIONS):
        return None
    jour = timezone.localdate()
    fins: Any = caches["proche"].get_or_set(
        f"fins-{jour}", lambda: compter(jour, par=request.user), GARDE
    )
    return None if fins == Fins() else PanneauDesFins(fins)
