"""What an agent does to many days at once: an event that cancels."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from famille.models.champs import un_compte

from .activites import Activite, Groupe


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
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")), name="evenement_dates_en_ordre"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} : {self.motif}"
