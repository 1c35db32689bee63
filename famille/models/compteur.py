"""Numbers that people read: one after the other, without two the same."""

from django.db import models


class Compteur(models.Model):
    """The last number given of a series, `foyer-2026`. Only `famille.actions.prochain_numero`
    writes it."""

    serie = models.CharField("série", max_length=40, unique=True)
    dernier = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "compteur"

    def __str__(self) -> str:
        return f"{self.serie} : {self.dernier}"
