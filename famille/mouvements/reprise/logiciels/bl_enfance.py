"""BL Enfance (Berger-Levrault): an archive of famille.csv, enfant.csv, enfantFamille.csv and
mandat.csv. No quotient, no registration."""

from famille.mouvements.reprise.cartes import CarteDeLogiciel, Plan

_RESPONSABLE = {
    "nomResp{}": "nom",
    "prenomResp{}": "prenom",
    "telephoneResp{}": "fixe",
    "portableResp{}": "portable",
    "emailResp{}": "courriel",
}


def _responsable(rang: int, code: str) -> dict[str, str]:
    return {titre.format(rang): f"{code}.{champ}" for titre, champ in _RESPONSABLE.items()}


BL_ENFANCE = CarteDeLogiciel(
    "bl-enfance",
    "BL Enfance",
    tableaux=(
        Plan(
            colonnes={
                "id": "famille.cle",
                "adrNumeroVoie": "famille.voie",
                "adrcodePostal": "famille.code_postal",
                "adrLocalite": "famille.commune",
                **_responsable(1, "adulte"),
                **_responsable(2, "adulte.2"),
            },
            distinctifs=("id", "nomResp1", "prenomResp1", "adrNumeroVoie"),
        ),
        Plan(
            colonnes={
                "Id": "enfant.cle",
                "nom": "enfant.nom",
                "prenom": "enfant.prenom",
                "dateNaissance": "enfant.naissance",
            },
            distinctifs=("Id", "sexe", "nom", "prenom", "dateNaissance"),
        ),
        Plan(
            colonnes={"famille_id": "famille.cle", "enfant_id": "enfant.cle"},
            distinctifs=("famille_id", "enfant_id"),
        ),
        Plan(
            colonnes={
                "titulaire_id": "famille.cle",
                "rum": "mandat.rum",
                "dateSignature": "mandat.signature",
                "iban": "mandat.iban",
                "bic": "mandat.bic",
            },
            distinctifs=("titulaire_id", "rum", "iban"),
        ),
    ),
)
