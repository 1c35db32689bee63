"""A form sent again: a browser whose answer was lost sends the very same one."""

from django.db import models
from django.utils import timezone


class FormulaireRecu(models.Model):
    """What was done of a form that its page had given a key to: a print of both
    (famille.journal.une_fois). Kept for a day."""

    cle = models.CharField("empreinte", max_length=64, unique=True)
    suite = models.CharField(max_length=300, blank=True)  # the path that its sending led to
    recu_le = models.DateTimeField("reçu le", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "formulaire reçu"
        verbose_name_plural = "formulaires reçus"

    def __str__(self) -> str:
        return self.cle
