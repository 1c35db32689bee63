"""Reminders to those who are late: the town's steps, what was sent (D17)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from famille.models.champs import un_compte
from famille.regles.relance import VARIABLES, variables_inconnues
from famille.socle.dire import enumerer

from .facture import Facture


class EtapeRelance(models.Model):
    """One step: after how many days, what is written, by which way. A mail tells no amount."""

    jours = models.PositiveSmallIntegerField(
        "jours après l’échéance",
        unique=True,
        help_text="Une étape ne part qu’après les précédentes, avec le même écart entre elles.",
    )
    sujet = models.CharField(max_length=150, help_text="Titre de l’e-mail et de la lettre.")
    texte = models.TextField(
        help_text="Le même pour l’e-mail et la lettre. Mots remplacés : "
        + ", ".join(f"{{{nom}}} ({sens})" for nom, sens in VARIABLES.items())
        + ". N’écrivez pas de montant : l’e-mail n’en donne jamais, la lettre les ajoute"
        " d’elle-même.",
    )
    par_courriel = models.BooleanField("par e-mail", default=True)
    par_lettre = models.BooleanField(
        "aussi par lettre",
        default=False,
        help_text="Une famille sans e-mail reçoit toujours une lettre.",
    )

    panels = [
        FieldRowPanel([FieldPanel("jours"), FieldPanel("par_courriel"), FieldPanel("par_lettre")]),
        MultiFieldPanel(
            [FieldPanel("sujet"), FieldPanel("texte")], heading="Ce que la famille lit"
        ),
    ]

    class Meta:
        verbose_name = "étape de relance"
        verbose_name_plural = "étapes de relance"
        ordering = ["jours"]

    def __str__(self) -> str:
        return f"{self.jours} jours après l’échéance : {self.sujet}"

    @property
    def canaux(self) -> str:
        """str: "e-mail et lettre"."""
        moyens = [("e-mail", self.par_courriel), ("lettre", self.par_lettre)]
        return enumerer(nom for nom, choisi in moyens if choisi)

    def clean(self) -> None:
        super().clean()
        if self.jours == 0:
            raise ValidationError({"jours": "Laissez passer au moins un jour après l’échéance."})
        if not (self.par_courriel or self.par_lettre):
            raise ValidationError({"par_courriel": "Choisissez l’e-mail, la lettre ou les deux."})
        for champ in ("sujet", "texte"):
            if inconnues := variables_inconnues(getattr(self, champ)):
                raise ValidationError(
                    {champ: f"Ce mot entre accolades n’est pas connu : {', '.join(inconnues)}."}
                )


class Relance(models.Model):
    """A reminder of one invoice at one step. `lettre`: to print, until `imprimee_le`."""

    facture = models.ForeignKey(Facture, on_delete=models.PROTECT, related_name="relances")
    etape = models.ForeignKey(
        EtapeRelance, on_delete=models.PROTECT, related_name="relances", verbose_name="étape"
    )
    le = models.DateTimeField(default=timezone.now)
    courriel = models.BooleanField("par e-mail", default=False)
    lettre = models.BooleanField("par lettre", default=False)
    sujet = models.CharField(max_length=200)
    texte = models.TextField()
    imprimee_le = models.DateTimeField("imprimée le", null=True, blank=True)
    imprimee_par = un_compte(blank=True)

    class Meta:
        verbose_name = "relance"
        ordering = ["-le", "-pk"]
        indexes = [
            models.Index(
                fields=["facture", "id"],
                condition=Q(lettre=True, imprimee_le=None),
                name="relance_a_imprimer",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["facture", "etape"], name="une_relance_par_etape")
        ]

    def __str__(self) -> str:
        return f"{self.facture} : {self.sujet}"
