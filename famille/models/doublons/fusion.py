"""What a merge did, kept as long as it may be taken back."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from famille.models.champs import JSONChiffre, un_compte
from famille.models.foyer import Foyer
from famille.socle.chiffrement import SANTE

DELAI = timedelta(days=30)


class FusionQuerySet(models.QuerySet):
    def annulables(self) -> "FusionQuerySet":
        return self.filter(annulee_le=None, le__gt=timezone.now() - DELAI)

    def perimees(self) -> "FusionQuerySet":
        """The merges whose DELAI is over."""
        return self.filter(le__lte=timezone.now() - DELAI)


class Fusion(models.Model):
    """Two files made one. `releve`: each row that it moved, changed and removed, as it was
    (famille.dossier.fusion.carnet), encrypted; the row goes as a whole after DELAI."""

    class Genre(models.TextChoices):
        FOYERS = "foyers", "Deux foyers"
        ADULTES = "adultes", "Deux adultes"
        ENFANTS = "enfants", "Deux enfants"

    genre = models.CharField(max_length=8, choices=Genre)
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="fusions")
    autre_foyer = models.ForeignKey(
        Foyer, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    quoi = models.CharField(max_length=300)  # "l’enfant Léa Martin (…) et l’enfant Lea Martin (…)"
    releve = JSONChiffre(usage=SANTE, default=dict)
    par = un_compte()
    le = models.DateTimeField(default=timezone.now)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    annulee_par = un_compte()

    objects = FusionQuerySet.as_manager()

    class Meta:
        verbose_name = "fusion"
        ordering = ["-le", "-pk"]
        permissions = [("fusionner_foyer", "Peut fusionner deux dossiers et annuler une fusion")]

    def __str__(self) -> str:
        return self.quoi

    @property
    def jusqu_au(self) -> datetime:
        """The last moment at which it may be taken back."""
        return self.le + DELAI

    @property
    def est_annulable(self) -> bool:
        return self.annulee_le is None and timezone.now() < self.jusqu_au
