"""What the town wants in a child's file, and the reminders sent when a paper ends (G7)."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from famille.models.champs import ReglageDeLaVille
from famille.regles.dossier import Ages, Piece
from famille.socle.dire import en_chiffres

from .enfant import Enfant
from .foyer import Foyer

RAPPEL_MAX = 90  # days before the end


@register_setting(icon="folder-open-inverse", name="dossier")
class ReglageDossier(ReglageDeLaVille):
    """Activities ask for health record and insurance; the rest is the town's choice, by age."""

    autorisations_des = models.PositiveSmallIntegerField(
        "une réponse à chaque autorisation, à partir de l’âge de",
        default=0,
        null=True,
        blank=True,
        help_text="En années. 0 : dès la naissance. Vide : jamais demandé.",
    )
    vaccins_des = models.PositiveSmallIntegerField(
        "le carnet de vaccination, à partir de l’âge de",
        null=True,
        blank=True,
        help_text="En années. 0 : dès la naissance. Vide : jamais demandé.",
    )
    rappel_jours = models.PositiveSmallIntegerField(
        "premier rappel, en jours avant la fin d’un document",
        default=30,
        validators=[MaxValueValidator(RAPPEL_MAX)],
        help_text="Un e-mail par adulte, et une ligne sur son tableau de bord. 0 : pas de rappel.",
    )
    second_rappel_jours = models.PositiveSmallIntegerField(
        "second rappel, en jours",
        default=7,
        validators=[MaxValueValidator(RAPPEL_MAX)],
        help_text="0 : pas de second rappel.",
    )

    panels = [
        MultiFieldPanel(
            ["autorisations_des", "vaccins_des"],
            heading="Ce que contient le dossier d’un enfant inscrit à une activité",
            help_text=(
                "La fiche sanitaire et l’assurance sont demandées par chaque activité, dans son"
                " écran."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel("rappel_jours"), FieldPanel("second_rappel_jours")], heading="Rappels"
        ),
    ]

    class Meta:
        verbose_name = "dossier des enfants"

    @property
    def ages(self) -> dict[Piece, int | None]:
        """Ages from which a child's file must hold what no activity decides."""
        return Ages({Piece.AUTORISATIONS: self.autorisations_des, Piece.VACCINS: self.vaccins_des})

    @property
    def paliers(self) -> list[int]:
        """How many days before the end families are told, the longest first."""
        return sorted(
            {jours for jours in (self.rappel_jours, self.second_rappel_jours) if jours},
            reverse=True,
        )


class RappelDossier(models.Model):
    """A household was told once, at one step, that a piece of a child's file ends."""

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="+")
    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="+")
    piece = models.CharField("pièce", max_length=16)  # a regles_dossier.Piece
    fin = models.DateField()
    palier = models.PositiveSmallIntegerField("jours avant la fin")
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "rappel du dossier"
        verbose_name_plural = "rappels du dossier"
        constraints = [
            models.UniqueConstraint(
                fields=["foyer", "enfant", "piece", "fin", "palier"], name="rappel_dossier_une_fois"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.piece}, {en_chiffres(self.fin)}, {self.palier} jours avant"
