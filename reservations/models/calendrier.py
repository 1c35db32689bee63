"""The school calendar and its exceptions, as rows that agents edit; what cancels many days at
once."""

from datetime import datetime, timedelta
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from famille.models.champs import un_compte
from famille.socle.dire import en_chiffres

from .activites import Activite, Groupe, Structure
from .communs import dates_en_ordre


class PeriodeScolaire(models.Model):
    """School holidays and bridges of the town, first and last day without class. There is school
    between two holidays; where they do not follow each other, nobody knows (`jours_connus`)."""

    class Nature(models.TextChoices):
        VACANCES = "vacances", "Vacances scolaires"
        PONT = "pont", "Pont"

    nom = models.CharField(max_length=80)
    nature = models.CharField(max_length=8, choices=Nature, default=Nature.VACANCES)
    debut = models.DateField("premier jour sans classe")
    fin = models.DateField("dernier jour sans classe")

    class Meta:
        verbose_name = "période scolaire"
        verbose_name_plural = "périodes scolaires"
        ordering = ["debut"]
        constraints = [
            models.UniqueConstraint(fields=["debut"], name="periode_scolaire_unique"),
            dates_en_ordre("periode_scolaire"),
        ]

    def __str__(self) -> str:
        return f"{self.nom} {self.debut.year}"


class JourFerie(models.Model):
    jour = models.DateField(unique=True)
    nom = models.CharField(max_length=60)

    class Meta:
        verbose_name = "jour férié"
        verbose_name_plural = "jours fériés"
        ordering = ["jour"]

    def __str__(self) -> str:
        return f"{self.nom}, {en_chiffres(self.jour)}"


class OuvertureQuerySet(models.QuerySet):
    def en_ruee(self, maintenant: datetime, *, apres: timedelta = timedelta(hours=1)) -> Self:
        """The openings whose crowd is here: from half an hour before until `apres` after."""
        return self.filter(ouvre_le__range=(maintenant - apres, maintenant + timedelta(minutes=30)))


class Ouverture(models.Model):
    """From when the days between `debut` and `fin` can be booked, to the minute; a day that none
    covers is not open. With `voeux_du` and `voeux_au`, families first rank what they want between
    these two moments; what is left opens at `ouvre_le`."""

    nom = models.CharField(
        max_length=80, help_text="Par exemple : Mercredis de janvier à juillet 2027."
    )
    activites = models.ManyToManyField(
        Activite, related_name="ouvertures", verbose_name="activités"
    )
    debut = models.DateField("du")
    fin = models.DateField("au")
    ouvre_le = models.DateTimeField("réservations ouvertes le")
    voeux_du = models.DateTimeField("vœux à partir du", null=True, blank=True)
    voeux_au = models.DateTimeField("vœux jusqu’au", null=True, blank=True)
    voeux_maximum = models.PositiveSmallIntegerField(
        "nombre maximum de vœux accordés à un enfant",
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="Vide : pas de maximum.",
    )
    familles_prevenues_le = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OuvertureQuerySet.as_manager()

    class Meta:
        verbose_name = "ouverture des réservations"
        verbose_name_plural = "ouvertures des réservations"
        ordering = ["-debut", "nom"]
        constraints = [
            dates_en_ordre("ouverture"),
            models.CheckConstraint(
                condition=Q(voeux_du=None, voeux_au=None)
                | Q(voeux_du__lt=F("voeux_au"), voeux_au__lt=F("ouvre_le")),
                name="ouverture_voeux_en_ordre",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def par_voeux(self) -> bool:
        return self.voeux_du is not None

    def recoit_des_voeux(self, maintenant: datetime) -> bool:
        """Whether families may write their wishes at this moment."""
        if self.voeux_du is None or self.voeux_au is None:
            return False
        return self.voeux_du <= maintenant < self.voeux_au


class Fermeture(models.Model):
    """Days when nothing can be booked: in every centre, in one (`structure`), or for one activity.
    `motif` is shown."""

    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, null=True, blank=True, related_name="fermetures"
    )
    activite = models.ForeignKey(
        Activite,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="fermetures",
        verbose_name="activité",
    )
    debut = models.DateField("du")
    fin = models.DateField("au")
    motif = models.CharField(max_length=160, help_text="Les familles lisent cette phrase.")
    evenement = models.ForeignKey(
        "reservations.Evenement",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="fermetures",
    )

    class Meta:
        verbose_name = "fermeture"
        ordering = ["-debut", "-pk"]
        constraints = [dates_en_ordre("fermeture")]

    def __str__(self) -> str:
        return f"{self.motif}, du {en_chiffres(self.debut)} au {en_chiffres(self.fin)}"


class Evenement(models.Model):
    """A closure, a strike, an outing: bookings are cancelled, nothing is charged, families are
    told. Reversible: `effets` keeps what was cancelled (list of dict(enfant, foyer, demande) with
    creneau and creee_le, or attente), and, once undone, `suite`: "" for what was given back, else
    why not."""

    class Nature(models.TextChoices):
        FERMETURE = "fermeture", "Fermeture"
        GREVE = "greve", "Grève"
        SORTIE = "sortie", "Sortie"
        AUTRE = "autre", "Autre"

    nature = models.CharField(max_length=10, choices=Nature)
    motif = models.CharField(max_length=160, help_text="Les familles lisent cette phrase.")
    activites = models.ManyToManyField(
        Activite, related_name="evenements", verbose_name="activités"
    )
    groupe = models.ForeignKey(
        Groupe, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    debut = models.DateField("du")
    fin = models.DateField("au")
    par = un_compte()
    cree_le = models.DateTimeField(default=timezone.now)
    applique_le = models.DateTimeField("appliqué le", null=True, blank=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    effets = models.JSONField(default=list)

    class Meta:
        verbose_name = "événement"
        ordering = ["-cree_le"]
        constraints = [dates_en_ordre("evenement")]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.motif}"
