"""What bookings leave of a season: days not ticked, months not billed, places still waited for."""

from datetime import date, timedelta

from django.db.models import Exists
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils import timezone

from famille.socle.dire import en_mois
from famille.socle.offres.restes import Reste
from reservations.bureau.droits import FACTURER, GUICHET, PLANIFIER
from reservations.lecture.comptages import comptages_du_jour
from reservations.lecture.filtres import Mois
from reservations.models import (
    Attente,
    CampagneFacturation,
    ConsommationImportee,
    Reservation,
)


def des_reservations(debut: date, fin: date) -> list[Reste]:
    """Five queries, whatever the season holds. Only days that are past count; what was counted by a
    file has been seen."""
    hier = min(fin, timezone.localdate() - timedelta(days=1))
    pas_pointees = Reservation.objects.filter(
        ~Exists(comptages_du_jour()),
        creneau__jour__range=(debut, hier),
        presence=Reservation.Presence.PREVU,
        absence_annoncee_le=None,
    )
    attentes = Attente.objects.en_cours().filter(debut__range=(debut, fin))
    a_facturer = [(en_mois(un), _facturer(un)) for un in mois_sans_factures(debut, hier)]
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


def _facturer(mois: date) -> str:
    """Where the campaign of this month is begun."""
    return reverse("reservations_bureau:campagne_nouvelle", query={"mois": Mois.du(mois).code})


def mois_sans_factures(debut: date, fin: date) -> list[date]:
    """The months (their first day) in which something was used, and no campaign has published."""
    reserves = Reservation.objects.filter(creneau__jour__range=(debut, fin)).order_by()
    comptes = ConsommationImportee.objects.filter(jour__range=(debut, fin)).order_by()
    utilises = {
        *reserves.values_list(TruncMonth("creneau__jour"), flat=True).distinct(),
        *comptes.values_list(TruncMonth("jour"), flat=True).distinct(),
    }
    publies = CampagneFacturation.objects.filter(
        etat=CampagneFacturation.Etat.PUBLIEE, mois__range=(debut.replace(day=1), fin)
    )
    return sorted(utilises - set(publies.values_list("mois", flat=True)))
