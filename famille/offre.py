"""What `famille` offers, as every room does (famille.socle.offres)."""

from .foyers.bureau import journal_acces
from .regie.bureau import export as export_de_la_regie
from .socle.offres import EXPORT, GenreDeTravail, Offre

TRAVAUX = (
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
