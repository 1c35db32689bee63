"""Who may do what in the admin's booking screens (docs/comprendre/acces.md). modeladmin's
`get_queryset` protects a list only."""

from django.db.models import Model
from wagtail_modeladmin.helpers import PermissionHelper

from famille.comptes.droits import exige, exige_l_un_de
from famille.models import Utilisateur

PLANIFIER = "reservations.planifier_reservation"  # open créneaux, change places, close days, export
GUICHET = "reservations.reserver_au_guichet"  # book for a family, past the deadline too
CHIFFRER = "reservations.lire_chiffres"  # the figures, and no child behind them
CUISINER = "reservations.lire_cuisine"  # the kitchens' orders, and no name
POINTER = "reservations.pointer_reservation"  # the presence lists of one's own centres
# compute, check and publish the invoices of a month
FACTURER = "reservations.facturer_campagnefacturation"
CORRIGER = "famille.corriger_facture"
ENCAISSER = "famille.encaisser_paiement"
VOIR_LES_FACTURES = "famille.view_facture"
VOIR_LES_REDUCTIONS = "reservations.view_reductionaccordee"
ACCORDER = "reservations.add_reductionaccordee"  # grant a reduction, end it, take it back
VOIR_LES_PAYEURS = "famille.view_droitpayeur"  # the rights of families too
TENIR_LES_PAYEURS = "famille.add_droitpayeur"  # note them, follow the statements
# bring the counts of canteens and garderies, undo an import
IMPORTER = "reservations.importer_consommation"
VOIR_LES_BAREMES = "reservations.view_baremepsu"
INSCRIRE = "reservations.add_inscription"
VOIR_LES_INSCRIPTIONS = "reservations.view_inscription"
ECRIRE_AUX_FAMILLES = (
    "famille.ecrire_aux_familles"  # one message to all those of an activity, a day, a school
)


CONSERVER = "famille.change_reglageconservation"  # decide how long things are kept, and purge


class SansSuppression(PermissionHelper):
    """As the group's permissions say, but what bookings rest on is never deleted by hand."""

    def user_can_delete_obj(self, user: Utilisateur, obj: Model) -> bool:
        return False


__all__ = [
    "ACCORDER",
    "CHIFFRER",
    "CONSERVER",
    "CORRIGER",
    "CUISINER",
    "ECRIRE_AUX_FAMILLES",
    "ENCAISSER",
    "FACTURER",
    "GUICHET",
    "IMPORTER",
    "INSCRIRE",
    "PLANIFIER",
    "POINTER",
    "TENIR_LES_PAYEURS",
    "VOIR_LES_BAREMES",
    "VOIR_LES_FACTURES",
    "VOIR_LES_INSCRIPTIONS",
    "VOIR_LES_PAYEURS",
    "VOIR_LES_REDUCTIONS",
    "SansSuppression",
    "exige",
    "exige_l_un_de",
]
