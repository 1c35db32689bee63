"""What the forms of the agents' screens share."""

from reservations.models import Activite

ACTIVITES = Activite.objects.select_related("structure")
