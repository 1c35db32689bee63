"""A season made from the one before, and what was made for it: so that it can be taken back. A
season that was closed."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models.champs import un_compte
from famille.regles.scolarite import dire_annee

from .activites import Activite


class SaisonReprise(models.Model):
    """One press of "Préparer cette saison", for the school year that begins in `annee`.
    `demande`: activities (keys) and what of them was asked for, with the decision that votes the
    tariffs."""

    annee = models.PositiveSmallIntegerField("saison")
    demande = models.JSONField(default=dict, blank=True)
    cree_le = models.DateTimeField(default=timezone.now, editable=False)
    par = un_compte()
    finie_le = models.DateTimeField(null=True, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)

    class Meta:
        verbose_name = "saison reprise de la précédente"
        verbose_name_plural = "saisons reprises de la précédente"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"Saison {dire_annee(self.annee)}"


class ElementDeSaison(models.Model):
    """What that press made for one activity: keys of the rows of one kind."""

    class Genre(models.TextChoices):
        CRENEAUX = "creneaux", "Créneaux"
        OUVERTURE = "ouverture", "Ouverture"
        TARIF = "tarif", "Grille tarifaire"
        REGLEMENT = "reglement", "Règlement intérieur"

    saison = models.ForeignKey(SaisonReprise, on_delete=models.CASCADE, related_name="elements")
    genre = models.CharField(max_length=10, choices=Genre)
    # none: an opening is of several activities
    activite = models.ForeignKey(
        Activite, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    cles = models.JSONField(default=list)

    class Meta:
        verbose_name = "élément d’une saison"
        verbose_name_plural = "éléments d’une saison"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["saison", "genre", "activite"],
                condition=Q(activite__isnull=False),
                name="element_de_saison_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()}, {self.saison}"


class SaisonClose(models.Model):
    """A season that an agent has closed: how many registrations and places in the queue ended.
    `restait`: what its checklist still counted that day."""

    annee = models.PositiveSmallIntegerField("saison", unique=True)
    inscriptions = models.PositiveIntegerField(default=0)
    attentes = models.PositiveIntegerField(default=0)
    restait = models.JSONField(default=dict, blank=True)
    le = models.DateTimeField(default=timezone.now)
    par = un_compte()

    class Meta:
        verbose_name = "saison close"
        verbose_name_plural = "saisons closes"
        ordering = ["-annee"]

    def __str__(self) -> str:
        return f"Saison {dire_annee(self.annee)}, close"
