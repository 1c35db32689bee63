"""Who may do what in the admin's booking screens (docs/comprendre/acces.md). modeladmin's
`get_queryset` protects a list only."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpResponse
from wagtail_modeladmin.helpers import PermissionHelper

from famille.models import Utilisateur
from famille.socle.connectee import RequeteConnectee

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
# bring the counts of canteens and garderies, undo an import
VOIR_LES_REDUCTIONS = "reservations.view_reductionaccordee"
ACCORDER = "reservations.add_reductionaccordee"  # grant a reduction, end it, take it back
VOIR_LES_PAYEURS = "famille.view_droitpayeur"  # the rights of families too
TENIR_LES_PAYEURS = "famille.add_droitpayeur"  # note them, follow the statements
IMPORTER = "reservations.importer_consommation"
VOIR_LES_BAREMES = "reservations.view_baremepsu"
INSCRIRE = "reservations.add_inscription"
VOIR_LES_INSCRIPTIONS = "reservations.view_inscription"
ECRIRE_AUX_FAMILLES = (
    "famille.ecrire_aux_familles"  # one message to all those of an activity, a day, a school
)


CONSERVER = "famille.change_reglageconservation"  # decide how long things are kept, and purge


def exige_l_un_de(*permissions: str) -> Callable[[Any], Any]:
    """The same, to whoever has none of them."""

    def _decorer(vue: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(vue)
        def _vue(request: RequeteConnectee, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(request.user.has_perm(une) for une in permissions):
                raise PermissionDenied
            return vue(request, *args, **kwargs)

        return _vue

    return _decorer


def exige(*permissions: str) -> Callable[[Any], Any]:
    """Refuse a screen to whoever lacks one of these permissions (PermissionDenied)."""

    def _decorer(vue: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(vue)
        def _vue(request: RequeteConnectee, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perms(permissions):
                raise PermissionDenied
            return vue(request, *args, **kwargs)

        return _vue

    return _decorer


class SansSuppression(PermissionHelper):
    """As the group's permissions say, but what bookings rest on is never deleted by hand."""

    def user_can_delete_obj(self, user: Utilisateur, obj: Model) -> bool:
        return False
