"""How many animators a centre has planned for a day, to be held against what the law asks."""

from django.db import models
from django.utils import timezone

from famille.models.champs import un_compte
from famille.socle.dire import en_chiffres

from .activites import Activite


class EncadrementDuJour(models.Model):
    """What the centre has declared for a day of an activity. `deplacement`: the children leave the
    place (an outing), which changes the ratio of a PEdT (regles.accueil.encadrement)."""

    activite = models.ForeignKey(
        Activite, on_delete=models.CASCADE, related_name="encadrements", db_index=False
    )
    jour = models.DateField()
    animateurs = models.PositiveSmallIntegerField("animateurs prévus")
    deplacement = models.BooleanField("sortie", default=False)
    par = un_compte()
    note_le = models.DateTimeField("noté le", default=timezone.now)

    class Meta:
        verbose_name = "encadrement d’un jour"
        verbose_name_plural = "encadrements des jours"
        ordering = ["jour", "activite"]
        constraints = [
            models.UniqueConstraint(fields=["activite", "jour"], name="encadrement_une_fois")
        ]

    def __str__(self) -> str:
        return f"{self.activite}, {en_chiffres(self.jour)}"
