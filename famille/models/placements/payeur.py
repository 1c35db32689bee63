"""Who is billed in a household's place."""

from django.db import models

from famille.socle.saisie.pays import FRANCE, lignes_postales


class TiersPayeur(models.Model):
    """Who is billed in a household's place: the Département, for a child entrusted to it."""

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
    def lignes(self) -> list[str]:
        """The lines of the letter that its invoices are."""
        ou = lignes_postales(self.voie, "", self.code_postal, self.commune, FRANCE)
        return [ligne for ligne in (self.nom, self.service, *ou) if ligne]
