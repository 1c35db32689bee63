"""Long jobs of the worker, whatever the room that asks for them."""

import uuid

from django.db import models
from django.utils import timezone

from famille.models.utilisateur import Utilisateur

from .champs import un_compte


class Travail(models.Model):
    """A long job done by the worker: créneaux in bulk, an event, an export. Its page shows how far
    it is. It may run twice and starts again where it was."""

    class Etat(models.TextChoices):
        PRET = "pret", "En attente"
        EN_COURS = "en-cours", "En cours"
        FINI = "fini", "Terminé"
        ECHEC = "echec", "Interrompu"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    genre = models.CharField(max_length=30)
    titre = models.CharField(max_length=160)
    parametres = models.JSONField("paramètres", default=dict)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PRET)
    fait = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    resultat = models.JSONField("résultat", default=dict)
    fichier = models.CharField(max_length=200, blank=True)  # path in the private storage
    nom_du_fichier = models.CharField(max_length=120, blank=True)
    par = un_compte()
    cree_le = models.DateTimeField(default=timezone.now)
    fini_le = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["-cree_le"]

    def __str__(self) -> str:
        return self.titre

    @property
    def demandeur(self) -> Utilisateur:
        """The account that asked for it. LookupError: the portal did, or a deleted account."""
        if self.par is None:
            raise LookupError(f"nobody asked for the job {self.pk}")
        return self.par
