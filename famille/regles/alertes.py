"""What a telephone may be told beside the mail: four things, and the ways by which each may go
(docs/comprendre/alertes.md). One table: the screens, the outbox and the channels read it."""

from dataclasses import dataclass
from datetime import timedelta

COURRIEL, PUSH, SMS = "courriel", "push", "sms"
# What is carried beside the mail, and only to who asked. The mail always leaves.
EN_PLUS = (PUSH, SMS)


@dataclass(frozen=True, slots=True)
class SujetAlerte:
    """`titre` and `explication`: as the screen says them. `validite`: after which it is of no use
    to be told. `urgence`: of RFC 8030, 5.3. `canaux`: by which it may go."""

    code: str
    titre: str
    explication: str
    validite: timedelta
    urgence: str = "normal"
    canaux: tuple[str, ...] = (COURRIEL, *EN_PLUS)


OFFRE = SujetAlerte(
    "offre",
    "Une place m’est proposée",
    "Vous étiez en liste d’attente : la place vous est gardée quelques heures.",
    timedelta(hours=24),
    "high",
)
FERMETURE = SujetAlerte(
    "fermeture",
    "Un accueil est annulé",
    "Grève, fermeture d’un centre ou sortie : un jour réservé ou attendu est annulé.",
    timedelta(days=2),
    "high",
)
ECHEANCE = SujetAlerte(
    "echeance",
    "Je peux encore annuler ou changer",
    "Quelques jours avant, le rappel de la semaine réservée.",
    timedelta(days=2),
)
DECISION = SujetAlerte(
    "decision",
    "Une démarche a reçu sa réponse",
    "Une décision est prise, ou un document vous est demandé.",
    timedelta(days=7),
)
SUJETS = {sujet.code: sujet for sujet in (OFFRE, FERMETURE, ECHEANCE, DECISION)}
