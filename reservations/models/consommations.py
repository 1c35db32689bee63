"""What a child used where nobody books here: the counts of canteens and garderies, that agents
import (G11).

The presences of what is booked here stay in `Reservation`: `reservations.consommation.lignes` reads
both as one.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models import Enfant, Foyer, Travail
from famille.models.champs import un_compte
from famille.socle.dire import en_chiffres

from .activites import Activite
from .reservations import Reservation

QUANTITE_MAX = 24  # of one child in one activity on one day, hours included


class ImportConsommation(models.Model):
    """One file and what became of it: read, shown, then written or given up. `bilan`: what its
    preview says, without a name. `fautes`: [line, sentence], every one. The file itself goes once
    it is written or given up."""

    class Etat(models.TextChoices):
        LECTURE = "lecture", "Lecture en cours"
        LU = "lu", "À confirmer"
        FAIT = "fait", "Importé"
        ABANDONNE = "abandonne", "Abandonné"
        ANNULE = "annule", "Annulé"

    mois = models.DateField("mois")  # its first day
    nom_du_fichier = models.CharField("fichier", max_length=160)
    fichier = models.CharField(max_length=200, blank=True)  # path in the private storage
    sha256 = models.CharField(max_length=64)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.LECTURE)
    bilan = models.JSONField(default=dict)
    fautes = models.JSONField(default=list)
    travail = models.ForeignKey(
        Travail, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    par = un_compte()
    cree_le = models.DateTimeField("déposé le", default=timezone.now)
    fait_le = models.DateTimeField("importé le", null=True, blank=True)
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)
    annule_par = un_compte()

    class Meta:
        verbose_name = "import de consommation"
        verbose_name_plural = "imports de consommation"
        ordering = ["-cree_le", "-pk"]
        permissions = [
            ("importer_consommation", "Peut importer les consommations et annuler un import")
        ]

    def __str__(self) -> str:
        return self.nom_du_fichier


class ConsommationImportee(models.Model):
    """What was counted for one child, one activity, one day. `foyer`: whose day it was, who pays.
    `importation`: the last import that wrote it; `avant`: what it was before that one, itself with
    its `avant`, or None. `acceptee_le`: an agent has read that nobody had booked it; a later file
    that changes it is read again."""

    enfant = models.ForeignKey(Enfant, on_delete=models.PROTECT, related_name="consommations")
    activite = models.ForeignKey(Activite, on_delete=models.PROTECT, related_name="consommations")
    jour = models.DateField()
    foyer = models.ForeignKey(
        Foyer, on_delete=models.PROTECT, related_name="consommations", db_index=False
    )
    quantite = models.DecimalField(
        "quantité",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(QUANTITE_MAX)],
    )
    presence = models.CharField(
        "présence",
        max_length=16,
        choices=Reservation.Presence,
        default=Reservation.Presence.PRESENT,
    )
    importation = models.ForeignKey(
        ImportConsommation, on_delete=models.PROTECT, related_name="lignes"
    )
    avant = models.JSONField(null=True, blank=True)
    acceptee_le = models.DateTimeField("acceptée sans réservation le", null=True, blank=True)
    acceptee_par = un_compte()

    class Meta:
        verbose_name = "consommation importée"
        verbose_name_plural = "consommations importées"
        ordering = ["jour", "pk"]
        indexes = [models.Index(fields=["foyer", "jour"], name="consommation_du_foyer")]
        constraints = [
            models.UniqueConstraint(
                fields=["enfant", "activite", "jour"], name="consommation_une_fois"
            ),
            models.CheckConstraint(
                condition=Q(quantite__gte=0, quantite__lte=QUANTITE_MAX),
                name="consommation_quantite_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enfant} · {self.activite} · {en_chiffres(self.jour)}"

    @property
    def source(self) -> str:
        """What a line of an invoice calls it."""
        return source_importee(self.pk)


def source_importee(pk: int) -> str:
    return f"consommation:{pk}"
