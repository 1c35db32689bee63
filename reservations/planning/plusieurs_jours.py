"""Change the places of many days at once. Lowering never goes below what is booked: such a day
keeps what it has."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from famille.models import Travail, Utilisateur
from famille.socle.dire import en_jour
from reservations.models import Activite, Creneau
from reservations.moteur.verrou import ecriture, rejouer, verrouiller
from reservations.regles.blocs import Moment

from .capacite import changer_capacite

if TYPE_CHECKING:
    from famille.travaux.actions import Avancement


_PAR_TRANCHE = 50  # créneaux locked at once: families book meanwhile


@dataclass(frozen=True)
class ChoixCreneaux:
    """The créneaux of an activity from `debut` to `fin` included; only these weekdays (0: Monday)
    and these moments, all of them when empty."""

    activite: Activite
    debut: date
    fin: date
    jours: frozenset[int] = frozenset()
    moments: frozenset[str] = frozenset()

    def creneaux(self) -> QuerySet[Creneau]:
        """QuerySet of Creneau with its places, the nearest first."""
        lignes = Creneau.objects.filter(activite=self.activite, jour__range=(self.debut, self.fin))
        if self.jours:
            lignes = lignes.filter(jour__iso_week_day__in=[jour + 1 for jour in self.jours])
        if self.moments:
            lignes = lignes.filter(moment__in=self.moments)
        return lignes.select_related("places", "activite").order_by("jour", "moment")


@dataclass(frozen=True)
class ApercuPlaces:
    """What a change would do. `avant`: {places today: how many créneaux}; `trop_bas`: those where
    more are booked."""

    creneaux: int
    avant: Counter[int]
    trop_bas: list[Creneau]


def prevoir_places(choix: ChoixCreneaux, capacite: int) -> ApercuPlaces:
    """ApercuPlaces; nothing is written. One query."""
    creneaux = list(choix.creneaux())
    return ApercuPlaces(
        len(creneaux),
        Counter(creneau.places.capacite for creneau in creneaux),
        [creneau for creneau in creneaux if creneau.places.prises > capacite],
    )


def changer_les_places(
    choix: ChoixCreneaux,
    capacite: int,
    *,
    par: Utilisateur | None,
    avancer: "Avancement | None" = None,
) -> tuple[int, list[Any]]:
    """(how many créneaux now have `capacite`, list[Creneau] left at what is booked). Where places
    are added, the queue is served. By slices: each is kept or not as a whole."""
    tous = list(choix.creneaux())
    changes, fait = 0, 0
    gardes: list[Creneau] = []
    for tranche in batched(tous, _PAR_TRANCHE, strict=False):
        garde = rejouer(partial(_changer, tranche, capacite, par), quoi="changer_les_places")
        changes, fait = changes + len(tranche) - len(garde), fait + len(tranche)
        gardes += garde
        if avancer:
            avancer(fait, len(tous))
    return changes, gardes


def _changer(tranche: tuple[Creneau, ...], capacite: int, par: Utilisateur | None) -> list[Any]:
    """The créneaux of this slice that hold more than `capacite`: they get what they hold."""
    par_capacite = defaultdict(list)
    with ecriture():
        places = verrouiller(creneau.pk for creneau in tranche)
        for creneau in tranche:
            creneau.places = places[creneau.pk]
            par_capacite[max(capacite, creneau.places.prises)].append(creneau)
        for voulue, creneaux in sorted(par_capacite.items()):
            changer_capacite([creneau.pk for creneau in creneaux], voulue, par=par)
    return [
        creneau
        for voulue, creneaux in par_capacite.items()
        if voulue > capacite
        for creneau in creneaux
    ]


def nommer(creneau: Creneau) -> str:
    """str: "mercredi 9 décembre, matin"."""
    jour = en_jour(creneau.jour)
    return jour if creneau.moment == Moment.JOURNEE else f"{jour}, {creneau.moment_dit.lower()}"


def executer(travail: Travail, avancer: "Avancement") -> dict[str, Any]:
    """The job "places": parametres dict(activite: pk, debut, fin: ISO days, jours: [int], moments:
    [str], capacite)."""
    demande = travail.parametres
    choix = ChoixCreneaux(
        activite=Activite.objects.get(pk=demande["activite"]),
        debut=date.fromisoformat(demande["debut"]),
        fin=date.fromisoformat(demande["fin"]),
        jours=frozenset(demande["jours"]),
        moments=frozenset(demande["moments"]),
    )
    capacite = demande["capacite"]
    changes, gardes = changer_les_places(choix, capacite, par=travail.par, avancer=avancer)
    phrase = (
        f"{changes} créneau{'x ont' if changes > 1 else ' a'} maintenant {capacite}"
        f" place{'s'[: capacite > 1]}."
    )
    lignes = [{"jour": nommer(creneau), "places": creneau.places.prises} for creneau in gardes]
    return {"phrase": phrase, "gardes": lignes}
