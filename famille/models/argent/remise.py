"""Direct debits sent to the bank together (D16)."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models.champs import un_compte


class RemiseSEPA(models.Model):
    """One file for the bank, of `paiements`. The creditor is a copy: the file stays the same.

    The file itself is kept nowhere, since it names accounts in clear: it is made each time it is
    downloaded.
    """

    class Etat(models.TextChoices):
        PREPAREE = "preparee", "Prête à transmettre"
        TRANSMISE = "transmise", "Transmise à la banque"
        ENCAISSEE = "encaissee", "Encaissée"
        ABANDONNEE = "abandonnee", "Abandonnée"

    numero = models.CharField("numéro", max_length=35, unique=True)  # the file's message id
    date = models.DateField("date de prélèvement")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PREPAREE)
    montant = models.DecimalField(max_digits=12, decimal_places=2)
    nombre = models.PositiveIntegerField()
    creancier = models.JSONField(default=dict)  # nom, voie, code_postal, commune, ics, iban, bic
    cree_le = models.DateTimeField("préparée le", default=timezone.now)
    par = un_compte()
    telechargee_le = models.DateTimeField("téléchargée le", null=True, blank=True)
    telechargee_par = un_compte(blank=True)
    transmise_le = models.DateTimeField("transmise le", null=True, blank=True)
    transmise_par = un_compte(blank=True)

    class Meta:
        verbose_name = "remise de prélèvements"
        verbose_name_plural = "remises de prélèvements"
        ordering = ["-date", "-pk"]
        permissions = [("prelever_remisesepa", "Peut préparer et télécharger les prélèvements")]
        constraints = [
            # Two agents at once get one remise.
            models.UniqueConstraint(
                fields=["date"], condition=Q(etat="preparee"), name="une_remise_preparee_par_jour"
            ),
        ]

    def __str__(self) -> str:
        return self.numero
