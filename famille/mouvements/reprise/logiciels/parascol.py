"""Parascol (JVS): one CSV, a line a child, with his two responsables. No quotient. The address is
the first one's: the second's, where it differs, is kept aside."""

from famille.mouvements.reprise.cartes import CarteDeLogiciel, Plan

_ADULTE = {"Nom": "nom", "Prénom": "prenom", "Téléphone": "fixe", "Portable": "portable"}


def _responsable(rang: int, code: str) -> dict[str, str]:
    dites = {f"Responsable {rang} {titre}": f"{code}.{champ}" for titre, champ in _ADULTE.items()}
    return dites | {f"Responsable {rang} Mail": f"{code}.courriel"}


PARASCOL = CarteDeLogiciel(
    "parascol",
    "Parascol",
    tableaux=(
        Plan(
            colonnes={
                "Famille Identifiant": "famille.cle",
                "Responsable 1 Adresse": "famille.voie",
                "Responsable 1 Code postal": "famille.code_postal",
                "Responsable 1 Ville": "famille.commune",
                **_responsable(1, "adulte"),
                **_responsable(2, "adulte.2"),
                "Enfant Nom": "enfant.nom",
                "Enfant Prénom": "enfant.prenom",
                "Enfant Date de naissance": "enfant.naissance",
            },
            distinctifs=("Famille Identifiant", "Responsable 1 Nom", "Enfant Nom"),
        ),
    ),
)
