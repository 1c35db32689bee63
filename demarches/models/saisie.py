"""That an agent answers a complement for the family (D8): its own row, so that the complement stays
what was asked."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .demande import Demande
from .suites import Complement

Canal = Demande.Canal


class SaisieDuComplement(models.Model):
    """Begun by an agent, from what the family brought, said or wrote; it goes when the family sends
    it itself."""

    complement = models.OneToOneField(Complement, on_delete=models.CASCADE, related_name="saisie")
    canal = models.CharField(
        max_length=10, choices=[(c.value, c.label) for c in Canal if c != Canal.PORTAIL]
    )
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    le = models.DateTimeField("commencée le", default=timezone.now)

    class Meta:
        verbose_name = "saisie d’un complément"
        verbose_name_plural = "saisies de compléments"

    def __str__(self) -> str:
        return f"{self.complement}, {self.get_canal_display().lower()}"
