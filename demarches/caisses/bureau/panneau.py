"""The admin's home, in February: the yearly batch is proposed, until it is made."""

from django.utils import timezone
from wagtail.admin.ui.components import Component

from demarches.caisses.service import api
from demarches.models import LotDeQuotients
from demarches.regles.quotient_transmis import est_a_proposer
from famille.foyers.bureau.droits import MODIFIER
from famille.socle.connectee import RequeteConnectee


class PanneauDesQuotients(Component):
    name = "quotients"
    template_name = "demarches/caisses/bureau/panneau.html"
    order = 55

    @staticmethod
    def visible(request: RequeteConnectee) -> bool:
        """Two queries, in February and March only."""
        jour = timezone.localdate()
        if not est_a_proposer(jour, None) or not request.user.has_perm(MODIFIER) or api() is None:
            return False
        dernier = LotDeQuotients.objects.values_list("cree_le", flat=True).first()
        return est_a_proposer(jour, timezone.localdate(dernier) if dernier else None)
