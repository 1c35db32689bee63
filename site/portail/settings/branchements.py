"""What each room offers to the others, by name: none imports the other (docs/architecture.md). `base` takes all."""

# What the dashboard shows, in order, by column. Apps offer their panels (docs/architecture.md).
PANNEAUX = [
    "reservations.panneaux.Reservations",
    "demarches.panneaux.EnCours",
    "demarches.panneaux.Suivi",
    "famille.panneau_factures.Factures",
    "famille.panneaux.Messages",
    "famille.panneaux.MaFamille",
    "cms_pages.panneaux.Informations",
    "demarches.panneaux.Disponibles",
]
# Long jobs of the rooms that `reservations` does not know: what does one, who may ask for it, where its page goes back.
TRAVAUX = {
    "demandes": {
        "fonction": "demarches.export.executer",
        "permission": "demarches.instruire_demande",
        "rayon": ("Demandes", "demandes_modeladmin_index"),
    },
    "demandes-de-place": {
        "fonction": "demarches.export_places.executer",
        "permission": "demarches.instruire_demande",
        "rayon": ("Demandes de place", "demandes_places"),
    },
    "regie-journal": {
        "fonction": "famille.regie.export.executer",
        "permission": "famille.encaisser_paiement",
        "rayon": ("Journal de la régie", "regie:journal"),
    },
    "journal-acces": {
        "fonction": "famille.journal_acces.executer",
        "permission": "famille.exporter_consultation",
        "rayon": ("Journal des consultations", "journal_acces"),
    },
}
MOTEUR_DES_TRAVAUX = "portail.travaux"
# What the family's page offers in order to change the file: a function that returns dict code → dict(titre, lien).
DEMARCHES_OUVERTES = "portail.offres.demarches_ouvertes"
# What registrations ask of a child's file: a function that annotates the children (famille.dossier_enfant).
BESOINS_DES_ENFANTS = "reservations.besoins.avec_besoins"
# What other rooms know of conversations: those that are theirs, and the door by which they are written in.
ATTACHES_DES_FILS = "demarches.messagerie.Demandes"
# Why a document can't be deleted: functions (documents, households of the reader) -> dict key -> sentence.
RETENUES_DES_DOCUMENTS = ["famille.retenues.du_dossier", "demarches.retenues.des_demandes"]
# What each room knows of a person, and what may be deleted of it; who depends on others comes first (docs/donnees.md).
DONNEES_PERSONNELLES = [
    "portail.donnees_personnelles",
    "demarches.donnees_personnelles",
    "reservations.donnees_personnelles",
    "famille.donnees.du_dossier",
]
# The papers that the portal issues to a household, by the room that keeps them, and what heads them (docs/papiers.md).
PAPIERS = [
    "demarches.papiers.Demandes",
    "reservations.papiers.Reservations",
    "famille.papiers.factures.Factures",
    "famille.papiers.factures.Recus",
    "famille.papiers.factures.AttestationsFiscales",
    "famille.papiers.mandats.Mandats",
]
EN_TETE = "cms_pages.en_tete.en_tete"
# What everybody knows of the town: no password is made of it (famille.mots_de_passe).
NOMS_DE_LA_VILLE = "cms_pages.en_tete.noms_de_la_ville"
