"""Views of the house itself: the page of a fault of ours; what an agent may change of his own account."""

from django.http import HttpResponseServerError
from django.template.loader import get_template
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel


def erreur_interne(request):
    """The page of a fault of ours, with the reference that the logs have too. It reads nothing: all may be down."""
    page = get_template("500.html").render({"reference": getattr(request, "reference", "")})
    return HttpResponseServerError(page)


class MonCompte(AccountView):
    """The settings of one's own account in the admin, without the name: it signs decisions (CRPA L212-2), so that an
    administrator gives it, never its bearer."""

    def get_panels(self):
        return [panneau for panneau in super().get_panels() if not isinstance(panneau, NameEmailSettingsPanel)]
