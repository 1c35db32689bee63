"""What `famille` offers, as every room does (famille.socle.offres)."""

from .factures.liste import ListeDesFactures
from .foyers.bureau import journal_acces
from .foyers.bureau.droits import VOIR, VOIR_LES_FACTURES
from .foyers.bureau.liste import ListeDesFoyers
from .listes.export import genre_de
from .messages.actions_agents import DROIT as REPONDRE
from .messages.bureau.liste import ListeDesMessages
from .regie.bureau import export as export_de_la_regie
from .socle.offres import EXPORT, GenreDeTravail, Offre

TRAVAUX = (
    genre_de(ListeDesFoyers, VOIR),
    genre_de(ListeDesMessages, REPONDRE),
    genre_de(ListeDesFactures, VOIR_LES_FACTURES),
    GenreDeTravail(
        export_de_la_regie.GENRE,
        export_de_la_regie.executer,
        "famille.encaisser_paiement",
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

OFFRE = Offre(travaux=TRAVAUX)
