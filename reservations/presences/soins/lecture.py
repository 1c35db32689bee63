"""The lines of the register of care: of a day at a centre, and what a family reads of them."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from famille.socle.requetes.jours import minuit
from reservations.models import Activite, Soin
from reservations.models.soins import RECENTS

if TYPE_CHECKING:
    from famille.models import Utilisateur
    from reservations.models.soins import SoinQuerySet


def soins_du_jour(activite: Activite, jour: date) -> "SoinQuerySet":
    """Those taken off too."""
    debut, fin = minuit(jour), minuit(jour + timedelta(days=1))
    lignes = Soin.objects.filter(activite=activite, le__gte=debut, le__lt=fin)
    return lignes.select_related("enfant", "par", "retire_par").order_by("le", "pk")


def soins_recents(utilisateur: "Utilisateur", maintenant: datetime) -> list[Soin]:
    """What the dashboard tells: of RECENTS, the latest first. One query."""
    lignes = Soin.objects.de(utilisateur).filter(le__gte=maintenant - RECENTS)
    return list(lignes.select_related("enfant", "activite__structure"))


def soins_lus(utilisateur: "Utilisateur") -> "SoinQuerySet":
    """All that this account reads, the latest first."""
    return Soin.objects.de(utilisateur).select_related("enfant", "activite__structure")
