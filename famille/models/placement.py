"""A child entrusted to the ASE: where he lives, whom to call, who decides, who is billed."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from famille.models.argent.payeur import TiersPayeur
from famille.models.champs import TelephoneChiffre, TexteChiffre
from famille.models.enfant import Enfant
from famille.models.foyer import Foyer, FoyerQuerySet
from famille.socle.chiffrement import PLACEMENT
from famille.socle.dire import en_chiffres


class PlacementQuerySet(models.QuerySet):
    def du(self, foyers: FoyerQuerySet | list[Foyer]) -> "PlacementQuerySet":
        """The placements of children in these households: no other home reads them (D11)."""
        return self.filter(foyer__in=foyers)

    def au(self, jour: date | None = None) -> "PlacementQuerySet":
        """In force on that day, by default today."""
        jour = jour or timezone.localdate()
        return self.filter(Q(fin=None) | Q(fin__gte=jour), debut__lte=jour)

    def pas_finis(self) -> "PlacementQuerySet":
        """In force, or to come."""
        return self.filter(Q(fin=None) | Q(fin__gte=timezone.localdate()))


class Placement(models.Model):
    """A child entrusted to the ASE, from a day to a day, who lives in this household. Never
    rewritten but for its end: what changes adds a row.

    Acts of ordinary life are whoever takes him in's (code de l'action sociale et des familles,
    L. 223-1-2; code civil, 373-4), but for those that `sauf` names; the rest stays with who has the
    parental authority, or whom a judge has given it. `payeur`: None when the household pays.
    """

    class Usuels(models.TextChoices):
        ACCUEIL = "accueil", "La famille d’accueil"
        SERVICE = "service", "Le service de l’aide sociale à l’enfance"
        PARENTS = "parents", "Les parents"

    class Autres(models.TextChoices):
        PARENTS = "parents", "Les parents, qui gardent l’autorité parentale"
        SERVICE = "service", "Le service, par délégation ou par jugement"
        TUTEUR = "tuteur", "Le tuteur ou la tutrice"

    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="placements")
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="placements")
    debut = models.DateField("à partir du")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    referent = TexteChiffre("référent ou référente", usage=PLACEMENT, max_length=120)
    service = TexteChiffre(usage=PLACEMENT, max_length=120)
    telephone = TelephoneChiffre("téléphone", usage=PLACEMENT)
    courriel = TexteChiffre("adresse e-mail", usage=PLACEMENT, max_length=254, blank=True)
    usuels = TexteChiffre("actes usuels", usage=PLACEMENT, choices=Usuels, max_length=8)
    sauf = TexteChiffre("sauf", usage=PLACEMENT, max_length=300, blank=True)
    autres = TexteChiffre("autres décisions", usage=PLACEMENT, choices=Autres, max_length=8)
    payeur = models.ForeignKey(
        TiersPayeur, on_delete=models.PROTECT, null=True, blank=True, related_name="placements"
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "accueil par l’ASE"
        verbose_name_plural = "accueils par l’ASE"
        ordering = ["-debut", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["enfant", "debut"], name="placement_unique"),
            models.CheckConstraint(
                condition=Q(fin=None) | Q(fin__gte=F("debut")), name="placement_dates_en_ordre"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enfant}, depuis le {en_chiffres(self.debut)}"
