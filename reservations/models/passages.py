"""When a child came and left, and with whom: facts of the day, added one after the other."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models import Enfant, Foyer
from famille.models.champs import un_compte
from famille.socle.dire import moment_en_chiffres

from .communs import DuFoyerQuerySet
from .creneaux import Creneau


class Passage(models.Model):
    """One arrival or departure as somebody noted it. A correction is another row: of one child, one
    créneau and one direction, that whose `note_le` is the latest holds, so that tablets that were
    offline lose nothing and end in the same state.

    A fact of the door, not of the booking: that one may be cancelled. `foyer`: whose day it was.

    `le`: when the child passed the door; None takes back what was noted. `repris_par`: who fetched
    him, as he is called on that day ("Odette Martin, grand-mère"). `motif`: why somebody whom the
    family has not named. `attendu_a`: the hour at which this departure was due, as the centre said
    it that day; a change of hours makes nobody late afterwards. `remis_le`: an agent has said that
    the late pick-up of that day is not billed, and why (`remis_motif`).
    """

    class Sens(models.TextChoices):
        ARRIVEE = "arrivee", "Arrivée"
        DEPART = "depart", "Départ"

    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="passages")
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="passages")
    creneau = models.ForeignKey(
        Creneau, on_delete=models.PROTECT, related_name="passages", db_index=False
    )
    sens = models.CharField(max_length=8, choices=Sens)
    le = models.DateTimeField("à", null=True, blank=True)
    note_le = models.DateTimeField("noté le", default=timezone.now)
    par = un_compte()
    repris_par = models.CharField("venu chercher par", max_length=160, blank=True)
    motif = models.CharField(max_length=200, blank=True)
    attendu_a = models.DateTimeField("attendu à", null=True, blank=True)
    remis_motif = models.CharField("retard non facturé parce que", max_length=200, blank=True)
    remis_le = models.DateTimeField("retard non facturé le", null=True, blank=True)
    remis_par = un_compte()

    objects = DuFoyerQuerySet.as_manager()

    class Meta:
        verbose_name = "passage"
        ordering = ["note_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["creneau", "enfant", "sens", "note_le"], name="passage_une_fois"
            ),
            models.CheckConstraint(
                condition=Q(sens="depart") | Q(repris_par="", motif="", attendu_a=None),
                name="passage_repris_au_depart",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sens_display()}, {moment_en_chiffres(self.note_le)}"
