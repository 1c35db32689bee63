"""A wave of invitations: whom the town asks to open their account, and how many a day."""

from django.db import models
from django.utils import timezone

from famille.models.champs import un_compte


class VagueInvitations(models.Model):
    """`par_jour`: mails a day at most. `arretee_le`: nothing leaves any more, until an agent
    resumes it. `finie_le`: all have left."""

    a_qui = models.CharField("à qui", max_length=200)  # "Les familles de l’école Jean-Zay"
    par_jour = models.PositiveSmallIntegerField("par jour")
    ouverte_le = models.DateTimeField(default=timezone.now)
    par = un_compte()
    arretee_le = models.DateTimeField("arrêtée le", null=True, blank=True)
    finie_le = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "vague d’invitations"
        verbose_name_plural = "vagues d’invitations"
        ordering = ["-ouverte_le", "-pk"]
        permissions = [
            ("inviter_vagueinvitations", "Peut inviter les familles à ouvrir leur compte"),
            # who holds a letter opens its account
            ("imprimer_vagueinvitations", "Peut imprimer les lettres d’invitation et leurs codes"),
        ]

    def __str__(self) -> str:
        return self.a_qui

    @property
    def en_cours(self) -> bool:
        return self.arretee_le is None and self.finie_le is None
