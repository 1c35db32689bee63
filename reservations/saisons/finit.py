"""What ends soon: a child who grows too old for an activity, a household that leaves the town or
its child, a registration that was ended. Agents have the list; parents are told of an age, once,
and of their departure when it is written (guichet.depart)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import AdresseFoyer, Enfant, Foyer, Rattachement
from famille.regles.foyer import anniversaire
from famille.socle.dire import en_lettres
from reservations.models import Activite, Inscription

HORIZON, UN_JOUR = timedelta(days=60), timedelta(days=1)
ETE = (7, 8)  # its first and last months: what ends then ends with its season
TROP_GRAND = GenreDeCourriel("age-atteint", "reservations/age_atteint")


@dataclass(frozen=True)
class FinProche:
    """`le`: the first day on which it is no longer so. `foyers`: the child's households."""

    enfant: Enfant
    le: date
    activite: Activite | None = None
    quoi: str = ""
    foyers: tuple[Foyer, ...] = ()


def trop_grands(jour: date) -> list[FinProche]:
    """Each registration of today whose child will be older than the activity allows, within sixty
    days, by date. Three queries."""
    ages = set(Activite.objects.order_by().values_list("age_max", flat=True))
    if not ages:
        return []
    # a day wider on each side: 29 February
    nes = [
        Q(
            activite__age_max=age,
            enfant__naissance__range=(
                anniversaire(jour, -age - 1) - UN_JOUR,
                anniversaire(jour + HORIZON, -age - 1) + UN_JOUR,
            ),
        )
        for age in ages
    ]
    inscriptions = Inscription.objects.au(jour).filter(reduce(or_, nes))
    lues = list(inscriptions.select_related("enfant", "activite__structure"))
    foyers = _foyers({une.enfant_id for une in lues}, jour)
    fins = []
    for une in lues:
        age = une.activite.age_max
        le = anniversaire(une.enfant.naissance, age + 1)
        if jour <= le <= jour + HORIZON and (une.fin is None or une.fin >= le):
            quoi = f"aura {age + 1} ans : {une.activite} s’arrête à {age} ans"
            siens = tuple(foyers[une.enfant_id])
            fins.append(FinProche(une.enfant, le, une.activite, quoi, siens))
    return _par_date(fins)


def _par_date(fins: list[FinProche]) -> list[FinProche]:
    return sorted(fins, key=lambda une: (une.le, une.enfant.pk))


def _foyers(enfants: Iterable[int], jour: date) -> dict[int, list[Foyer]]:
    residences = Rattachement.objects.filter(
        Q(fin=None) | Q(fin__gte=jour), enfant__in=enfants, debut__lte=jour
    )
    par_enfant: dict[int, list[Foyer]] = defaultdict(list)
    for lien in residences.select_related("foyer").order_by("pk"):
        par_enfant[lien.enfant_id].append(lien.foyer)
    return par_enfant


def partants(jour: date) -> list[FinProche]:
    """Registered children whose last household lets them go, or moves out of the agglomeration,
    within sixty days. Four queries."""
    borne = (jour, jour + HORIZON)
    inscrits = Inscription.objects.au(jour).order_by().values("enfant")
    finissent = Rattachement.objects.filter(fin__range=borne, enfant__in=inscrits)
    la_apres = Rattachement.objects.filter(
        Q(fin=None) | Q(fin__gt=borne[1]), enfant__in=finissent.order_by().values("enfant")
    )
    restent = set(la_apres.values_list("enfant", flat=True))
    fins = [
        FinProche(
            lien.enfant,
            lien.fin + UN_JOUR,
            quoi=f"n’est plus dans le foyer {lien.foyer.nom} après le {en_lettres(lien.fin)}",
            foyers=(lien.foyer,),
        )
        for lien in finissent.select_related("enfant", "foyer")
        if lien.fin and lien.enfant_id not in restent
    ]
    demenagent = AdresseFoyer.objects.filter(depuis__range=borne, dans_agglomeration=False)
    adresses = {une.foyer_id: une for une in demenagent.order_by("depuis")}
    liens = Rattachement.objects.filter(
        Q(fin=None) | Q(fin__gt=borne[1]), foyer__in=adresses, enfant__in=inscrits
    )
    for lien in liens.select_related("enfant", "foyer"):
        adresse = adresses[lien.foyer_id]
        quoi = f"habitera hors de l’agglomération, à {adresse.commune} : ses tarifs changent"
        fins.append(FinProche(lien.enfant, adresse.depuis, quoi=quoi, foyers=(lien.foyer,)))
    return _par_date(fins)


def hors_de_l_ete(jour: date, horizon: date) -> tuple[tuple[date, date], tuple[date, date]]:
    """The days from one to the other before the next summer, and after it; each may be none, and
    then ends before it begins.

    >>> [du.isoformat() for du, _au in hors_de_l_ete(date(2027, 6, 10), date(2027, 8, 9))]
    ['2027-06-10', '2027-09-01']
    """
    annee = jour.year + (jour.month > ETE[1])
    avant, apres = date(annee, ETE[0], 1) - UN_JOUR, date(annee, ETE[1] + 1, 1)
    return (jour, min(horizon, avant)), (max(jour, apres), horizon)


def qui_finissent(jour: date, periodes: Iterable[tuple[date, date]]) -> QuerySet[Inscription]:
    """Registrations that end in one of these periods, from `jour` on, with no other behind them in
    the same activity: those that an agent or a family has ended."""
    suite = Inscription.objects.filter(
        enfant=OuterRef("enfant"), activite=OuterRef("activite"), debut__gt=OuterRef("fin")
    )
    dedans = reduce(or_, (Q(fin__range=une) for une in periodes))
    return Inscription.objects.filter(dedans, ~Exists(suite), debut__lte=jour)


def inscriptions_qui_finissent(jour: date) -> list[FinProche]:
    """Two queries."""
    finissent = qui_finissent(jour, hors_de_l_ete(jour, jour + HORIZON))
    lues = list(finissent.select_related("enfant", "activite__structure"))
    foyers = _foyers({une.enfant_id for une in lues}, jour) if lues else {}
    fins = [
        FinProche(
            une.enfant,
            une.fin + UN_JOUR,
            une.activite,
            f"inscription à {une.activite} jusqu’au {en_lettres(une.fin)}",
            tuple(foyers.get(une.enfant_id, ())),
        )
        for une in lues
        if une.fin
    ]
    return _par_date(fins)


@dataclass(frozen=True)
class CeQuiFinit:
    """All of it, on one day."""

    trop_grands: list[FinProche]
    partants: list[FinProche]
    inscriptions: list[FinProche]

    @property
    def rien(self) -> bool:
        return not (self.trop_grands or self.partants or self.inscriptions)


def ce_qui_finit(jour: date) -> CeQuiFinit:
    """At most ten queries, however many there are."""
    return CeQuiFinit(trop_grands(jour), partants(jour), inscriptions_qui_finissent(jour))


def prevenir_des_ages() -> int:
    """How many mails were written: one an adult, once for a child and an activity. By the
    schedule; may run twice."""
    suites = list(Activite.objects.actives().select_related("structure"))
    return sum(_prevenir(une, suites) for une in trop_grands(timezone.localdate()))


@transaction.atomic
def _prevenir(fin: FinProche, suites: list[Activite]) -> int:
    assert fin.activite is not None
    age = fin.activite.age_max + 1
    ensuite = [str(une) for une in suites if une.age_min <= age <= une.age_max]
    ecrits = 0
    for foyer, adultes in adultes_de(fin.foyers).items():
        for adulte in adultes:
            contexte = {
                "prenom": adulte.first_name,
                "enfant": fin.enfant.prenom,
                "age": age,
                "le": fin.le,
                "activite": str(fin.activite),
                "age_max": fin.activite.age_max,
                "ensuite": ensuite,
                "lien": adresse_absolue(reverse("reservations:calendrier")),
            }
            cle = TROP_GRAND.cle(fin.enfant.pk, fin.activite.pk, foyer).pour(adulte)
            ecrits += bool(preparer(cle, adulte.email, contexte))
    return ecrits
