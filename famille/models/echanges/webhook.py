"""What other software is told as it happens (docs/comprendre/webhooks.md)."""

import uuid

from django.db import models
from django.utils import timezone

from famille.models.champs import TexteChiffre, un_compte
from famille.socle.chiffrement import WEBHOOK


class Webhook(models.Model):
    """An address of the town's other software, and the facts it wants
    (famille.echanges.webhooks.faits). `secret` signs what it is sent. `echoue_depuis`: the first
    failure since the last success; once that has lasted, it is closed (`ferme_le`) and the
    administration told."""

    nom = models.CharField(
        "logiciel",
        max_length=80,
        help_text="Qui reçoit, et pour quoi : « Comptabilité, factures publiées ».",
    )
    adresse = models.URLField(
        max_length=500,
        help_text="Une adresse https:// de ce logiciel, que le portail peut joindre.",
    )
    faits = models.JSONField("ce qui lui est annoncé", default=list)
    secret = TexteChiffre(usage=WEBHOOK, editable=False)
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    par = un_compte(editable=False)
    livre_le = models.DateTimeField("dernier envoi reçu", null=True, blank=True, editable=False)
    echoue_depuis = models.DateTimeField(null=True, blank=True, editable=False)
    ferme_le = models.DateTimeField("arrêté le", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "webhook"
        ordering = ["nom", "pk"]

    def __str__(self) -> str:
        return self.nom


class LivraisonQuerySet(models.QuerySet):
    def a_envoyer(self) -> "LivraisonQuerySet":
        """The deliveries that are due, the oldest first."""
        return self.filter(
            etat__in=(Livraison.Etat.PREPAREE, Livraison.Etat.EN_COURS),
            prochain_essai_le__lte=timezone.now(),
            webhook__ferme_le=None,
        ).order_by("prochain_essai_le")


class Livraison(models.Model):
    """A fact to tell to one webhook: written in the transaction of the fact, sent by a task. `cle`
    makes it unique there: the same fact never writes two. `id` is what the receiver tells a second
    sending by. `corps`: what is sent, identifiers only."""

    class Etat(models.TextChoices):
        PREPAREE = "preparee", "À envoyer"
        EN_COURS = "en-cours", "En cours d’envoi"
        RECUE = "recue", "Reçue"
        ABANDONNEE = "abandonnee", "Abandonnée"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="livraisons", db_index=False
    )
    cle = models.CharField(max_length=120)
    fait = models.CharField(max_length=40)
    corps = models.JSONField()
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PREPAREE)
    cree_le = models.DateTimeField("préparée le", default=timezone.now)
    livree_le = models.DateTimeField("reçue le", null=True, blank=True)
    # Nobody tries before this: a task that takes the row pushes it past its own longest life.
    prochain_essai_le = models.DateTimeField(default=timezone.now)
    essais = models.PositiveSmallIntegerField(default=0)
    statut = models.PositiveSmallIntegerField("réponse", null=True, blank=True)
    derniere_erreur = models.CharField(max_length=100, blank=True)

    objects = LivraisonQuerySet.as_manager()

    class Meta:
        verbose_name = "livraison d’un webhook"
        verbose_name_plural = "livraisons des webhooks"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "cle"], name="une_livraison_par_fait")
        ]
        indexes = [
            models.Index(
                fields=["prochain_essai_le"],
                condition=models.Q(etat__in=["preparee", "en-cours"]),
                name="livraison_a_envoyer",
            ),
            models.Index(fields=["webhook", "-cree_le", "-id"], name="livraison_recentes"),
        ]

    def __str__(self) -> str:
        return f"{self.fait}, {self.get_etat_display()}"
