"""The keys by which other software reads, and what each of them asked (docs/comprendre/api.md)."""

from datetime import date

from django.db import models
from django.utils import timezone

from famille.models.champs import un_compte


class CleAPIQuerySet(models.QuerySet):
    def en_service(self, jour: date) -> "CleAPIQuerySet":
        """Neither revoked nor past their last day."""
        return self.filter(revoquee_le=None, expire_le__gte=jour)


class CleAPI(models.Model):
    """One piece of software. Its secret is shown once, and kept as a print: `prefixe` is how it is
    known in lists and logs. `portees`: the codes of what it may read
    (famille.echanges.api.portees)."""

    nom = models.CharField(
        "logiciel",
        max_length=80,
        help_text="Qui s’en sert, et pour quoi : « Cuisine centrale, effectifs du jour ».",
    )
    prefixe = models.CharField("clé", max_length=20, unique=True, editable=False)
    empreinte = models.CharField(max_length=64, editable=False)
    portees = models.JSONField("ce qu’elle peut lire", default=list)
    expire_le = models.DateField("dernier jour de validité")
    cree_le = models.DateTimeField("créée le", default=timezone.now, editable=False)
    par = un_compte(editable=False)
    vue_le = models.DateTimeField("dernier appel", null=True, blank=True, editable=False)
    revoquee_le = models.DateTimeField("révoquée le", null=True, blank=True, editable=False)
    revoquee_par = un_compte(editable=False)

    objects = CleAPIQuerySet.as_manager()

    class Meta:
        verbose_name = "clé d’API"
        verbose_name_plural = "clés d’API"
        ordering = ["nom", "pk"]

    def __str__(self) -> str:
        return self.nom


class AppelAPI(models.Model):
    """One question asked with a key, how many rows it was given: neither they nor its filters."""

    cle = models.ForeignKey(CleAPI, on_delete=models.CASCADE, related_name="appels", db_index=False)
    le = models.DateTimeField(default=timezone.now)
    ressource = models.CharField(max_length=40)
    statut = models.PositiveSmallIntegerField()
    lignes = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "appel de l’API"
        verbose_name_plural = "appels de l’API"
        ordering = ["-le", "-pk"]
        indexes = [
            models.Index(fields=["cle", "-le", "-id"], name="appel_api_par_cle"),
            models.Index(fields=["le"], name="appel_api_par_date"),
        ]

    def __str__(self) -> str:
        return f"{self.ressource}, {self.statut}"
