"""The answers that agents write again and again, kept once with their variables
(demarches.instruction.reponses)."""

from django.db import models
from django.db.models import Q


class ReponseTypeQuerySet(models.QuerySet):
    def pour(self, genre: "ReponseType.Genre", code: str) -> "ReponseTypeQuerySet":
        """Those of this kind that serve for a démarche: its own, and those of every démarche."""
        return self.filter(Q(code=code) | Q(code=""), genre=genre)


class ReponseType(models.Model):
    class Genre(models.TextChoices):
        REJET = "rejet", "Raison d’un rejet"
        COMPLEMENT = "complement", "Demande de complément"
        MESSAGE = "message", "Réponse à un message"
        NOTE = "note", "Note interne"

    titre = models.CharField(max_length=80)
    genre = models.CharField("sert à", max_length=10, choices=Genre)
    code = models.CharField("démarche", max_length=40, blank=True)  # empty: every démarche
    texte = models.TextField(max_length=5000)

    objects = ReponseTypeQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse type"
        verbose_name_plural = "réponses types"
        ordering = ["genre", "titre"]
        constraints = [
            models.UniqueConstraint(fields=["genre", "code", "titre"], name="reponse_type_unique")
        ]

    def __str__(self) -> str:
        return self.titre
