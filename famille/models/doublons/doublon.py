"""Two files that look like one person's."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from famille.models.champs import un_compte
from famille.models.enfant import Enfant
from famille.models.foyer import Responsable
from famille.regles.doublons import Ressemblance
from famille.socle.dire import enumerer


class DoublonQuerySet(models.QuerySet):
    def a_voir(self) -> "DoublonQuerySet":
        """The pairs that no agent has declared to be two persons."""
        return self.filter(ecarte_le=None)


class Doublon(models.Model):
    """Two children, or two adults, that look like one. `ecarte_le`: an agent has said that they are
    two persons, and they are shown no more. The older file of the two comes first."""

    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, null=True, related_name="+")
    autre_enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, null=True, related_name="+")
    adulte = models.ForeignKey(Responsable, on_delete=models.CASCADE, null=True, related_name="+")
    autre_adulte = models.ForeignKey(
        Responsable, on_delete=models.CASCADE, null=True, related_name="+"
    )
    noms = models.PositiveSmallIntegerField("ressemblance des noms, en %", default=0)
    preuves = models.JSONField(default=list)  # keys of famille.regles.doublons.PHRASES
    poids = models.PositiveSmallIntegerField(default=0)
    vu_le = models.DateTimeField("trouvé le", default=timezone.now)
    ecarte_le = models.DateTimeField("écarté le", null=True, blank=True)
    ecarte_par = un_compte()

    objects = DoublonQuerySet.as_manager()

    class Meta:
        verbose_name = "doublon possible"
        verbose_name_plural = "doublons possibles"
        ordering = ["-poids", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["enfant", "autre_enfant"], name="doublon_d_enfants"),
            models.UniqueConstraint(fields=["adulte", "autre_adulte"], name="doublon_d_adultes"),
            models.CheckConstraint(
                condition=Q(enfant__lt=F("autre_enfant"), adulte=None, autre_adulte=None)
                | Q(adulte__lt=F("autre_adulte"), enfant=None, autre_enfant=None),
                name="doublon_de_deux_personnes",
            ),
        ]

    def __str__(self) -> str:
        return enumerer([str(une) for une in self.personnes])

    @property
    def personnes(self) -> tuple[Any, Any]:
        """The two of them, the older file first."""
        if self.enfant and self.autre_enfant:
            return self.enfant, self.autre_enfant
        deux = self.adulte, self.autre_adulte
        assert None not in deux, "a constraint of the database"
        return deux

    @property
    def ressemblance(self) -> Ressemblance:
        return Ressemblance(self.noms, tuple(self.preuves))
