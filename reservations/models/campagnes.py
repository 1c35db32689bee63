"""A billing run: what was used in a month becomes one draft a household, checked, then published
(G4)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models import Travail
from famille.models.champs import un_compte

from .activites import Activite


class CampagneFacturation(models.Model):
    """`passage`: which run of its job is at work; an older one that wakes up stops by itself.
    `jusqua`: key of the last household done, with `bilan` (facturation.Bilan.en_donnees), in the
    transaction of its drafts: a job that stops goes on from there. Its invoices are those whose
    `cle` begins by `prefixe`."""

    class Etat(models.TextChoices):
        PREPARATION = "preparation", "Calcul en cours"
        A_VERIFIER = "a-verifier", "À vérifier"
        PUBLICATION = "publication", "Publication en cours"
        PUBLIEE = "publiee", "Publiée"
        ABANDONNEE = "abandonnee", "Abandonnée"

    EN_COURS = (Etat.PREPARATION, Etat.A_VERIFIER, Etat.PUBLICATION)

    mois = models.DateField("mois facturé")  # its first day
    activites = models.ManyToManyField(Activite, related_name="+", verbose_name="activités")
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.PREPARATION)
    passage = models.PositiveIntegerField(default=0)
    jusqua = models.PositiveBigIntegerField(default=0)
    travail = models.ForeignKey(
        Travail, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    bilan = models.JSONField(default=dict)
    # `cle` of the drafts that publication found out of date, and wrote anew
    modifiees = models.JSONField(default=list)
    par = un_compte()
    cree_le = models.DateTimeField("commencée le", default=timezone.now)
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True)
    # asked for, and held until then: it can be taken back; None once it has begun
    publiee_apres = models.DateTimeField("publication retenue jusqu’au", null=True, blank=True)
    publiee_par = un_compte()

    class Meta:
        verbose_name = "campagne de facturation"
        verbose_name_plural = "campagnes de facturation"
        ordering = ["-cree_le", "-pk"]
        permissions = [
            ("facturer_campagnefacturation", "Peut préparer et publier les factures d’un mois")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["mois"],
                condition=Q(etat__in=["preparation", "a-verifier", "publication"]),
                name="campagne_une_a_la_fois",
            )
        ]

    def __str__(self) -> str:
        return f"Factures de {self.mois:%m/%Y}"

    @property
    def prefixe(self) -> str:
        """How the `cle` of each of its invoices begins."""
        return f"campagne-{self.pk}:"
