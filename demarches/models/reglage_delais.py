"""How long the town keeps drafts, and when it reminds the families, in Wagtail's settings (D9)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="time")
class ReglageDelais(BaseGenericSetting):
    brouillon_jours = models.PositiveSmallIntegerField(
        "durée de vie d’un brouillon, en jours",
        default=60,
        validators=[MinValueValidator(15), MaxValueValidator(365)],
        help_text=(
            "Comptée depuis le dernier enregistrement. Ensuite, le brouillon et ses documents sont"
            " supprimés."
        ),
    )
    rappel_brouillon_jours = models.PositiveSmallIntegerField(
        "rappel avant la suppression d’un brouillon, en jours",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(14)],
    )
    rappel_complement_jours = models.PositiveSmallIntegerField(
        "rappel avant la date limite d’un complément, en jours",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(14)],
    )

    class Meta:
        verbose_name = "délais des démarches"
