"""What a file has counted, seen from a booking."""

from django.db.models import OuterRef, QuerySet

from reservations.models import ConsommationImportee


def comptages_du_jour() -> QuerySet[ConsommationImportee]:
    """For an Exists on Reservation: what a file says of the child's day there. It counts a day, not
    each of its créneaux, and who is counted needs no tick."""
    return ConsommationImportee.objects.filter(
        enfant=OuterRef("enfant"),
        activite=OuterRef("creneau__activite"),
        jour=OuterRef("creneau__jour"),
    )
