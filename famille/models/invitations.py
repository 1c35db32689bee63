"""Families asked to open their account: by waves, by mail or by letter."""

from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models.champs import un_compte
from famille.models.foyer import Responsable


class VagueInvitations(models.Model):
    """`par_jour`: mails a day at most. `arretee_le`: stopped by an agent. `finie_le`: all left."""

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


RELANCE = timedelta(days=14)  # without an answer, one may be asked again


class InvitationQuerySet(models.QuerySet):
    def a_envoyer(self) -> "InvitationQuerySet":
        return self.filter(envoyee_le=None).exclude(_VENU)

    def sans_reponse(self) -> "InvitationQuerySet":
        return self.filter(envoyee_le__isnull=False).exclude(_VENU)

    def a_relancer(self, maintenant: datetime | None = None) -> "InvitationQuerySet":
        return self.sans_reponse().filter(envoyee_le__lte=(maintenant or timezone.now()) - RELANCE)

    def venus(self) -> "InvitationQuerySet":
        """The invitations whose adult has chosen a password."""
        return self.filter(_VENU)

    def du_code(self, sceaux: list[str], jour: date) -> "InvitationQuerySet":
        """The invitations whose letter bears this code, if it still opens something on that day:
        not for an account already entered, even by FranceConnect, which asks for no password."""
        lettres = self.filter(code__in=sceaux, code_fin__gte=jour).exclude(_VENU)
        return lettres.exclude(responsable__utilisateur__last_login__isnull=False)


_VENU = Q(responsable__utilisateur__isnull=False) & ~Q(
    responsable__utilisateur__password__startswith=UNUSABLE_PASSWORD_PREFIX
)


class Invitation(models.Model):
    """One an adult, whatever the waves. `envoyee_le`: the last time; empty, it waits its turn.
    `code`: the seal of his letter's code, which is written nowhere; it serves until `code_fin`,
    until the account is open, or until it has given a second address. `imprimee_par`: who holds the
    letter."""

    class Moyen(models.TextChoices):
        COURRIEL = "courriel", "Par e-mail"
        LETTRE = "lettre", "Par lettre"

    vague = models.ForeignKey(
        VagueInvitations, on_delete=models.CASCADE, related_name="invitations"
    )
    responsable = models.OneToOneField(
        Responsable, on_delete=models.CASCADE, related_name="invitation"
    )
    moyen = models.CharField(max_length=8, choices=Moyen)
    envoyee_le = models.DateTimeField("envoyée le", null=True, blank=True, db_index=True)
    envois = models.PositiveSmallIntegerField(default=0)
    code = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    code_fin = models.DateField("fin du code", null=True, blank=True)
    imprimee_par = un_compte(blank=True)
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"invitation de {self.responsable}"

    @property
    def etat(self) -> str:
        """In the words of the screen."""
        compte = self.responsable.utilisateur
        if compte and compte.has_usable_password():
            return "Compte ouvert"
        if self.envoyee_le is None:
            return "À relancer, attend son tour" if self.envois else "Attend son tour"
        if self.repondue_le:
            return "A donné son adresse, n’a pas encore choisi son mot de passe"
        return "Sans réponse"
