"""The private calendar feed of a household."""

import secrets

from django.db import models
from django.utils import timezone

from famille.models import Foyer
from famille.socle.dire import en_chiffres


def jeton() -> str:
    return secrets.token_urlsafe(32)


class FluxAgenda(models.Model):
    """The secret address that a telephone's calendar reads. Deleting the row closes it; a new one
    has a new address."""

    foyer = models.OneToOneField(Foyer, on_delete=models.CASCADE, related_name="flux_agenda")
    jeton = models.CharField(max_length=64, unique=True, default=jeton)
    cree_le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "agenda partagé"
        verbose_name_plural = "agendas partagés"

    def __str__(self) -> str:
        return f"Agenda du {en_chiffres(self.cree_le)}"
