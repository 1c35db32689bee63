"""What `famille` offers, as every room does (famille.socle.offres)."""

from .argent.factures import api as factures_lues
from .argent.factures.courrier import fiscales as fiscales_par_courrier
from .argent.factures.liste import ListeDesFactures, ListeDesLignesARevoir
from .argent.factures.panneau import PanneauDesFactures
from .argent.factures.papiers import AttestationsFiscales, PapiersDesFactures, Recus
from .argent.factures.recherche import FacturesNumerotees
from .argent.factures.volet import VoletFactures
from .argent.prelevement.papiers import Mandats
from .argent.prelevement.recherche import MandatsNumerotes
from .argent.regie.bureau import export as export_de_la_regie
from .argent.regie.bureau.droits import ENCAISSER, PRELEVER, TITRER
from .argent.regie.bureau.listes import (
    ListeDesCredits,
    ListeDesLignesBancaires,
    ListeDesRelances,
    ListeDesRemises,
    ListeDesRetours,
    ListeDesTitres,
)
from .argent.regie.bureau.recherche import RecusNumerotes
from .argent.regie.bureau.recouvrement.listes import ListeDeLaBalance, ListeDuTresor
from .argent.regie.restes import de_l_argent
from .dossier.documents import retenues
from .dossier.foyers.bureau.dossier import (
    VoletDocuments,
    VoletFamille,
    VoletHistorique,
    VoletPapiers,
)
from .dossier.foyers.bureau.droits import MODIFIER, VOIR, VOIR_LES_FACTURES
from .dossier.foyers.bureau.ecoles import LISTE as ECOLES
from .dossier.foyers.bureau.ecoles import PASSAGE
from .dossier.foyers.bureau.journal_acces import EXPORTER as EXPORTER_LE_JOURNAL
from .dossier.foyers.bureau.journal_acces import ListeDesConsultations
from .dossier.foyers.bureau.liste import ListeDesFoyers
from .dossier.foyers.bureau.notes import VoletNotes
from .dossier.foyers.ecoles import passage_ville
from .dossier.fusion.lignes import SalleDesFamilles
from .dossier.listes.export import genre_de
from .dossier.messages.actions_agents import DROIT as REPONDRE
from .dossier.messages.bureau.liste import ListeDesMessages
from .dossier.messages.bureau.volet import VoletMessages
from .dossier.tableau_de_bord.du_foyer import MaFamille, MesDocuments, Messages
from .echanges.webhooks.faits import DES_FAMILLES
from .mouvements.donnees import du_dossier
from .mouvements.invitations import lettres
from .mouvements.invitations.bureau import DROIT as INVITER
from .mouvements.invitations.bureau import IMPRIMER
from .mouvements.invitations.bureau import LISTE as INVITATIONS
from .mouvements.invitations.bureau.vues import ListeDesInvitations
from .mouvements.reprise import actions as reprise
from .mouvements.reprise.bureau.droits import REPRENDRE
from .mouvements.reprise.export import actions as export_des_familles
from .mouvements.reprise.sujets import SUJETS
from .socle.offres import EXPORT, GenreDeTravail, Offre
from .socle.offres.menus import Ecran, Rayon

_ARGENT = Rayon.FACTURATION

ECRANS = (
    Ecran(Rayon.FAMILLES, "Écoles", ECOLES, "home", (VOIR,), 300),
    Ecran(Rayon.FAMILLES, "Passage de classe", PASSAGE, "arrow-up", (MODIFIER,), 305),
    Ecran(Rayon.FAMILLES, "Invitations", INVITATIONS, "mail", (INVITER,), 310),
    Ecran(
        Rayon.FAMILLES,
        "Tout exporter",
        "export_des_familles",
        "download",
        (export_des_familles.EXPORTER,),
        330,
    ),
    Ecran(_ARGENT, "Factures", "factures:liste", "list-ul", (VOIR_LES_FACTURES,), 25),
    Ecran(_ARGENT, "Lignes à revoir", "factures:a_revoir", "history", (VOIR_LES_FACTURES,), 27),
    Ecran(_ARGENT, "Encaisser", "regie:encaisser", "user", (ENCAISSER,), 30),
    Ecran(_ARGENT, "À vérifier", "regie:a_verifier", "warning", (ENCAISSER,), 32),
    Ecran(_ARGENT, "Prélèvements", "regie:remises", "calendar-alt", (PRELEVER,), 34),
    Ecran(_ARGENT, "Retours de la banque", "regie:retours", "download", (PRELEVER,), 34),
    Ecran(_ARGENT, "Remboursements", "regie:remboursements", "undo", (PRELEVER,), 35),
    Ecran(_ARGENT, "Relances", "regie:relances", "mail", (ENCAISSER,), 36),
    Ecran(_ARGENT, "Échéanciers", "regie:echeanciers", "calendar-check", (ENCAISSER,), 37),
    Ecran(_ARGENT, "Balance âgée", "regie:balance", "order", (ENCAISSER,), 37),
    Ecran(_ARGENT, "Trésor public", "regie:tresor", "doc-full", (ENCAISSER,), 37),
    Ecran(_ARGENT, "Titres", "regie:titres", "doc-full", (TITRER,), 37),
    Ecran(_ARGENT, "Journal de la régie", "regie:journal", "table", (ENCAISSER,), 38),
)

TRAVAUX = (
    genre_de(ListeDesFoyers, VOIR),
    genre_de(ListeDesMessages, REPONDRE),
    genre_de(ListeDesFactures, VOIR_LES_FACTURES),
    genre_de(ListeDesLignesARevoir, VOIR_LES_FACTURES),
    genre_de(ListeDesRelances, ENCAISSER),
    genre_de(ListeDesRemises, PRELEVER),
    genre_de(ListeDeLaBalance, ENCAISSER),
    genre_de(ListeDuTresor, ENCAISSER),
    genre_de(ListeDesTitres, TITRER),
    genre_de(ListeDesCredits, PRELEVER),
    genre_de(ListeDesRetours, PRELEVER),
    genre_de(ListeDesLignesBancaires, PRELEVER),
    genre_de(ListeDesConsultations, EXPORTER_LE_JOURNAL),
    genre_de(ListeDesInvitations, INVITER),
    *(
        GenreDeTravail(de.GENRE, de.executer, droit, retour, a_son_auteur=True, gabarit=EXPORT)
        for de, droit, retour in (
            (export_de_la_regie, ENCAISSER, ("Journal de la régie", "regie:journal")),
            (
                export_des_familles,
                export_des_familles.EXPORTER,
                ("Exporter tous les dossiers", "export_des_familles"),
            ),
            (
                fiscales_par_courrier,
                VOIR_LES_FACTURES,
                ("Attestations fiscales par courrier", "factures:fiscales_par_courrier"),
            ),
            (lettres, IMPRIMER, ("Invitations", INVITATIONS)),
        )
    ),
    *(
        GenreDeTravail(code, executer, MODIFIER, ("Passage de classe", PASSAGE))
        for code, executer in (
            (passage_ville.GENRE, passage_ville.executer),
            (passage_ville.GENRE_ANNULATION, passage_ville.executer_annulation),
        )
    ),
    *(
        GenreDeTravail(code, executer, REPRENDRE, ("Reprise", "reprise:liste"))
        for code, executer in (
            (reprise.ESSAI, reprise.executer_essai),
            (reprise.IMPORT, reprise.executer_import),
            (reprise.ANNULATION, reprise.executer_annulation),
        )
    ),
)

OFFRE = Offre(
    panneaux=(PanneauDesFactures, Messages, MesDocuments, MaFamille),
    volets=(
        *(VoletFamille, VoletFactures, VoletMessages, VoletDocuments, VoletPapiers),
        *(VoletNotes, VoletHistorique),
    ),
    numerotes=(FacturesNumerotees, RecusNumerotes, MandatsNumerotes),
    ecrans=ECRANS,
    travaux=TRAVAUX,
    reprise=SUJETS,
    api=(factures_lues.OFFERT,),
    faits=DES_FAMILLES,
    papiers=(PapiersDesFactures, Recus, AttestationsFiscales, Mandats),
    retenues=(retenues.du_dossier,),
    fusion=SalleDesFamilles,
    donnees=du_dossier,
    restes=(de_l_argent,),
)
