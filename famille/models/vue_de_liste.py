"""What an agent keeps of a list to come back to it."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class VueDeListe(models.Model):
    """A tab, filters and an order, under a name. `liste`: the name of the list's address;
    `adresse`: what follows the "?", never what was sought, which may be somebody's name."""

    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    liste = models.CharField(max_length=60)
    nom = models.CharField(max_length=40)
    adresse = models.CharField(max_length=300)
    cree_le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(fields=["par", "liste", "nom"], name="vue_de_liste_nom_unique")
        ]

    def __str__(self) -> str:
        return self.nom
