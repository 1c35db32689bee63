"""What the portal tells beside a mail: notifications (famille.courriels.boite_d_envoi), and what a
telephone is told by its owner's choice (docs/comprendre/alertes.md)."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from famille.models.champs import JSONChiffre
from famille.models.utilisateur import Utilisateur
from famille.regles.alertes import PUSH, SMS, SUJETS
from famille.socle.chiffrement import ALERTE


class CanalEnPlus(models.TextChoices):
    DES_APPAREILS = PUSH, "Sur mes appareils"
    PAR_SMS = SMS, "Par SMS"


class DuCompte(models.QuerySet):
    def de(self, utilisateur: Utilisateur) -> Any:
        return self.filter(utilisateur=utilisateur)


class ChoixAlerte(models.Model):
    """One thing that this account asked to be told by one way: the row is the consent."""

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="choix_alertes"
    )
    sujet = models.CharField(
        max_length=20, choices=[(code, sujet.titre) for code, sujet in SUJETS.items()]
    )
    canal = models.CharField(max_length=10, choices=CanalEnPlus)
    le = models.DateTimeField("accepté le", default=timezone.now)

    objects = DuCompte.as_manager()

    class Meta:
        verbose_name = "choix d’alerte"
        verbose_name_plural = "choix d’alertes"
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur", "sujet", "canal"], name="un_choix_d_alerte"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_sujet_display()} : {self.get_canal_display()}"


class AppareilAlerte(models.Model):
    """A browser that asked for messages. `abonnement`: dict(endpoint, p256dh, auth), as the browser
    gave it; `empreinte`: of its endpoint, which one account only may have; `session`: the key of
    the session that it was last seen in, "" once that one is over."""

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appareils_alertes"
    )
    empreinte = models.CharField(max_length=64, unique=True)
    abonnement = JSONChiffre(usage=ALERTE, default=dict)
    nom = models.CharField(max_length=80)
    session = models.CharField(max_length=40, blank=True, db_index=True)
    cree_le = models.DateTimeField("ajouté le", default=timezone.now)
    vu_le = models.DateTimeField("vu le", default=timezone.now, db_index=True)

    objects = DuCompte.as_manager()

    class Meta:
        verbose_name = "appareil qui reçoit des alertes"
        verbose_name_plural = "appareils qui reçoivent des alertes"
        ordering = ["-vu_le", "-pk"]

    def __str__(self) -> str:
        return self.nom


class Alerte(models.Model):
    """A message to one device, or by SMS, written with the mail that says the same, sent by a task.
    `cle`: of the mail, the way and the device: the same fact never writes two.

    `lien`: a path of the portal. `reference`: ours, which a provider of SMS is given and gives
    back; `identifiant`: its own. `parts`: what it counts an SMS for.
    """

    class Etat(models.TextChoices):
        PREPAREE = "preparee", "Préparée"
        EN_COURS = "en-cours", "En cours d’envoi"
        ACCEPTEE = "acceptee", "Acceptée"
        REMISE = "remise", "Remise"
        NON_REMISE = "non-remise", "Non remise"
        REFUSEE = "refusee", "Refusée"
        PERIMEE = "perimee", "Périmée"
        INCONNUE = "inconnue", "Inconnue"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cle = models.CharField(max_length=160, unique=True)
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="alertes"
    )
    appareil = models.ForeignKey(
        AppareilAlerte, on_delete=models.CASCADE, null=True, blank=True, related_name="alertes"
    )
    sujet = ChoixAlerte._meta.get_field("sujet").clone()
    canal = models.CharField(max_length=10, choices=CanalEnPlus)
    texte = models.CharField(max_length=300)
    lien = models.TextField(blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PREPAREE)
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    identifiant = models.CharField(max_length=100, blank=True, db_index=True)
    parts = models.PositiveSmallIntegerField(default=0)
    cree_le = models.DateTimeField("préparée le", default=timezone.now)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True)
    expire_le = models.DateTimeField("sans objet après le")
    # Nobody tries before this: a task that takes the row pushes it past its own longest life.
    prochain_essai_le = models.DateTimeField(default=timezone.now)
    essais = models.PositiveSmallIntegerField(default=0)
    derniere_erreur = models.CharField(max_length=100, blank=True)

    objects = DuCompte.as_manager()

    class Meta:
        verbose_name = "alerte"
        ordering = ["-cree_le", "-pk"]
        indexes = [
            models.Index(
                fields=["prochain_essai_le"],
                condition=models.Q(etat__in=["preparee", "en-cours"]),
                name="alerte_a_envoyer",
            ),
            models.Index(fields=["utilisateur", "-cree_le"], name="alerte_recentes"),
        ]

    def __str__(self) -> str:
        return self.cle


class NotificationQuerySet(models.QuerySet):
    def de(
        self, utilisateur: Utilisateur, maintenant: datetime | None = None
    ) -> "NotificationQuerySet":
        """This account's notifications that are due: a decision's is held as its mail is."""
        return self.filter(utilisateur=utilisateur, le__lte=maintenant or timezone.now())

    def non_lues(
        self, utilisateur: Utilisateur, maintenant: datetime | None = None
    ) -> "NotificationQuerySet":
        return self.de(utilisateur, maintenant).filter(lu_le=None)


class Notification(models.Model):
    """`cle`: that of the mail; `lien`: a path of the portal, "" for none."""

    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    cle = models.CharField(max_length=120, unique=True)
    titre = models.CharField(max_length=200)
    lien = models.TextField(blank=True)
    le = models.DateTimeField(default=timezone.now)
    lu_le = models.DateTimeField("lue le", null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = "notification"
        ordering = ["-le", "-pk"]
        indexes = [
            models.Index(fields=["utilisateur", "-le"], name="notification_recentes"),
            models.Index(
                fields=["utilisateur", "le"],
                condition=models.Q(lu_le=None),
                name="notification_non_lues",
            ),
        ]

    def __str__(self) -> str:
        return self.titre
