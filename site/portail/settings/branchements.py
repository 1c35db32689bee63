"""What each room offers to the others, by name: none imports the other
(docs/comprendre/architecture.md). `base` takes all."""

# What the dashboard shows, in order, by column. Apps offer their panels
# (docs/comprendre/architecture.md).
PANNEAUX = [
    "reservations.calendrier.panneaux.Reservations",
    "demarches.suivi.panneaux.EnCours",
    "demarches.suivi.panneaux.Suivi",
    "famille.factures.panneau.Factures",
    "famille.tableau_de_bord.panneaux.Messages",
    "famille.tableau_de_bord.panneaux.MaFamille",
    "cms_pages.panneaux.Informations",
    "demarches.suivi.panneaux.Disponibles",
]
# What each room offers, as one object (famille.socle.offres).
OFFRES = [
    "demarches.offre.OFFRE",
    "reservations.offre.OFFRE",
    "famille.offre.OFFRE",
]
# What the family's page offers in order to change the file: a function that returns dict code →
# dict(titre, lien).
DEMARCHES_OUVERTES = "portail.offres.demarches_ouvertes"
# What registrations ask of a child's file: a function that annotates the children
# (famille.foyers.dossier).
BESOINS_DES_ENFANTS = "reservations.planning.besoins.avec_besoins"
# What other rooms know of conversations: those that are theirs, and the door by which they are
# written in.
ATTACHES_DES_FILS = "demarches.suivi.messagerie.Demandes"
# Why a document can't be deleted: functions (documents, households of the reader) -> dict key ->
# sentence.
RETENUES_DES_DOCUMENTS = [
    "famille.documents.retenues.du_dossier",
    "demarches.donnees.retenues.des_demandes",
]
# What each room knows of a person, and what may be deleted of it; who depends on others comes first
# (docs/comprendre/donnees.md).
DONNEES_PERSONNELLES = [
    "portail.donnees_personnelles",
    "demarches.donnees.des_demandes",
    "reservations.donnees.des_reservations",
    "famille.donnees.du_dossier",
]
# The papers that the portal issues to a household, by the room that keeps them, and what heads them
# (docs/comprendre/papiers.md).
PAPIERS = [
    "demarches.instruction.papiers.Demandes",
    "reservations.apres.papiers.Reservations",
    "famille.factures.papiers.Factures",
    "famille.factures.papiers.Recus",
    "famille.factures.papiers.AttestationsFiscales",
    "famille.prelevement.papiers.Mandats",
]
EN_TETE = "cms_pages.en_tete.en_tete"
# What everybody knows of the town: no password is made of it (famille.comptes.mots_de_passe).
NOMS_DE_LA_VILLE = "cms_pages.en_tete.noms_de_la_ville"
