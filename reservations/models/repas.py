"""What a kitchen was told of a day, kept as it was told."""

from collections.abc import Mapping

from django.db import models
from django.utils import timezone

from famille.models.champs import JSONChiffre, est_illisible, un_compte
from famille.socle.chiffrement import SANTE
from famille.socle.dire import en_chiffres
from reservations.regles.accueil.cuisine import Plat

from .activites import Activite


class CommandeCuisine(models.Model):
    """The plates asked for a day of an activity: counts, never a name. `rang` 1 is made at the
    deadline by the schedule, by itself; those that follow are corrections that an agent sends.

    `comptes`: [[school, age group, diet, how many], …]; encrypted, since the only child of a small
    school who eats without pork is somebody. `par`: None for the schedule's own.
    """

    activite = models.ForeignKey(
        Activite, on_delete=models.PROTECT, related_name="commandes", db_index=False
    )
    jour = models.DateField()
    rang = models.PositiveSmallIntegerField()
    arretee_le = models.DateTimeField("arrêtée le", default=timezone.now)
    envoyee_a = models.EmailField("envoyée à", blank=True)
    comptes = JSONChiffre(usage=SANTE, default=list)
    par = un_compte()

    class Meta:
        verbose_name = "commande de cuisine"
        verbose_name_plural = "commandes de cuisine"
        ordering = ["jour", "activite", "rang"]
        constraints = [
            models.UniqueConstraint(
                fields=["activite", "jour", "rang"], name="commande_cuisine_une_fois"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activite}, {en_chiffres(self.jour)}, commande {self.rang}"

    @property
    def illisible(self) -> bool:
        """Whether no key of this site reads what was sent any more."""
        return est_illisible(self, "comptes")

    @property
    def plats(self) -> dict[Plat, int]:
        return {Plat(*quoi): nombre for *quoi, nombre in self.comptes}

    @staticmethod
    def en_lignes(plats: Mapping[Plat, int]) -> list[list]:
        """What `comptes` keeps."""
        return [[*plat, nombre] for plat, nombre in sorted(plats.items())]
