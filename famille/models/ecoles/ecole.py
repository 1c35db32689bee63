"""Schools, and how each has been written."""

from django.db import models
from django.db.models import Q


class Ecole(models.Model):
    """A school where a child of the town goes, in the town or not."""

    nom = models.CharField(max_length=120, unique=True)
    # of the national directory: 7 digits and a letter; what the State's files name a school by
    uai = models.CharField("UAI", max_length=8, blank=True)
    code_postal = models.CharField("code postal", max_length=5, blank=True)
    commune = models.CharField(max_length=100, blank=True)
    fermee = models.BooleanField("fermée", default=False)
    # where those who have done its last level go, when it is one school of the town: CP of a sector
    suite = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name="école où ses élèves continuent",
        related_name="precedentes",
    )

    class Meta:
        verbose_name = "école"
        verbose_name_plural = "écoles"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(fields=["uai"], condition=~Q(uai=""), name="ecole_une_par_uai"),
        ]

    def __str__(self) -> str:
        return self.nom


class EcritureEcole(models.Model):
    """One way in which a school is written: `cle` is `cle_ecole` of it. Its own name is one of
    them, and so are those that agents have brought to it."""

    ecole = models.ForeignKey(Ecole, on_delete=models.CASCADE, related_name="ecritures")
    texte = models.CharField(max_length=120)
    cle = models.CharField(max_length=250, unique=True)

    class Meta:
        verbose_name = "écriture d’école"
        verbose_name_plural = "écritures d’école"
        ordering = ["texte"]

    def __str__(self) -> str:
        return self.texte
