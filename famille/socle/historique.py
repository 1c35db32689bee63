"""The history of one row in the admin: for those who may see the rows, where modeladmin shows it to
whoever enters."""

from wagtail_modeladmin.views import HistoryView


class Historique(HistoryView):
    def check_action_permitted(self, user):
        return self.permission_helper.user_can_list(user)
