"""What bookings leave of a season: days not ticked, months not billed, places still waited for."""

from datetime import date, timedelta

from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone

from famille.socle.offres.restes import Reste
from reservations.bureau.droits import FACTURER, GUICHET, PLANIFIER
from reservations.facturation.panneau import jamais_factures
from reservations.lecture.comptages import comptages_du_jour
from reservations.lecture.filtres import Mois
from reservations.models import Attente, Reservation


def des_reservations(debut: date, fin: date) -> list[Reste]:
    """Three queries, whatever the season holds. Only days that are past count; what was counted
    by a file has been seen."""
    hier = min(fin, timezone.localdate() - timedelta(days=1))
    pas_pointees = Reservation.objects.filter(
        ~Exists(comptages_du_jour()),
        creneau__jour__range=(debut, hier),
        presence=Reservation.Presence.PREVU,
        absence_annoncee_le=None,
    )
    attentes = Attente.objects.en_cours().filter(debut__range=(debut, fin))
    a_facturer = [(str(un), un.lien) for un in jamais_factures(_mois_entre(debut, hier))]
    return [
        Reste(
            "pas_pointees",
            "Présences jamais pointées",
            pas_pointees.count(),
            reverse("presences:liste"),
            PLANIFIER,
        ),
        Reste(
            "pas_factures",
            "Mois utilisés, sans factures publiées",
            len(a_facturer),
            a_facturer[0][1] if a_facturer else reverse("reservations_bureau:campagnes"),
            FACTURER,
            details=a_facturer,
        ),
        Reste(
            "attentes",
            "Places encore attendues pour un jour de la saison",
            attentes.count(),
            reverse("reservations_bureau:attentes"),
            GUICHET,
        ),
    ]


def _mois_entre(debut: date, fin: date) -> list[Mois]:
    premier = Mois.du(debut)
    return [premier.decale(rang) for rang in range(Mois.du(fin).ecart(debut) + 1)]
