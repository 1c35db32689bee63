"""The admin's home of whoever has no figures on it: where to begin."""

from typing import Any

from django.template import Context
from wagtail.admin.ui.components import Component

INSTRUIRE = "demarches.instruire_demande"


class ParOuCommencer(Component):
    """Says nothing to who edits pages or decides, whose home has panels of its own. It is there all
    the same: of a home without any, Wagtail says that what one has written will be shown on it."""

    name = "par-ou-commencer"
    template_name = "portail/par_ou_commencer.html"
    order = 90

    def get_context_data(self, parent_context: Context) -> dict[str, Any]:
        qui = parent_context["request"].user
        return {
            "dire": not parent_context["root_page"] and not qui.has_perm(INSTRUIRE),
            "perms": parent_context["perms"],
        }
