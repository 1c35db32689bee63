"""Who may see and change households: modeladmin's `get_queryset` protects the list only."""

from django.db.models import Model
from wagtail_modeladmin.helpers import PermissionHelper

from famille.comptes.droits import exige
from famille.models import Utilisateur

__all__ = ["exige"]  # screens import it with the rights

VOIR = "famille.view_foyer"
MODIFIER = "famille.change_foyer"
CREER = "famille.add_foyer"
FUSIONNER = "famille.fusionner_foyer"
VOIR_LES_MANDATS = "famille.view_mandatsepa"
VOIR_LES_FACTURES = "famille.view_facture"
# the régie: the counter, the journal, what is to check, who is late
ENCAISSER = "famille.encaisser_paiement"


class DroitsDesFoyers(PermissionHelper):
    """Read, open, change, by permission; a household is never deleted by hand."""

    def user_can_list(self, user: Utilisateur) -> bool:
        return user.has_perm(VOIR)

    def user_can_inspect_obj(self, user: Utilisateur, obj: Model) -> bool:
        return user.has_perm(VOIR)

    def user_can_delete_obj(self, user: Utilisateur, obj: Model) -> bool:
        return False
