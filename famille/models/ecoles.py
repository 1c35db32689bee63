"""Where children go to school: schools and classes, and how each has been written."""

from django.db import models
from django.db.models import Q

from famille.regles.scolarite import dire_annee


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
