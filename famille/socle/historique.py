"""The history of one row in the admin: for those who may see the rows, where modeladmin shows it to
whoever enters."""

from typing import TYPE_CHECKING

from wagtail_modeladmin.views import HistoryView

if TYPE_CHECKING:
    from famille.models import Utilisateur


class Historique(HistoryView):
    def check_action_permitted(self, user: "Utilisateur") -> bool:
        return self.permission_helper.user_can_list(user)
