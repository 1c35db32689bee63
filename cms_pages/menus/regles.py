"""A week of meals: its labels, and what the law asks of it. No database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from famille.regles.repas import PAR_CODE, PlatServi

# code → words shown. Those of EGAlim first (CRPM, L230-5-1), then what families like to know.
LABELS = {
    "bio": "Bio",
    "label-rouge": "Label rouge",
    "aop": "AOP ou AOC",
    "igp": "IGP",
    "stg": "STG",
    "hve": "Haute valeur environnementale",
    "peche-durable": "Pêche durable",
    "rup": "Région ultrapériphérique",
    "equitable": "Commerce équitable",
    "fermier": "Fermier",
    "local": "Local",
    "maison": "Fait maison",
    "vegetarien": "Végétarien",
}
VEGETARIEN = "vegetarien"
SANS_VEGETARIEN = (
    "Aucun menu végétarien cette semaine : les cantines scolaires en doivent un par semaine."
    " Écrivez « (végétarien) » après le plat du jour sans viande ni poisson."
)
# what a vegetarian meal does not hold, as far as allergens tell it
CHAIRS = frozenset({"crustaces", "poissons", "mollusques"})


@dataclass(frozen=True)
class PlatEcrit(PlatServi):
    """A dish on its day."""

    jour: date = date.min

    @property
    def dits(self) -> list[str]:
        """Its allergens, then its labels, in words."""
        return [
            *(PAR_CODE[code].court for code in self.allergenes if code in PAR_CODE),
            *(LABELS[code].lower() for code in self.labels if code in LABELS),
        ]


def jours_vegetariens(plats: Iterable[PlatEcrit]) -> list[date]:
    """Days of which a dish is said vegetarian, and none holds fish, crustaceans or molluscs."""
    trouves = []
    for jour, siens in groupby(sorted(plats, key=_jour), key=_jour):
        du_jour = list(siens)
        dit = any(VEGETARIEN in plat.labels for plat in du_jour)
        if dit and not any(CHAIRS & set(plat.allergenes) for plat in du_jour):
            trouves.append(jour)
    return trouves


def remarques(plats: Iterable[PlatEcrit]) -> list[str]:
    """What an editor should know before publishing; nothing of it forbids."""
    plats = list(plats)
    if not plats:
        return []
    dites = [] if jours_vegetariens(plats) else [SANS_VEGETARIEN]
    muets = [plat.nom for plat in plats if not plat.allergenes]
    if len(muets) == len(plats):
        dites.append(
            "Aucun allergène n’est indiqué : les familles n’en sauront rien. La cuisine vous les"
            " donne ; écrivez-les entre parenthèses après chaque plat."
        )
    return dites


def _jour(plat: PlatEcrit) -> date:
    return plat.jour
