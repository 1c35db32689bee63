"""After the last reminder: a debt given to the Trésor public, or paid in several times."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models.champs import un_compte
from famille.models.foyer import Foyer

from .facture import Facture


class EtatNominatif(models.Model):
    """One list of debts given to the Trésor public. Its lines are `creances`."""

    numero = models.CharField("numéro", max_length=20, unique=True)
    montant = models.DecimalField(max_digits=12, decimal_places=2)
    nombre = models.PositiveIntegerField()
    le = models.DateTimeField("transmis le", default=timezone.now)
    par = un_compte()

    class Meta:
        verbose_name = "état nominatif"
        verbose_name_plural = "états nominatifs"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return self.numero


class CreanceTransmise(models.Model):
    """What was owed of one invoice, as the list said it. `reprise_le`: the régie has it again."""

    etat = models.ForeignKey(EtatNominatif, on_delete=models.CASCADE, related_name="creances")
    facture = models.ForeignKey(Facture, on_delete=models.PROTECT, related_name="creances")
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    reprise_le = models.DateTimeField("reprise le", null=True, blank=True)
    reprise_par = un_compte(blank=True)
    motif = models.CharField("raison de la reprise", max_length=300, blank=True)

    class Meta:
        verbose_name = "créance transmise"
        verbose_name_plural = "créances transmises"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(montant__gt=0), name="creance_positive"),
            models.UniqueConstraint(
                fields=["facture"], condition=Q(reprise_le=None), name="une_creance_vive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facture} : {self.montant}"


class RecouvrementTresor(models.Model):
    """What the Trésor public says that it has collected of an invoice: a part of it, or all.
    `encaisse_le`: the day it says; `annule_le`: noted by mistake, it no longer counts."""

    facture = models.ForeignKey(Facture, on_delete=models.PROTECT, related_name="recouvrements")
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    encaisse_le = models.DateField("encaissé le")
    reference = models.CharField("référence", max_length=60)
    le = models.DateTimeField("noté le", default=timezone.now)
    par = un_compte()
    annule_le = models.DateTimeField("retiré le", null=True, blank=True)
    annule_par = un_compte(blank=True)
    motif = models.CharField("raison du retrait", max_length=300, blank=True)

    class Meta:
        verbose_name = "recouvrement du Trésor public"
        verbose_name_plural = "recouvrements du Trésor public"
        ordering = ["encaisse_le", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(montant__gt=0), name="recouvrement_positif"),
            models.UniqueConstraint(
                fields=["facture", "encaisse_le", "reference", "montant"],
                condition=Q(annule_le=None),
                name="un_recouvrement_une_fois",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facture} : {self.montant}, {self.reference}"


class Echeancier(models.Model):
    """A debt paid in several times: its invoices are `factures` while it lives, and their numbers
    stay in `numeros`. `montant`: what they owed on the day it was agreed; the instalments sum to
    it. What is paid of each one is never written: it is read from what the invoices still owe."""

    class Etat(models.TextChoices):
        EN_COURS = "en-cours", "En cours"
        TENU = "tenu", "Tenu"
        ROMPU = "rompu", "Rompu"

    foyer = models.ForeignKey(Foyer, on_delete=models.PROTECT, related_name="echeanciers")
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.EN_COURS)
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    numeros = models.JSONField("factures", default=list)
    motif = models.CharField(max_length=300, blank=True)
    cree_le = models.DateTimeField("accordé le", default=timezone.now)
    par = un_compte()
    fini_le = models.DateTimeField("fini le", null=True, blank=True)
    fini_par = un_compte(blank=True)
    motif_fin = models.CharField("raison de la fin", max_length=300, blank=True)

    class Meta:
        verbose_name = "échéancier"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat="en-cours", fini_le=None)
                | (~Q(etat="en-cours") & Q(fini_le__isnull=False)),
                name="echeancier_fini_est_date",
            ),
        ]

    def __str__(self) -> str:
        return f"Échéancier, {self.foyer}"


class Echeance(models.Model):
    """One instalment. `rappelee_le`: its family was told that it is late."""

    echeancier = models.ForeignKey(Echeancier, on_delete=models.CASCADE, related_name="echeances")
    jour = models.DateField("à payer avant le")
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    rappelee_le = models.DateTimeField("rappelée le", null=True, blank=True)

    class Meta:
        verbose_name = "échéance"
        ordering = ["jour", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(montant__gt=0), name="echeance_positive"),
            models.UniqueConstraint(fields=["echeancier", "jour"], name="une_echeance_par_jour"),
        ]

    def __str__(self) -> str:
        return f"{self.jour} : {self.montant}"
