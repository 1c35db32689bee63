"""What an agent adds to a draft invoice, or why it waits: kept beside the draft, by its `cle`,
since a draft is written anew each time it is computed. Gone once the invoice is published."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models.champs import un_compte
from famille.models.foyer import Foyer

from .mandat import Service


class LigneLibre(models.Model):
    """A line that no presence makes. `montant` is positive for a supplement, negative for what is
    taken off. The family reads `libelle`, and `motif` as how it is made."""

    class Genre(models.TextChoices):
        SUPPLEMENT = "supplement", "Supplément"
        REMISE = "remise", "Remise"
        REMBOURSEMENT = "remboursement", "Remboursement"

    cle = models.CharField(max_length=80, db_index=True)  # of its draft
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="+")
    genre = models.CharField(max_length=13, choices=Genre)
    libelle = models.CharField("libellé", max_length=200)
    motif = models.CharField(max_length=300)
    service = models.CharField(max_length=20, choices=Service)
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    le = models.DateTimeField(default=timezone.now)
    par = un_compte()

    class Meta:
        verbose_name = "ligne libre"
        verbose_name_plural = "lignes libres"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(genre="supplement", montant__gt=0)
                | (~Q(genre="supplement") & Q(montant__lt=0)),
                name="ligne_libre_du_bon_signe",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class BrouillonEcarte(models.Model):
    """A draft that is not published with its run, and why."""

    cle = models.CharField(max_length=80, unique=True)
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="+")
    motif = models.CharField(max_length=300)
    le = models.DateTimeField(default=timezone.now)
    par = un_compte()

    class Meta:
        verbose_name = "brouillon mis de côté"
        verbose_name_plural = "brouillons mis de côté"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.cle} : {self.motif}"
