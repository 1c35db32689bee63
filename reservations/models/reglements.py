"""The règlement intérieur of an activity, version by version, and which one a family has accepted
(G21)."""

from datetime import date

from django.db import models
from django.utils import timezone
from wagtail.fields import RichTextField

from famille.models import Enfant, Foyer
from famille.models.champs import un_compte
from famille.socle.dire import en_chiffres

from .activites import Activite


class ReglementInterieurQuerySet(models.QuerySet):
    def au(self, jour: date) -> "ReglementInterieurQuerySet":
        """In force on `jour` (date), or before: the first of an activity is the one that
        applies."""
        return self.filter(depuis__lte=jour).order_by("-depuis")


class ReglementInterieur(models.Model):
    """One version, from a day until the next one. Never changed once a family has accepted it: a
    new one is added."""

    activite = models.ForeignKey(
        Activite, on_delete=models.CASCADE, related_name="reglements", verbose_name="activité"
    )
    depuis = models.DateField("en vigueur à partir du")
    texte = RichTextField(
        features=["h3", "h4", "bold", "italic", "ul", "ol", "link", "document-link"]
    )
    cree_le = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReglementInterieurQuerySet.as_manager()

    class Meta:
        verbose_name = "règlement intérieur"
        verbose_name_plural = "règlements intérieurs"
        ordering = ["activite", "-depuis"]
        constraints = [
            models.UniqueConstraint(
                fields=["activite", "depuis"], name="reglement_unique_a_sa_date"
            )
        ]

    def __str__(self) -> str:
        return f"Règlement intérieur de {self.activite}, à partir du {en_chiffres(self.depuis)}"


class AcceptationReglement(models.Model):
    """Who accepted which version, when, for which child. Never updated."""

    reglement = models.ForeignKey(
        ReglementInterieur, on_delete=models.PROTECT, related_name="acceptations"
    )
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="acceptations")
    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="acceptations")
    par = un_compte()
    le = models.DateTimeField(default=timezone.now)
    origine = models.CharField(max_length=120, blank=True)  # "demande D-2026-00231"

    class Meta:
        verbose_name = "acceptation du règlement"
        verbose_name_plural = "acceptations du règlement"
        ordering = ["-le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reglement", "foyer", "enfant", "origine"], name="acceptation_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.reglement}, acceptée pour {self.enfant}"
