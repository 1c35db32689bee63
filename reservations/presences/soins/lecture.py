"""The lines of the register of care of a day at a centre."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from famille.socle.requetes.jours import minuit
from reservations.models import Activite, Soin

if TYPE_CHECKING:
    from reservations.models.soins import SoinQuerySet


def soins_du_jour(activite: Activite, jour: date) -> "SoinQuerySet":
    """Those taken off too."""
    debut, fin = minuit(jour), minuit(jour + timedelta(days=1))
    lignes = Soin.objects.filter(activite=activite, le__gte=debut, le__lt=fin)
    return lignes.select_related("enfant", "par", "retire_par").order_by("le", "pk")
