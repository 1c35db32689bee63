"""The register of care: what was done for a child who was hurt or ill at the centre."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from famille.models import Enfant, Foyer, Utilisateur, enfants_ouverts_a, foyers_ouverts_a
from famille.models.champs import TexteChiffre, est_illisible, un_compte
from famille.socle.chiffrement import SANTE
from famille.socle.dire import de, moment_en_chiffres

from .activites import Activite

# how long the dashboard tells of a line: that evening, and the day after
RECENTS = timedelta(days=2)


class SoinQuerySet(models.QuerySet):
    def tenus(self) -> "SoinQuerySet":
        """Those that stand: not written for another child by mistake."""
        return self.filter(retire_le=None)

    def de(self, utilisateur: Utilisateur) -> "SoinQuerySet":
        """What this account reads: of the days at a centre of its households where nothing waits to
        be confirmed about it, and of the children whose health is open to it."""
        return self.tenus().filter(
            foyer__in=foyers_ouverts_a(utilisateur), enfant__in=enfants_ouverts_a(utilisateur)
        )


class Soin(models.Model):
    """One line of the register of care (arrêté of 20 February 2003: who, what, when, by whom). Only
    added to; a line written for the wrong child is taken off with its reason, and stays here.

    `foyer`: whose day it was. The other home reads nothing of it, as of the booking itself (D11).
    `cle`: drawn by the tablet, so that a line sent twice is one.
    """

    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="soins")
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="soins")
    activite = models.ForeignKey(Activite, on_delete=models.PROTECT, related_name="soins")
    cle = models.CharField(max_length=64, unique=True)
    le = models.DateTimeField("à")
    constat = TexteChiffre("ce qui s’est passé", usage=SANTE)
    soin = TexteChiffre("ce qui a été fait", usage=SANTE)
    par = un_compte()
    note_le = models.DateTimeField("noté le", default=timezone.now)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    retire_par = un_compte(blank=True)
    motif_du_retrait = models.CharField(max_length=200, blank=True)

    objects = SoinQuerySet.as_manager()

    class Meta:
        verbose_name = "soin"
        ordering = ["-le", "-pk"]
        indexes = [models.Index(fields=["foyer", "le"], name="soins_du_foyer")]

    def __str__(self) -> str:
        return f"Soin {de(self.enfant.prenom)}, {moment_en_chiffres(self.le)}"

    @property
    def illisible(self) -> bool:
        """Whether no key of this site reads what was written any more."""
        return est_illisible(self, "constat", "soin")
