"""What a child's change of household does to what is booked for him."""

from datetime import date

from famille.models import Enfant, Foyer
from reservations.models import Attente, Reservation
from reservations.moteur import verrou


def changer_de_foyer(enfant: Enfant, *, de: Foyer, vers: Foyer, depuis: date) -> int:
    """How many half-days booked by `de` are `vers`'s from that day on: it cancels them, and they
    are on its invoices. The queues follow too. In the caller's transaction."""
    with verrou.ecriture():
        siennes = Reservation.objects.filter(enfant=enfant, foyer=de, creneau__jour__gte=depuis)
        combien = siennes.update(foyer=vers)
        attendues = Attente.objects.en_cours().filter(enfant=enfant, foyer=de, debut__gte=depuis)
        attendues.update(foyer=vers)
        return combien
