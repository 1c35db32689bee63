"""What the town decides for bookings, in Wagtail's settings."""

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


class Zone(models.TextChoices):
    """Of the school calendar (code de l’éducation, D521-1). Corsica and overseas have calendars of
    their own, decided there."""

    A = "A", "Zone A"
    B = "B", "Zone B"
    C = "C", "Zone C"
    CORSE = "corse", "Corse"
    AUTRE = "autre", "Outre-mer, ou un autre calendrier"


class Territoire(models.TextChoices):
    """Whose public holidays are kept here."""

    METROPOLE = "metropole", "France métropolitaine"
    ALSACE_MOSELLE = "alsace-moselle", "Bas-Rhin, Haut-Rhin, Moselle"
    GUADELOUPE = "guadeloupe", "Guadeloupe"
    GUYANE = "guyane", "Guyane"
    MARTINIQUE = "martinique", "Martinique"
    MAYOTTE = "mayotte", "Mayotte"
    REUNION = "reunion", "La Réunion"
    SAINT_BARTHELEMY = "saint-barthelemy", "Saint-Barthélemy"
    SAINT_MARTIN = "saint-martin", "Saint-Martin"
    SAINT_PIERRE = "saint-pierre-et-miquelon", "Saint-Pierre-et-Miquelon"


def zone_au_depart() -> str:
    """A town chooses its own; the demo town is in zone B."""
    return Zone.B.value if settings.DEMO else ""


@register_setting(icon="date")
class ReglageReservations(BaseGenericSetting):
    # Written by the screen of the school calendar, which adds the rows too
    # (planning.calendrier_initial).
    zone = models.CharField(
        "zone des vacances scolaires",
        max_length=5,
        choices=Zone,
        default=zone_au_depart,
        blank=True,
        editable=False,
    )
    territoire = models.CharField(
        "jours fériés",
        max_length=24,
        choices=Territoire,
        default=Territoire.METROPOLE,
        editable=False,
    )
    classe_le_mercredi = models.BooleanField(
        "école le mercredi matin",
        default=False,
        help_text=(
            "Semaine de quatre jours et demi : le jour d’école qui précède un jeudi est alors le"
            " mercredi. Pour les délais comptés en jours d’école."
        ),
    )
    delai_offre_heures = models.PositiveSmallIntegerField(
        "durée d’une place proposée, en heures",
        default=24,
        validators=[MinValueValidator(1), MaxValueValidator(168)],
    )
    bourse_heures = models.PositiveSmallIntegerField(
        "place cédée : heures laissées à chaque rang de la liste d’attente",
        default=2,
        validators=[MaxValueValidator(24)],
        help_text=(
            "La famille au premier rang peut la prendre aussitôt, la suivante ce nombre d’heures"
            " plus tard, et ainsi de suite."
        ),
    )
    nuit_debut = models.TimeField("pas de proposition à partir de", default=time(21))
    nuit_fin = models.TimeField("ni avant", default=time(8))
    rappel_jours = models.PositiveSmallIntegerField(
        "rappel avant la limite, en jours",
        default=2,
        validators=[MaxValueValidator(14)],
        help_text=(
            "Un e-mail par famille et par semaine, ce nombre de jours avant la première limite"
            " d’annulation."
        ),
    )
    alerte_ouverture_jours = models.PositiveSmallIntegerField(
        "prévenir les familles qui ne sont pas prêtes, jours avant l’ouverture",
        default=5,
        validators=[MaxValueValidator(60)],
        help_text=(
            "Seules les familles à qui il manque une information reçoivent cet e-mail, une fois par"
            " ouverture."
        ),
    )
    seuil_dernieres_places = models.PositiveSmallIntegerField(
        "afficher « plus que N places » à partir de", default=5
    )
    justificatif_jours = models.PositiveSmallIntegerField(
        "délai pour déposer un justificatif médical, en jours après l’absence",
        null=True,
        blank=True,
        help_text="Vide : pas de limite.",
    )
    carence_jours = models.PositiveSmallIntegerField(
        "carence : premières journées d’une absence qui restent facturées",
        default=0,
        validators=[MaxValueValidator(30)],
        help_text="0 : toutes les journées que le certificat couvre sont gratuites.",
    )

    facturer_non_pointees = models.BooleanField(
        "facturer une réservation dont la présence n’a pas été notée",
        default=True,
        help_text=(
            "Une réservation non annulée est due, sauf absence justifiée. Décoché : elle attend"
            " d’être pointée."
        ),
    )

    class Meta:
        verbose_name = "réservations"
