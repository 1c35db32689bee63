"""What the portal tells somebody and asks no answer to: each mail leaves one
(famille.courriels.boite_d_envoi)."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone

from famille.models.utilisateur import Utilisateur


class NotificationQuerySet(models.QuerySet):
    def de(
        self, utilisateur: Utilisateur, maintenant: datetime | None = None
    ) -> "NotificationQuerySet":
        """Those of this account whose time has come: the mail of a decision is held for a while,
        its notice too."""
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
