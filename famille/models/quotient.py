"""The quotient familial, dated and never overwritten (G17)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from famille.socle.dire import en_chiffres

from .foyer import Foyer


class QuotientFamilial(models.Model):
    class Source(models.TextChoices):
        DECLARE = "declare", "Déclaré par la famille"
        ATTESTE = "atteste", "Attesté par un document"
        API = "api", "Transmis par la CAF ou la MSA"

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="quotients")
    valeur = models.DecimalField(max_digits=8, decimal_places=2)
    debut = models.DateField("à partir du")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.DECLARE)
    cree_le = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "quotient familial"
        verbose_name_plural = "quotients familiaux"
        ordering = ["-debut", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(valeur__gte=0), name="quotient_positif"),
            models.CheckConstraint(
                condition=Q(fin=None) | Q(fin__gte=F("debut")), name="quotient_dates_en_ordre"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valeur} depuis le {en_chiffres(self.debut)}"
