"""What sending then validating each démarche changes, as `remplissages` fills it: every field of
every row, and nothing else."""

from demarches.catalogue.prelevement_automatique.mandat import TEXTE
from famille.models import Autorisation, Service
from famille.regles.repas import ALLERGENES
from tests.demarches.photo import AJOUTE, CHANGE, OTE

MAINTENANT, CE_JOUR = "25/11/2026 14:32", "25/11/2026"
FOYER, CAMILLE, SOPHIE = {"foyer": "Foyer Martin"}, "Camille Martin", "Sophie Renard"

ALLERGIES = {
    "allergenes": str([un.code for un in ALLERGENES]),
    "allergies": "Texte",
    "allergies_medicaments": "Texte",
    "allergies_autres": "Texte",
}


def ajoute(modele, **champs):
    return AJOUTE, modele, champs


def change(modele, nom, /, **champs):
    """`champs`: (before, after)."""
    return CHANGE, modele, nom, champs


def ote(modele, /, **champs):
    return OTE, modele, champs


def classe(nom, **champs):
    """A piece, handed to the service, then kept on the household's file."""
    return change("Document", nom, remis_le=("", MAINTENANT), **champs, classe_le=("", MAINTENANT))


def sante(enfant, carnet):
    """His health record, his authorisations and his two papers, which from now on both his homes
    see."""
    de_l_enfant = {"foyer": ("Foyer Martin", ""), "valable_jusqu_au": ("", "31/08/2027")}
    fiche = {
        "enfant": enfant,
        "regime": "aucun",
        **ALLERGIES,
        "pai": "True",
        "pai_document": "pai_document.pdf",
        "medecin": "Texte",
        "medecin_telephone": "06 39 98 00 01",
        "vaccins_document": carnet,
        "assurance_compagnie": "MAE",
        "assurance_numero": "A1",
        "assurance_fin": "31/08/2027",
        "valable_jusqu_au": "31/08/2027",
        "modifiee_le": MAINTENANT,
        "modifiee_par": CAMILLE,
    }
    reponses = [
        ajoute(
            "Autorisation", enfant=enfant, genre=genre, accordee="True", par=CAMILLE, le=MAINTENANT
        )
        for genre in Autorisation.Genre.values
    ]
    papiers = [classe("pai_document.pdf", **de_l_enfant), classe(carnet, **de_l_enfant)]
    return [ajoute("FicheSanitaire", **fiche), *reponses, *papiers]


MANDAT = {
    **FOYER,
    "rum": "PF-2026-000001",
    "titulaire": CAMILLE,
    "titulaire_nom": CAMILLE,
    "voie": "12 rue Bourdillon",
    "code_postal": "36000",
    "commune": "Châteauroux",
    "pays": "FR",
    "iban_chiffre": "…",
    "iban_masque": "FR14 •••• 2606",
    "bic": "PSSTFRPP",
    "banque": "LA BANQUE POSTALE",
    "creancier_nom": "Châteauroux Métropole",
    "ics": "FR53ZZZ999999",
    "creancier_adresse": "Place de la République, 36000 Châteauroux",
    "texte": "\n\n".join(TEXTE).format(creancier="Châteauroux Métropole"),
    "signe_le": MAINTENANT,
    "signe_par": CAMILLE,
    "debut": CE_JOUR,
    "rib": "RIB.pdf",
}
MESSAGE = {
    **FOYER,
    "enfant": "Léa Martin",
    "cree_le": MAINTENANT,
    "dernier_le": MAINTENANT,
    "attend_depuis": MAINTENANT,
}
ATTESTATION = (
    "Nous attestons la présence de Léa Martin, du 1er septembre 2026 au 25 novembre 2026 :\n"
    "La Pingaudière · Accueil de loisirs : 1 jour.\n"
    "À remettre à : Texte"
)
DE_CAMILLE = {"lien": "parent", "telephone_portable": "+33639980001"}
CHEZ_MARTIN = {
    "voie": "12 rue Bourdillon",
    "code_postal": "36000",
    "commune": "Châteauroux",
    "pays": "FR",
}
EFFETS = {
    "changement-adresse": [
        ajoute(
            "AdresseFoyer",
            **FOYER,
            voie="4 allée des Lilas",
            complement="Texte",
            code_postal="36130",
            commune="Déols",
            pays="FR",
            depuis=CE_JOUR,
            cree_le=MAINTENANT,
        ),
        change("Foyer", "Foyer Martin", recherche=("", "…"), lieux=("", "…")),
        classe("fichier.pdf", emis_le=("", CE_JOUR), valable_jusqu_au=("", "25/02/2027")),
    ],
    "contact": [
        ajoute(
            "Fil",
            **MESSAGE,
            sujet="Mon dossier",
            recherche="…",
            origine="D-2026-00001",
            etat="a-traiter",
        ),
        ajoute(
            "Message", fil="Mon dossier", auteur=CAMILLE, par=CAMILLE, texte="Texte", le=MAINTENANT
        ),
        change("Document", "fichier.pdf", remis_le=("", MAINTENANT)),
    ],
    "effacement-des-donnees": [
        change("Foyer", "Foyer Martin", nom=("Martin", "Dossier effacé")),
        change(
            "Utilisateur",
            CAMILLE,
            first_name=("Camille", "Compte"),
            last_name=("Martin", "effacé"),
            is_active=("True", ""),
            last_login=(MAINTENANT, ""),
        ),
        ote(
            "Responsable",
            **FOYER,
            utilisateur=CAMILLE,
            prenom="Camille",
            nom="Martin",
            **DE_CAMILLE,
        ),
        ote(
            "AdresseFoyer",
            **FOYER,
            **CHEZ_MARTIN,
            dans_agglomeration="True",
            depuis="01/01/2020",
            cree_le=MAINTENANT,
        ),
        *(
            trace
            for prenom, jour in (("Léa", "14/03/2018"), ("Hugo", "02/06/2021"))
            for trace in (
                ote("Enfant", prenom=prenom, nom="Martin", naissance=jour),
                ote(
                    "Rattachement",
                    enfant=f"{prenom} Martin",
                    **FOYER,
                    garde="principale",
                    debut=jour,
                ),
            )
        ),
    ],
    "informations-du-foyer": [
        ajoute(
            "ContactFamille",
            **FOYER,
            prenom="Paul",
            nom="Roux",
            lien="Grand-père",
            telephone="06 39 98 00 05",
            ordre="1",
            a_prevenir="True",
        ),
        change("Responsable", CAMILLE, telephone_fixe=("", "06 39 98 00 01")),
        change(
            "Foyer", "Foyer Martin", situation=("", "maries"), recherche=("", "…"), lieux=("", "…")
        ),
        *sante("Léa Martin", "carnet.pdf"),
        *sante("Hugo Martin", "carnet.pdf"),
    ],
    "justificatif-medical": [
        change(
            "Reservation",
            "Léa Martin · La Pingaudière · Accueil de loisirs, 09/12/2026, matin",
            presence=("prevu", "absent-justifie"),
        ),
        classe("fichier.pdf"),
    ],
    "naissance": [
        ajoute(
            "Enfant",
            prenom="Rose",
            nom="Martin",
            naissance="20/11/2026",
            lieu_naissance="Châteauroux",
        ),
        ajoute(
            "Rattachement", enfant="Rose Martin", **FOYER, garde="principale", debut="20/11/2026"
        ),
        change("Foyer", "Foyer Martin", recherche=("", "…"), lieux=("", "…")),
        classe("fichier.pdf", enfant=("", "Rose Martin")),
    ],
    "place-en-accueil-de-loisirs": [
        ajoute(
            "AcceptationReglement",
            **FOYER,
            reglement=(
                "Règlement intérieur de La Valla · Accueil de loisirs, à partir du 01/09/2026"
            ),
            enfant="Léa Martin",
            par=CAMILLE,
            le=MAINTENANT,
            origine="demande D-2026-00001",
        ),
        ajoute(
            "Inscription",
            enfant="Léa Martin",
            activite="La Valla · Accueil de loisirs",
            debut=CE_JOUR,
            fin="31/08/2027",
            par=SOPHIE,
            cree_le=MAINTENANT,
        ),
    ],
    "prelevement-automatique": [
        ajoute("MandatSEPA", **MANDAT),
        *(
            ajoute("ServicePreleve", mandat=MANDAT["rum"], **FOYER, service=service)
            for service in Service.values
        ),
        classe("RIB.pdf", valable_jusqu_au=("", "25/11/2027")),
    ],
    "quotient-familial": [
        ajoute(
            "QuotientFamilial",
            **FOYER,
            valeur="842.00",
            debut="01/11/2026",
            fin="31/01/2027",
            source="atteste",
            cree_le=MAINTENANT,
        ),
        classe("fichier.pdf", emis_le=("", "01/11/2026"), valable_jusqu_au=("", "31/01/2027")),
    ],
    # The place is given at once; the record, which says something new, by an agent.
    "reinscription": [
        ajoute(
            "AcceptationReglement",
            **FOYER,
            reglement=(
                "Règlement intérieur de La Valla · Accueil de loisirs, à partir du 01/09/2026"
            ),
            enfant="Léa Martin",
            par=CAMILLE,
            le=MAINTENANT,
            origine="demande D-2026-00001",
        ),
        ajoute(
            "Inscription",
            enfant="Léa Martin",
            activite="La Valla · Accueil de loisirs",
            debut="01/09/2027",
            fin="31/08/2028",
            par=CAMILLE,
            cree_le=MAINTENANT,
        ),
        classe("pai_document.pdf", foyer=("Foyer Martin", ""), valable_jusqu_au=("", "31/08/2028")),
        change(
            "FicheSanitaire",
            "Fiche sanitaire de Léa Martin",
            **{nom: ("", valeur) for nom, valeur in ALLERGIES.items()},
            medecin=("", "Texte"),
            medecin_telephone=("", "06 39 98 00 01"),
            pai_document=("", "pai_document.pdf"),
            assurance_fin=("31/08/2027", "31/08/2028"),
            valable_jusqu_au=("31/08/2027", "31/08/2028"),
            modifiee_par=("", CAMILLE),
        ),
    ],
    "attestation-de-presence": [
        ajoute(
            "Fil",
            **FOYER,
            enfant="Léa Martin",
            sujet="Attestation de présence de Léa",
            recherche="…",
            etat="envoye",
            agent=SOPHIE,
            cree_le=MAINTENANT,
            dernier_le=MAINTENANT,
            reponse_le=MAINTENANT,
        ),
        ajoute(
            "Message",
            fil="Attestation de présence de Léa",
            du_service="True",
            par=SOPHIE,
            le=MAINTENANT,
            auteur="Sophie Renard, gestionnaire des dossiers familles",
            texte=ATTESTATION,
        ),
    ],
}


def effet_de(code):
    """list, as `photo.ecarts`. AssertionError: nobody has said yet what this démarche changes."""
    assert code in EFFETS, (
        f"tests/demarches/effets.py does not say what validating « {code} » changes. Add"
        f" EFFETS[{code!r}]: with an empty list the test shows what it did; check each field"
        " against what the family typed."
    )
    return sorted(EFFETS[code], key=repr)
