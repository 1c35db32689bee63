"""A child booked on a créneau, and whether he came."""

from django.db import models
from django.utils import timezone

from famille.models import Enfant, Foyer
from famille.models.champs import un_compte

from .communs import DuFoyerQuerySet
from .creneaux import Creneau
from .demandes import DemandeReservation


class ReservationQuerySet(DuFoyerQuerySet):
    def attendues(self) -> "ReservationQuerySet":
        """Those whose child is expected: neither said absent, nor announced absent unless he came
        all the same (as `reservations.presences.feuille` counts them)."""
        vient = models.Q(absence_annoncee_le=None) | models.Q(presence=Reservation.Presence.PRESENT)
        return self.filter(vient).exclude(presence__in=Reservation.ABSENTS)


class Reservation(models.Model):
    """Cancelling deletes the row; the DemandeReservation that did it keeps the story. `foyer`: who
    booked, and pays."""

    class Presence(models.TextChoices):
        PREVU = "prevu", "Prévu"
        PRESENT = "present", "Présent"
        ABSENT = "absent", "Absent"
        ABSENT_JUSTIFIE = "absent-justifie", "Absence justifiée"

    ABSENTS = (Presence.ABSENT, Presence.ABSENT_JUSTIFIE)

    enfant = models.ForeignKey(
        Enfant, on_delete=models.PROTECT, related_name="reservations", db_index=False
    )
    creneau = models.ForeignKey(Creneau, on_delete=models.PROTECT, related_name="reservations")
    foyer = models.ForeignKey(
        Foyer, on_delete=models.PROTECT, related_name="reservations", db_index=False
    )
    demande = models.ForeignKey(
        DemandeReservation,
        on_delete=models.SET_NULL,
        null=True,
        related_name="reservations",
        db_index=False,
    )
    creee_le = models.DateTimeField("réservée le", default=timezone.now)
    presence = models.CharField("présence", max_length=16, choices=Presence, default=Presence.PREVU)
    presence_avant: str  # by `justifier_absences`, of a day that it excuses
    pointee_le = models.DateTimeField("pointée le", null=True, blank=True)
    pointee_par = un_compte()
    absence_annoncee_le = models.DateTimeField("absence annoncée le", null=True, blank=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = "réservation"
        ordering = ["creneau__jour", "creneau__moment"]
        constraints = [
            models.UniqueConstraint(fields=["enfant", "creneau"], name="reservation_une_fois")
        ]
        # the days of a household are found, and counted, without reading its bookings
        indexes = [models.Index(fields=["foyer", "creneau"], name="reservation_du_foyer")]
        permissions = [
            (
                "pointer_reservation",
                "Peut voir les listes de présence de ses structures et pointer",
            ),
            (
                "reserver_au_guichet",
                "Peut réserver et annuler pour une famille, même après le délai",
            ),
            (
                "planifier_reservation",
                "Peut ouvrir des créneaux, changer leurs places, annuler des journées, exporter",
            ),
            ("lire_chiffres", "Peut lire les chiffres : heures, effectifs, occupation, sans nom"),
            ("lire_cuisine", "Peut lire ce que chaque cuisine prépare, sans nom"),
        ]

    def __str__(self) -> str:
        return f"{self.enfant} · {self.creneau}"
