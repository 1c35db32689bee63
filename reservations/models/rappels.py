"""The reminder of a week's bookings, and what the household answered."""

from django.db import models
from django.utils import timezone

from famille.models import Foyer
from famille.models.champs import un_compte
from famille.socle.dire import en_chiffres


class Rappel(models.Model):
    """One a household and week: writing it is what makes the mail leave once. `confirme_le`: "rien
    à changer"."""

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="rappels")
    semaine = models.DateField("semaine du")  # its Monday
    envoye_le = models.DateTimeField("envoyé le", default=timezone.now)
    confirme_le = models.DateTimeField("confirmé le", null=True, blank=True)
    confirme_par = un_compte()

    class Meta:
        verbose_name = "rappel"
        ordering = ["-semaine"]
        constraints = [
            models.UniqueConstraint(fields=["foyer", "semaine"], name="un_rappel_par_semaine")
        ]

    def __str__(self) -> str:
        return f"{self.foyer} · semaine du {en_chiffres(self.semaine)}"
