"""What the law asks for the children of a day, beside what the centre has planned."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from reservations.models import Activite, EncadrementDuJour, PeriodeScolaire, Reservation
from reservations.regles.accueil.encadrement import (
    AGE,
    DIRECTION_COMPTEE,
    Besoin,
    Cadre,
    cadre_du_jour,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reservations.presences.liste import Appel

ABSENTS = (Reservation.Presence.ABSENT, Reservation.Presence.ABSENT_JUSTIFIE)
VENDREDI = 4


@dataclass(frozen=True)
class Encadrement:
    """`besoin`: of the fullest part of the day; `prevu`: what was declared, or None; `sans_heures`:
    the town has not said how long the accueil lasts, and the stricter ratio is taken."""

    besoin: Besoin
    prevu: EncadrementDuJour | None
    sans_heures: bool

    @property
    def manque(self) -> int:
        """How many animators more are needed; 0 for none, or when nobody has said how many."""
        return max(self.besoin.animateurs - self.prevu.animateurs, 0) if self.prevu else 0

    @property
    def direction_comptee(self) -> bool:
        return self.besoin.enfants <= DIRECTION_COMPTEE


def lire_l_encadrement(
    activite: Activite, jour: date, appels: "Iterable[Appel]"
) -> Encadrement | None:
    """Two queries. None: no accueil of children that the State oversees, or nobody is expected."""
    appels = list(appels)
    if not activite.encadree or not appels:
        return None
    prevu = EncadrementDuJour.objects.filter(activite=activite, jour=jour).first()
    moments = {appel.creneau.moment for appel in appels}
    durees = [
        datetime.combine(jour, fin) - datetime.combine(jour, debut)
        for debut, fin in activite.plages(moments)
    ]
    heures = max(durees).total_seconds() / 3600 if durees else None
    vacances = PeriodeScolaire.objects.filter(debut__lte=jour, fin__gte=jour).exists()
    cadre = cadre_du_jour(
        jour_de_classe=not vacances and jour.weekday() <= VENDREDI,
        pedt=activite.structure.pedt,
        heures=heures,
        deplacement=bool(prevu and prevu.deplacement),
    )
    besoins = [_besoin(cadre, appel) for appel in appels]
    le_plus = max(besoins, key=lambda un: (un.animateurs, un.enfants))
    if not le_plus.enfants:
        return None
    return Encadrement(le_plus, prevu, heures is None and cadre != Cadre.EXTRASCOLAIRE)


def _besoin(cadre: Cadre, appel: "Appel") -> Besoin:
    """Of those who are not said absent: an absence that a family has announced is not sure."""
    ages = [ligne.age for ligne in appel.lignes if ligne.etat not in ABSENTS]
    return Besoin(cadre, sum(age < AGE for age in ages), sum(age >= AGE for age in ages))
