"""The questions, one HTTP request each: no redirection is followed, an answer is bounded in size
and in time, and nothing of a person is logged: the query holds a civil status."""

import logging
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import requests
from django.utils import timezone

from famille.comptes.openid.reseau import SessionBornee
from famille.socle.texte import lire_json

from .personne import Personne
from .reponses import (
    Echec,
    Issue,
    Participation,
    Quotient,
    echec_de,
    participation_de,
    quotient_de,
)

logger = logging.getLogger(__name__)
DELAI = (3.05, 8.0)  # seconds to connect, then of silence
ENTIER = 10.0  # seconds for all of an answer, however it comes
REPONSE_MAX = 65_536  # bytes; an answer has two thousand
LOCAUX = {"localhost", "127.0.0.1", "::1"}
QUOTIENT = "/v3/dss/quotient_familial"
EAJE = "/v3/dss/participation_familiale_eaje"


@dataclass(frozen=True)
class ApiParticulier:
    """`siret`: of the town, which receives the data. The methods raise Echec."""

    adresse: str
    jeton: str
    siret: str
    delai: tuple[float, float] = DELAI
    entier: float = ENTIER

    def quotient(self, qui: Personne, mois: date | None = None) -> Quotient:
        """Of the CAF or the MSA. `mois`: the month wanted, else the current one."""
        lu = self._lire(f"{QUOTIENT}/identite", [*qui.parametres(), *_mois(mois)], self.jeton)
        return quotient_de(lu, timezone.localdate())

    def quotient_france_connect(self, jeton: str, mois: date | None = None) -> Quotient:
        """`jeton`: the access token that FranceConnect gave for this person, a minute ago at
        most."""
        lu = self._lire(f"{QUOTIENT}/france_connect", _mois(mois), jeton)
        return quotient_de(lu, timezone.localdate())

    def participation(self, qui: Personne) -> Participation:
        return participation_de(self._lire(f"{EAJE}/identite", qui.parametres(), self.jeton))

    def participation_france_connect(self, jeton: str) -> Participation:
        return participation_de(self._lire(f"{EAJE}/france_connect", [], jeton))

    def _lire(self, chemin: str, parametres: list[tuple[str, str]], jeton: str) -> Any:
        """The JSON of a 200. Only the path and the code of what failed go to the log."""
        try:
            return self._demander(chemin, [*parametres, ("recipient", self.siret)], jeton)
        except Echec as echec:
            if echec.issue in (Issue.FERME, Issue.REFUSE, Issue.PANNE):
                gravite = logging.ERROR if echec.issue is Issue.FERME else logging.WARNING
                logger.log(gravite, "API Particulier %s: %s", chemin, echec)
            raise

    def _demander(self, chemin: str, parametres: list[tuple[str, str]], jeton: str) -> Any:
        en_tetes = {
            "Authorization": f"Bearer {jeton}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "Portail-Famille",
        }
        try:
            with SessionBornee(self.delai, self.entier) as session:
                session.trust_env = urlsplit(self.adresse).hostname not in LOCAUX
                reponse = session.get(self.adresse + chemin, params=parametres, headers=en_tetes)
        except (requests.RequestException, OSError) as erreur:
            raise Echec(Issue.PANNE, type(erreur).__name__, statut=0) from None
        if len(reponse.content) > REPONSE_MAX:
            raise Echec(Issue.PANNE, "trop long")
        lu = lire_json(reponse.content)
        if reponse.status_code != requests.codes.ok:
            raise echec_de(reponse.status_code, reponse.headers, lu, timezone.now())
        return lu


def _mois(mois: date | None) -> list[tuple[str, str]]:
    return [("annee", str(mois.year)), ("mois", str(mois.month))] if mois else []
