"""Whom one may say that one is: people of the demo town, and one that the town does not know."""

from dataclasses import dataclass
from typing import Any

from demo.ville.comptes import FAMILLES
from demo.ville.foyers.etat_civil import ETATS_CIVILS, SE_SONT_DITS
from famille.regles.identite import FEMININ, FRANCE, EtatCivil

INCONNUE = "fc-angela"
# the official sandbox's own test person
ANGELA = EtatCivil("Dubois", ("Angela", "Claire", "Louise"), FEMININ, "1962-08-24", "75107", FRANCE)
TOUT_DE_SUITE = (
    "Le portail la reconnaît par l’état civil qu’elle y a écrit, et lui ouvre son compte."
)
PAR_UN_LIEN = (
    "Un agent a écrit cet état civil : par prudence, le portail envoie un lien à l’adresse du"
    " compte."
)
PERSONNE = "Le portail ne connaît personne de ce nom : il demande une adresse, et n’en dit rien."


@dataclass(frozen=True)
class Personne:
    """`cle`: by which the pretend service knows her; `suite`: what the portal will do."""

    cle: str
    etat_civil: EtatCivil
    suite: str

    @property
    def nom(self) -> str:
        return f"{' '.join(self.etat_civil.prenoms)} {self.etat_civil.nom}"

    def dits(self) -> dict[str, Any]:
        """The claims of the contract."""
        connu = self.etat_civil
        return {
            "given_name": " ".join(connu.prenoms),
            "given_name_array": list(connu.prenoms),
            "family_name": connu.nom.upper(),
            "birthdate": connu.naissance,
            "gender": connu.sexe,
            "birthplace": connu.lieu,
            "birthcountry": connu.pays,
            "email": self.cle if "@" in self.cle else "",
        }


def personnes() -> dict[str, Personne]:
    """key → person, as the page shows them."""
    connues = [
        Personne(cle, ETATS_CIVILS[cle], TOUT_DE_SUITE if cle in SE_SONT_DITS else PAR_UN_LIEN)
        for cle in (fiche["courriel"] for fiche in FAMILLES)
        if cle in ETATS_CIVILS
    ]
    return {une.cle: une for une in (*connues, Personne(INCONNUE, ANGELA, PERSONNE))}
