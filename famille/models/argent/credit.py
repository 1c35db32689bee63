"""What a household has beyond what it owes: deducted from its next invoice, or given back."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models.champs import un_compte

from .facture import Facture


class Imputation(models.Model):
    """A credit moved from the invoice that has too much (`de`) to one that is owed (`vers`): one
    `regle` goes down, the other up by as much, and nothing is received. Never updated."""

    de = models.ForeignKey(Facture, on_delete=models.PROTECT, related_name="credits_donnes")
    vers = models.ForeignKey(Facture, on_delete=models.PROTECT, related_name="credits_recus")
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    le = models.DateTimeField(default=timezone.now)
    par = un_compte()

    class Meta:
        verbose_name = "avoir déduit"
        verbose_name_plural = "avoirs déduits"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(montant__gt=0), name="imputation_positive"),
            models.UniqueConstraint(fields=["de", "vers"], name="imputation_une_fois"),
        ]

    def __str__(self) -> str:
        return f"{self.de} → {self.vers} : {self.montant}"


class LotRemboursement(models.Model):
    """Credits paid back together: a file of transfers for the bank, or a list for the accountant.
    Its lines are `remboursements`. The file is kept nowhere, since it names accounts in clear: it
    is made at each download from rows that do not change, but for a transfer that comes back."""

    class Genre(models.TextChoices):
        VIREMENTS = "virements", "Virements"
        LISTE = "liste", "Liste pour le comptable"

    class Etat(models.TextChoices):
        PREPARE = "prepare", "Prêt à transmettre"
        TRANSMIS = "transmis", "Transmis"
        ABANDONNE = "abandonne", "Abandonné"

    numero = models.CharField("numéro", max_length=35, unique=True)  # the file's message id
    genre = models.CharField(max_length=10, choices=Genre)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PREPARE)
    date = models.DateField("date des virements")
    montant = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    nombre = models.PositiveIntegerField(default=0)
    donneur = models.JSONField(default=dict)  # nom, voie, code_postal, commune, iban, bic
    cree_le = models.DateTimeField("préparé le", default=timezone.now)
    par = un_compte()
    telecharge_le = models.DateTimeField("téléchargé le", null=True, blank=True)
    telecharge_par = un_compte(blank=True)
    transmis_le = models.DateTimeField("transmis le", null=True, blank=True)
    transmis_par = un_compte(blank=True)
    abandonne_le = models.DateTimeField("abandonné le", null=True, blank=True)
    abandonne_par = un_compte(blank=True)
    motif = models.CharField("raison de l’abandon", max_length=300, blank=True)

    class Meta:
        verbose_name = "lot de remboursements"
        verbose_name_plural = "lots de remboursements"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            # Two agents at once do not make two.
            models.UniqueConstraint(
                fields=["genre"], condition=Q(etat="prepare"), name="un_lot_prepare_par_genre"
            ),
        ]

    def __str__(self) -> str:
        return self.numero
