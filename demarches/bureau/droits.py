"""Who may do what at the desk. modeladmin's `get_queryset` protects the list only: row rules live
here."""

from django.db.models import Model
from wagtail_modeladmin.helpers import PermissionHelper

from demarches.instruction.droits import INSTRUIRE
from demarches.models import Demande, ReglageDemarche
from famille.models import Utilisateur

REGLER = "demarches.change_reglagedemarche"


class DroitsDesDemandes(PermissionHelper):
    """Agents who may decide see every demande that was sent; nobody makes, edits or deletes one by
    hand."""

    def user_can_list(self, user: Utilisateur) -> bool:
        return user.has_perm(INSTRUIRE)

    def user_can_inspect_obj(self, user: Utilisateur, obj: Model) -> bool:
        envoyee = isinstance(obj, Demande) and obj.statut != Demande.Statut.BROUILLON
        return user.has_perm(INSTRUIRE) and envoyee

    def user_can_create(self, user: Utilisateur) -> bool:
        return False

    def user_can_edit_obj(self, user: Utilisateur, obj: Model) -> bool:
        return False

    def user_can_delete_obj(self, user: Utilisateur, obj: Model) -> bool:
        return False


class DroitsDesReglages(PermissionHelper):
    """Administration changes the settings and announces démarches to come; no setting is deleted by
    hand."""

    def user_can_list(self, user: Utilisateur) -> bool:
        return user.has_perm(REGLER)

    def user_can_create(self, user: Utilisateur) -> bool:
        return user.has_perm("demarches.add_reglagedemarche")

    def user_can_edit_obj(self, user: Utilisateur, obj: ReglageDemarche) -> bool:
        return user.has_perm(REGLER)

    def user_can_delete_obj(self, user: Utilisateur, obj: ReglageDemarche) -> bool:
        return False
