"""The allocation of one opening: its seed, committed before the first wish, and its result."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models import Travail
from famille.models.champs import TexteChiffre, un_compte
from reservations.models.calendrier import Ouverture


class Tirage(models.Model):
    """`empreinte` is shown from the first day; the seed only once the result is published.
    `dossier`: what is exported (reservations.regles.voeux.dossier), frozen by the last computation;
    `resultat`: {place: pseudonyms}. `jusqua`: how many lists have been booked, so that a job that
    stops goes on from there."""

    class Etat(models.TextChoices):
        ENGAGE = "engage", "Graine déposée"
        CALCULE = "calcule", "Aperçu prêt"
        PUBLICATION = "publication", "Publication en cours"
        PUBLIE = "publie", "Publié"

    ouverture = models.OneToOneField(Ouverture, on_delete=models.PROTECT, related_name="tirage")
    graine = TexteChiffre(usage="graine")
    empreinte = models.CharField(max_length=64)
    engage_le = models.DateTimeField("graine déposée le", default=timezone.now)
    etat = models.CharField("état", max_length=11, choices=Etat, default=Etat.ENGAGE)
    dossier = models.JSONField(default=dict)
    resultat = models.JSONField(default=dict)
    empreinte_resultat = models.CharField(max_length=64, blank=True)
    bilan = models.JSONField(default=dict)
    calcule_le = models.DateTimeField("calculé le", null=True, blank=True)
    publie_le = models.DateTimeField("publié le", null=True, blank=True)
    par = un_compte()
    travail = models.ForeignKey(
        Travail, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "tirage"
        ordering = ["-engage_le"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat="publie") | Q(publie_le__isnull=False),
                name="un_tirage_publie_a_sa_date",
            )
        ]

    def __str__(self) -> str:
        return f"Vœux : {self.ouverture}"

    @property
    def publie(self) -> bool:
        return self.etat == self.Etat.PUBLIE
