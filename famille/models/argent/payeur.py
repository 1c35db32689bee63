"""Who is billed in a household's place."""

from django.db import models

from famille.socle.saisie.pays import FRANCE, lignes_postales

ORDRE = 50  # of a payer whose rank nobody has chosen


class TiersPayeur(models.Model):
    """A payer in a household's place: the Département, for a child entrusted to it; the CAF, a
    CCAS, an employer, the other parent, a part (`DroitPayeur`). `ordre`: the first ones pay first,
    the other parent last. With a `siret`, what is asked of it goes by Chorus Pro."""

    class Genre(models.TextChoices):
        DEPARTEMENT = "departement", "Département"
        CAF = "caf", "CAF ou MSA"
        CCAS = "ccas", "CCAS"
        EMPLOYEUR = "employeur", "Employeur ou comité d’entreprise"
        PARENT = "parent", "Autre parent, pour sa part"
        AUTRE = "autre", "Autre"

    genre = models.CharField(max_length=12, choices=Genre, default=Genre.AUTRE, db_default="autre")
    ordre = models.PositiveSmallIntegerField(default=ORDRE, db_default=ORDRE)
    siret = models.CharField("SIRET", max_length=14, blank=True, default="", db_default="")
    code_service = models.CharField(
        "code service", max_length=100, blank=True, default="", db_default=""
    )
    engagement = models.CharField(
        "numéro d’engagement", max_length=50, blank=True, default="", db_default=""
    )
    nom = models.CharField(max_length=120, unique=True)  # "Département de l’Indre"
    service = models.CharField(max_length=120, blank=True)
    voie = models.CharField("numéro et rue", max_length=120)
    code_postal = models.CharField("code postal", max_length=10)
    commune = models.CharField(max_length=100)

    class Meta:
        verbose_name = "tiers payeur"
        verbose_name_plural = "tiers payeurs"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom

    @property
    def rang(self) -> tuple[bool, int, str]:
        """In which order they pay: the other parent after all."""
        return self.genre == self.Genre.PARENT, self.ordre, self.nom

    @property
    def lignes(self) -> list[str]:
        """The lines of the letter that its invoices are."""
        ou = lignes_postales(self.voie, "", self.code_postal, self.commune, FRANCE)
        return [ligne for ligne in (self.nom, self.service, *ou) if ligne]
