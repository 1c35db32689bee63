"""What `famille` offers, as every room does (famille.socle.offres)."""

from .documents import retenues
from .donnees import du_dossier
from .factures import api as factures_lues
from .factures.courrier import fiscales as fiscales_par_courrier
from .factures.liste import ListeDesFactures, ListeDesLignesARevoir
from .factures.panneau import PanneauDesFactures
from .factures.papiers import AttestationsFiscales, PapiersDesFactures, Recus
from .factures.recherche import FacturesNumerotees
from .factures.volet import VoletFactures
from .foyers.bureau.dossier import VoletDocuments, VoletFamille, VoletHistorique, VoletPapiers
from .foyers.bureau.droits import MODIFIER, VOIR, VOIR_LES_FACTURES
from .foyers.bureau.ecoles import LISTE as ECOLES
from .foyers.bureau.ecoles import PASSAGE
from .foyers.bureau.journal_acces import EXPORTER as EXPORTER_LE_JOURNAL
from .foyers.bureau.journal_acces import ListeDesConsultations
from .foyers.bureau.liste import ListeDesFoyers
from .foyers.bureau.notes import VoletNotes
from .foyers.ecoles import passage_ville
from .fusion.lignes import SalleDesFamilles
from .invitations import lettres
from .invitations.bureau import DROIT as INVITER
from .invitations.bureau import IMPRIMER
from .invitations.bureau import LISTE as INVITATIONS
from .invitations.bureau.vues import ListeDesInvitations
from .listes.export import genre_de
from .messages.actions_agents import DROIT as REPONDRE
from .messages.bureau.liste import ListeDesMessages
from .messages.bureau.volet import VoletMessages
from .prelevement.papiers import Mandats
from .prelevement.recherche import MandatsNumerotes
from .regie.bureau import export as export_de_la_regie
from .regie.bureau.droits import ENCAISSER, PRELEVER, TITRER
from .regie.bureau.listes import (
    ListeDesCredits,
    ListeDesLignesBancaires,
    ListeDesRelances,
    ListeDesRemises,
    ListeDesRetours,
    ListeDesTitres,
)
from .regie.bureau.recherche import RecusNumerotes
from .regie.bureau.recouvrement.listes import ListeDeLaBalance, ListeDuTresor
from .regie.restes import de_l_argent
from .reprise import actions as reprise
from .reprise.bureau.droits import REPRENDRE
from .reprise.export import actions as export_des_familles
from .reprise.sujets import SUJETS
from .socle.offres import EXPORT, GenreDeTravail, Offre
from .socle.offres.menus import Ecran, Rayon
from .tableau_de_bord.du_foyer import MaFamille, MesDocuments, Messages
from .webhooks.faits import DES_FAMILLES

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
