"""The national scale of crèches, dated: agents add a row when the CNAF publishes another."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from famille.socle.dire import en_chiffres


class BaremePSU(ClusterableModel):
    """From `debut` until the next one. `plancher`, `plafond`: the least and the most monthly
    resources that count."""

    class Accueil(models.TextChoices):
        COLLECTIF = "collectif", "Accueil collectif, micro-crèche"
        FAMILIAL = "familial", "Accueil familial ou parental"

    accueil = models.CharField(max_length=9, choices=Accueil, default=Accueil.COLLECTIF)
    debut = models.DateField("à partir du")
    plancher = models.DecimalField(
        "plancher de ressources, par mois",
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text="La CNAF le publie chaque année en janvier : ajoutez alors un barème.",
    )
    plafond = models.DecimalField(
        "plafond de ressources, par mois",
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    source = models.CharField(
        max_length=160, help_text="Par exemple : circulaire CNAF 2019-005 du 5 juin 2019."
    )

    class Meta:
        verbose_name = "barème de crèche"
        verbose_name_plural = "barèmes de crèche"
        ordering = ["accueil", "-debut"]
        constraints = [
            models.UniqueConstraint(fields=["accueil", "debut"], name="bareme_psu_unique"),
            models.CheckConstraint(
                condition=Q(plancher__lte=F("plafond")), name="bareme_psu_bornes_en_ordre"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_accueil_display()}, à partir du {en_chiffres(self.debut)}"


class TauxPSU(models.Model):
    """For a family of up to `jusqua` children; empty: the last line, for all the larger ones."""

    bareme = ParentalKey(BaremePSU, on_delete=models.CASCADE, related_name="taux")
    jusqua = models.PositiveSmallIntegerField("jusqu’à … enfants", null=True, blank=True)
    pourcent = models.DecimalField(
        "taux horaire, en % des ressources du mois",
        max_digits=6,
        decimal_places=4,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        verbose_name = "taux"
        verbose_name_plural = "taux"
        ordering = ["-pourcent", "pk"]  # the smallest family first
        constraints = [models.UniqueConstraint(fields=["bareme", "jusqua"], name="taux_psu_unique")]

    def __str__(self) -> str:
        return f"{self.pourcent} %"
