"""What is kept of what was done: changes, readings, mails, forms received, numbers given."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from famille.models.enfant import Enfant
from famille.models.foyer import Foyer
from famille.socle.dire import moment_en_chiffres


class Modification(models.Model):
    """One change of a household's file: who, when, before, after (flat JSON of label → text). Only
    added to: PostgreSQL refuses the rest, but for an erased household (actions.journal)."""

    foyer = models.ForeignKey(Foyer, on_delete=models.DB_CASCADE, related_name="modifications")
    objet = models.CharField(max_length=200)  # "adresse", "responsable Camille Martin"
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DB_SET_NULL, null=True, related_name="+"
    )
    le = models.DateTimeField(default=timezone.now)
    avant = models.JSONField(default=dict)
    apres = models.JSONField("après", default=dict)
    origine = models.CharField(max_length=120, blank=True)  # "demande D-2026-00231"

    class Meta:
        verbose_name = "modification"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.objet}, {moment_en_chiffres(self.le)}"


class Consultation(models.Model):
    """One reading of a household by an agent. `sante_de`: the child whose health was read (D10).

    Only added to. PostgreSQL refuses to change a row, and to delete one before its period is over
    (docs/comprendre/donnees.md); it follows by itself what it names, which is why these keys are
    the database's to clear, not Django's.
    """

    foyer = models.ForeignKey(Foyer, on_delete=models.DB_CASCADE, related_name="consultations")
    quoi = models.CharField(max_length=200)  # "fiche du foyer", "pièce d’une demande"
    sante_de = models.ForeignKey(
        Enfant, on_delete=models.DB_SET_NULL, null=True, blank=True, related_name="+"
    )
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DB_SET_NULL, null=True, related_name="+"
    )
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "consultation"
        ordering = ["-le", "-pk"]
        indexes = [models.Index(fields=["-le", "-id"], name="consultation_par_date")]
        permissions = [("exporter_consultation", "Peut exporter le journal des consultations")]

    def __str__(self) -> str:
        return f"{self.quoi}, {moment_en_chiffres(self.le)}"


class Courriel(models.Model):
    """A mail to send, written in the transaction of what it tells and sent by a task. `cle`: the
    same event never writes two, and no row is sent twice by two tasks."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cle = models.CharField(max_length=120, unique=True)
    destinataire = models.EmailField()
    sujet = models.CharField(max_length=200)
    texte = models.TextField()
    html = models.TextField()
    # dict(nom, type, texte): small text files only
    pieces = models.JSONField("pièces jointes", default=list)
    cree_le = models.DateTimeField(default=timezone.now)
    envoye_le = models.DateTimeField(null=True, blank=True)
    # Nobody tries before this: a task that takes the row pushes it past its own longest life
    # (famille.courriels.boite_d_envoi).
    prochain_essai_le = models.DateTimeField(default=timezone.now, db_index=True)
    essais = models.PositiveSmallIntegerField(default=0)
    derniere_erreur = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "courriel"
        ordering = ["-cree_le"]
        # those that wait, of a million kept
        indexes = [
            models.Index(
                fields=["cree_le"], condition=models.Q(envoye_le=None), name="courriel_a_envoyer"
            )
        ]

    def __str__(self) -> str:
        return self.cle


class FormulaireRecu(models.Model):
    """What was done of a form that bore a key: a print of both (famille.journal.une_fois)."""

    cle = models.CharField("empreinte", max_length=64, unique=True)
    suite = models.CharField(max_length=300, blank=True)  # the path that its sending led to
    recu_le = models.DateTimeField("reçu le", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "formulaire reçu"
        verbose_name_plural = "formulaires reçus"

    def __str__(self) -> str:
        return self.cle


class Compteur(models.Model):
    """The last number of a series, `foyer-2026`, which `actions.prochain_numero` alone writes."""

    serie = models.CharField("série", max_length=40, unique=True)
    dernier = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "compteur"

    def __str__(self) -> str:
        return f"{self.serie} : {self.dernier}"
