"""What `famille` offers, as every room does (famille.socle.offres)."""

from .documents import retenues
from .donnees import du_dossier
from .factures.liste import ListeDesFactures
from .factures.panneau import PanneauDesFactures
from .factures.papiers import AttestationsFiscales, PapiersDesFactures, Recus
from .foyers.bureau import journal_acces
from .foyers.bureau.droits import VOIR, VOIR_LES_FACTURES
from .foyers.bureau.liste import ListeDesFoyers
from .listes.export import genre_de
from .messages.actions_agents import DROIT as REPONDRE
from .messages.bureau.liste import ListeDesMessages
from .prelevement.papiers import Mandats
from .regie.bureau import export as export_de_la_regie
from .regie.bureau.droits import ENCAISSER, PRELEVER
from .socle.offres import EXPORT, GenreDeTravail, Offre
from .socle.offres.menus import Ecran, Rayon
from .tableau_de_bord.du_foyer import MaFamille, MesDocuments, Messages

_ARGENT = Rayon.FACTURATION

ECRANS = (
    Ecran(_ARGENT, "Factures", "factures:liste", "list-ul", (VOIR_LES_FACTURES,), 25),
    Ecran(_ARGENT, "Lignes à revoir", "factures:a_revoir", "history", (VOIR_LES_FACTURES,), 27),
    Ecran(_ARGENT, "Encaisser", "regie:encaisser", "user", (ENCAISSER,), 30),
    Ecran(_ARGENT, "À vérifier", "regie:a_verifier", "warning", (ENCAISSER,), 32),
    Ecran(_ARGENT, "Prélèvements", "regie:remises", "calendar-alt", (PRELEVER,), 34),
    Ecran(_ARGENT, "Relances", "regie:relances", "mail", (ENCAISSER,), 36),
    Ecran(_ARGENT, "Journal de la régie", "regie:journal", "table", (ENCAISSER,), 38),
)

TRAVAUX = (
    genre_de(ListeDesFoyers, VOIR),
    genre_de(ListeDesMessages, REPONDRE),
    genre_de(ListeDesFactures, VOIR_LES_FACTURES),
    GenreDeTravail(
        export_de_la_regie.GENRE,
        export_de_la_regie.executer,
        ENCAISSER,
        ("Journal de la régie", "regie:journal"),
        a_son_auteur=True,
        gabarit=EXPORT,
    ),
    GenreDeTravail(
        journal_acces.GENRE,
        journal_acces.executer,
        "famille.exporter_consultation",
        ("Journal des consultations", "journal_acces"),
        a_son_auteur=True,
        gabarit=EXPORT,
    ),
)

OFFRE = Offre(
    panneaux=(PanneauDesFactures, Messages, MesDocuments, MaFamille),
    ecrans=ECRANS,
    travaux=TRAVAUX,
    papiers=(PapiersDesFactures, Recus, AttestationsFiscales, Mandats),
    retenues=(retenues.du_dossier,),
    donnees=du_dossier,
)
