"""What is joined to a demande."""

from django.db import models

from famille.models import Document


class PieceJointe(models.Model):
    """A document given to a demande, at a field of a page."""

    demande = models.ForeignKey(
        "demarches.Demande", on_delete=models.CASCADE, related_name="pieces"
    )
    etape = models.CharField(max_length=40)
    champ = models.CharField(max_length=40)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="pieces")

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        constraints = [
            models.UniqueConstraint(
                fields=["demande", "etape", "champ"], name="piece_une_par_champ"
            )
        ]

    def __str__(self) -> str:
        return str(self.document)
