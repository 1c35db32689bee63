"""An opening as its page says it: when, how long until it, what is missing for each child."""

from dataclasses import dataclass, field
from datetime import datetime

from famille.models import Enfant, Foyer
from famille.socle.dire import dans, du_au, en_moment, enumerer
from reservations.models import Activite, Ouverture
from reservations.regles.juge import PARIS
from reservations.regles.ouverture import EtatPoint, Point

LIEUX_DITS = 4  # centres of one opening that are named


@dataclass
class FicheEnfant:
    """One child for one opening. `attendu`: he is registered to one of its activities, or was until
    today."""

    foyer: Foyer
    enfant: Enfant
    points: list[Point]
    pret: bool
    attendu: bool

    @property
    def manque(self) -> bool:
        return any(point.etat == EtatPoint.MANQUE for point in self.points)

    @property
    def pastille(self) -> tuple[str, str]:
        """(statut, words) of its pill."""
        if self.manque:
            return "a-completer", "À compléter"
        if self.pret:
            return "validee", "Tout est prêt"
        return "non-analyse", "Pas concerné" if self.attendu else "Pas inscrit"

    @property
    def a_lire(self) -> list[Point]:
        """What is missing first, then what is good to know."""
        return [point for point in self.points if point.etat != EtatPoint.OK]

    @property
    def en_ordre(self) -> list[Point]:
        return [point for point in self.points if point.etat == EtatPoint.OK]


@dataclass
class VueOuverture:
    """`quotients`: (household, what is known of its quotient)."""

    ouverture: Ouverture
    maintenant: datetime
    activites: list[Activite]
    fiches: list[FicheEnfant] = field(default_factory=list)
    quotients: list[tuple[Foyer, Point]] = field(default_factory=list)

    @property
    def ouverte(self) -> bool:
        return self.maintenant >= self.ouverture.ouvre_le

    @property
    def jours(self) -> str:
        return du_au(self.ouverture.debut, self.ouverture.fin)

    @property
    def lieux(self) -> str:
        """The centres, each once; those past the first few are counted."""
        noms = list(dict.fromkeys(a.structure.nom for a in self.activites))
        autres = len(noms) - LIEUX_DITS
        if autres < 2:
            return enumerer(noms)
        return enumerer([*noms[:LIEUX_DITS], f"{autres} autres"])

    @property
    def quand(self) -> str:
        return en_moment(self.ouverture.ouvre_le, self.maintenant)

    @property
    def dans(self) -> str:
        return dans(self.ouverture.ouvre_le, self.maintenant)

    @property
    def mois(self) -> str:
        """ "2026-12": the month of the calendar that shows its first day to come."""
        premier = max(self.ouverture.debut, self.maintenant.astimezone(PARIS).date())
        return f"{premier:%Y-%m}"

    @property
    def secondes(self) -> int:
        """Before the opening, rounded up, for the page's own clock."""
        return max(0, -int(-(self.ouverture.ouvre_le - self.maintenant).total_seconds() // 1))

    @property
    def attendues(self) -> list[FicheEnfant]:
        return [fiche for fiche in self.fiches if fiche.attendu]

    @property
    def toutes_pretes(self) -> bool:
        return (
            bool(self.attendues)
            and not any(fiche.manque for fiche in self.attendues)
            and any(fiche.pret for fiche in self.attendues)
        )
