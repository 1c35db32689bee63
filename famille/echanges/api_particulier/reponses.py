"""What the service's answers mean. No network here: a status, headers and a body go in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

REGIMES = {"CNAF": "CAF", "MSA": "MSA"}
VALEUR_MAX = 99_999  # euros a month: beyond, the answer is not one
RESSOURCES_MAX = 9_999_999
ENFANTS_MAX = 30
MOIS_D_AVANT = 24  # that the service remembers
NON_REFERENCE = "35003"
MAL_ECRIT, SANS_SIRET = "00366", "00203"
INSTANT = 1_000_000_000  # a number of seconds above is a moment, not a delay
ATTENTE_PAR_DEFAUT, ATTENTE_MAX = 1.0, 86_400.0


class Issue(StrEnum):
    """How a question ended, when it was not by what was asked."""

    ABSENT = "absent"  # no file at the CAF nor at the MSA
    INCONNU = "inconnu"  # the person is not found by what we said of her
    TROP = "trop"  # too many questions: later
    DOUBLE = "double"  # the same question is being answered
    REFUSE = "refuse"  # this question alone, for a reason that we do not know
    PANNE = "panne"  # silent, broken, or says what cannot be read
    FERME = "ferme"  # our token, our right or our settings: no other question will do better


class Echec(Exception):
    """`code`: the service's own, never a word of a person. `attendre`: seconds before another
    question, where it said so. `statut`: of HTTP; 0: nobody answered in time; None: the answer was
    whole, and says what cannot be."""

    def __init__(
        self, issue: Issue, code: str = "", attendre: float = 0.0, *, statut: int | None = None
    ) -> None:
        super().__init__(f"{issue} {code}".strip())
        self.issue, self.code, self.attendre, self.statut = issue, code, attendre, statut

    @property
    def est_un_silence(self) -> bool:
        """Whether the next question would wait for nothing too."""
        return self.issue is Issue.PANNE and self.statut == 0

    @property
    def est_une_coupure(self) -> bool:
        """Whether the service itself is in trouble, and not what it says of one person."""
        return self.issue is Issue.PANNE and self.statut is not None


@dataclass(frozen=True)
class Quotient:
    """`mois`: the month to which it applies; `calcule`: when it was reckoned (first days)."""

    valeur: int
    mois: date
    calcule: date
    regime: str  # "CAF" or "MSA"


@dataclass(frozen=True)
class Participation:
    """What the PSU tariff of a crèche is reckoned by. `ressources`: euros a year."""

    ressources: int
    annee: int
    enfants: int
    enfants_aeeh: int


def echec_de(statut: int, en_tetes: Mapping[str, str], lu: object, maintenant: datetime) -> Echec:
    """The Echec that an answer other than 200 is. `lu`: its JSON, or None."""
    code = _code(lu)
    if statut == 404 and code:
        return Echec(Issue.INCONNU if code == NON_REFERENCE else Issue.ABSENT, code)
    if statut == 422:
        # what we say of the person, our own settings (recipient), or something new
        connus = {MAL_ECRIT: Issue.INCONNU, SANS_SIRET: Issue.FERME}
        return Echec(connus.get(code, Issue.REFUSE), code or "422", statut=statut)
    if statut in (401, 403):
        return Echec(Issue.FERME, code or str(statut))
    if statut == 409:
        return Echec(Issue.DOUBLE, code, ATTENTE_PAR_DEFAUT)
    if statut == 429:
        return Echec(Issue.TROP, code, attente(en_tetes, maintenant) or ATTENTE_PAR_DEFAUT)
    attendre = attente(en_tetes, maintenant)
    return Echec(Issue.PANNE, code or f"HTTP {statut}", attendre, statut=statut)


def attente(en_tetes: Mapping[str, str], maintenant: datetime) -> float:
    """Seconds that `Retry-After` or, without it, `RateLimit-Reset` asks to wait; 0.0: neither says.

    >>> attente({"Retry-After": "30"}, datetime(2026, 11, 28, tzinfo=UTC))
    30.0
    """
    dit = en_tetes.get("Retry-After") or en_tetes.get("RateLimit-Reset") or ""
    try:
        secondes = float(int(dit))
    except ValueError:
        try:
            quand = parsedate_to_datetime(dit)
        except ValueError:
            return 0.0
        quand = quand if quand.tzinfo else quand.replace(tzinfo=UTC)
        secondes = (quand - maintenant).total_seconds()
    if secondes > INSTANT:
        secondes -= maintenant.timestamp()
    return min(max(secondes, 0.0), ATTENTE_MAX)


def quotient_de(lu: object, jour: date) -> Quotient:
    """Echec: the answer has not what was asked (a right is missing), or says what cannot be."""
    dit = _objet(_donnees(lu), "quotient_familial")
    mois = _mois(dit, "annee", "mois", jour)
    calcule = _mois(dit, "annee_calcul", "mois_calcul", jour)
    regime = REGIMES.get(str(dit.get("fournisseur")))
    if regime is None:
        raise Echec(Issue.PANNE, "régime")
    return Quotient(_entier(dit, "valeur", VALEUR_MAX), mois, calcule, regime)


def participation_de(lu: object) -> Participation:
    """Echec, as `quotient_de`."""
    dit = _objet(_donnees(lu), "parametres_calcul_participation_familiale")
    base = _objet(dit, "base_ressources_annuelles")
    return Participation(
        _entier(base, "valeur", RESSOURCES_MAX),
        _entier(base, "annee_calcul", date.max.year),
        _entier(dit, "nombre_enfants_a_charge", ENFANTS_MAX),
        _entier(dit, "nombre_enfants_beneficiaire_aeeh", ENFANTS_MAX),
    )


def _donnees(lu: object) -> Mapping[str, Any]:
    donnees = lu.get("data") if isinstance(lu, dict) else None
    if not isinstance(donnees, dict):
        raise Echec(Issue.PANNE, "illisible")
    return donnees


def _objet(dit: Mapping[str, Any], nom: str) -> Mapping[str, Any]:
    """The tokens of the town mask what their habilitation does not give: the key is then missing,
    or null."""
    objet = dit.get(nom)
    if objet is None:
        raise Echec(Issue.FERME, f"sans {nom}")
    if not isinstance(objet, dict):
        raise Echec(Issue.PANNE, nom)
    return objet


def _entier(dit: Mapping[str, Any], nom: str, maximum: int) -> int:
    valeur = dit.get(nom)
    if not isinstance(valeur, int) or isinstance(valeur, bool) or not 0 <= valeur <= maximum:
        raise Echec(Issue.PANNE, nom)
    return valeur


def _mois(dit: Mapping[str, Any], annee: str, mois: str, jour: date) -> date:
    """The first day of the month; one that is to come, or that the service has forgotten, is no
    answer."""
    try:
        premier = date(_entier(dit, annee, date.max.year), _entier(dit, mois, 12), 1)
    except ValueError as erreur:
        raise Echec(Issue.PANNE, mois) from erreur
    ecoules = (jour.year - premier.year) * 12 + jour.month - premier.month
    if not 0 <= ecoules <= MOIS_D_AVANT:
        raise Echec(Issue.PANNE, mois)
    return premier


def _code(lu: object) -> str:
    """The first error's code: digits only, so that nothing of a person is kept by it."""
    erreurs = lu.get("errors") if isinstance(lu, dict) else None
    premiere = erreurs[0] if isinstance(erreurs, list) and erreurs else None
    code = str(premiere.get("code", "")) if isinstance(premiere, dict) else ""
    return code[:8] if code.isdigit() else ""
