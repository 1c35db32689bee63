"""Classes of a school, and the levels in them."""

from django.db import models

from famille.regles.scolarite import dire_annee

from .ecole import Ecole


class Niveau(models.TextChoices):
    """As families and schools say them: the keys of famille.regles.scolarite.NIVEAUX."""

    TPS = "TPS", "TPS"
    PS = "PS", "PS"
    MS = "MS", "MS"
    GS = "GS", "GS"
    CP = "CP", "CP"
    CE1 = "CE1", "CE1"
    CE2 = "CE2", "CE2"
    CM1 = "CM1", "CM1"
    CM2 = "CM2", "CM2"
    ULIS = "ULIS", "ULIS"
    SIXIEME = "6E", "6e"
    CINQUIEME = "5E", "5e"
    QUATRIEME = "4E", "4e"
    TROISIEME = "3E", "3e"
    SECONDE = "2DE", "2de"
    PREMIERE = "1RE", "1re"
    TERMINALE = "TLE", "Terminale"


class Classe(models.Model):
    """A class of a school, in one school year: `annee` is the one it begins in. `niveaux`: values
    of Niveau, several in a class of several levels. `onde`: its number in the State's software."""

    ecole = models.ForeignKey(Ecole, on_delete=models.CASCADE, related_name="classes")
    annee = models.PositiveSmallIntegerField("année scolaire")
    nom = models.CharField(max_length=80)
    niveaux = models.JSONField(default=list, blank=True)
    onde = models.CharField("identifiant ONDE", max_length=40, blank=True)

    class Meta:
        verbose_name = "classe"
        ordering = ["-annee", "nom"]
        constraints = [
            models.UniqueConstraint(fields=["ecole", "annee", "nom"], name="classe_unique"),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def dite(self) -> str:
        """ "CE1-CE2 B, 2026-2027"."""
        return f"{self.nom}, {dire_annee(self.annee)}"


class EcritureClasse(models.Model):
    """One way in which a class is written, in its school and its year."""

    classe = models.ForeignKey(Classe, on_delete=models.CASCADE, related_name="ecritures")
    texte = models.CharField(max_length=80)
    cle = models.CharField(max_length=250)

    class Meta:
        verbose_name = "écriture de classe"
        verbose_name_plural = "écritures de classe"
        ordering = ["texte"]
        constraints = [
            models.UniqueConstraint(fields=["classe", "cle"], name="ecriture_de_classe_unique"),
        ]

    def __str__(self) -> str:
        return self.texte
