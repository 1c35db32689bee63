"""Where a child was at school before."""

from django.db import models
from django.db.models import Q

from famille.models.ecoles.classe import Classe, Niveau
from famille.models.ecoles.ecole import Ecole
from famille.models.enfant import Enfant
from famille.socle.dire import en_chiffres


class ScolaritePassee(models.Model):
    """What a child's row said of his school until that day included. His row says what is true
    today: what he had on a past day is the first of these that ends on that day or after it, else
    his row (famille.foyers.ecoles.passe). No two of one child end on one day, so that a day has one
    answer."""

    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="scolarites")
    jusqu_au = models.DateField("jusqu’au")
    ecole = models.ForeignKey(
        Ecole, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    classe = models.ForeignKey(
        Classe, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    niveau = models.CharField(max_length=4, choices=Niveau, blank=True)
    ecole_dite = models.CharField("école dite", max_length=120, blank=True)
    classe_dite = models.CharField("classe dite", max_length=80, blank=True)

    class Meta:
        verbose_name = "scolarité passée"
        verbose_name_plural = "scolarités passées"
        ordering = ["enfant", "jusqu_au"]
        constraints = [
            models.UniqueConstraint(fields=["enfant", "jusqu_au"], name="scolarite_une_par_jour"),
            models.CheckConstraint(
                condition=Q(classe=None) | Q(ecole__isnull=False), name="scolarite_classe_d_ecole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enfant}, jusqu’au {en_chiffres(self.jusqu_au)}"

    @property
    def nom_ecole(self) -> str:
        return self.ecole.nom if self.ecole else self.ecole_dite

    @property
    def nom_classe(self) -> str:
        if self.classe:
            return self.classe.nom
        return self.classe_dite or self.get_niveau_display()
