"""Who signs in: a parent or an agent. An agent is a user in a group, not another model."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser, Permission
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone


class UtilisateurManager(BaseUserManager["Utilisateur"]):
    """The identifier is the e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Utilisateur":
        return self.get(email__iexact=username or "")

    def create_user(self, email: str, password: str | None = None, **champs: Any) -> "Utilisateur":
        utilisateur = self.model(email=email.strip().lower(), **champs)
        utilisateur.set_password(password)
        utilisateur.save(using=self._db)
        return utilisateur

    def qui_peuvent(self, droit: str) -> "models.QuerySet[Utilisateur]":
        """QuerySet of the active accounts that hold this right ("famille.repondre_fil"), by name.

        Sought from the right, of which a few have a share: from the accounts, a town's 40,000
        families were gone through each time.
        """
        application, nom = droit.split(".")
        permission = Permission.objects.filter(content_type__app_label=application, codename=nom)
        par_groupe = Utilisateur.groups.through.objects.filter(group__permissions__in=permission)
        a_soi = Utilisateur.user_permissions.through.objects.filter(permission__in=permission)
        eux = par_groupe.values("utilisateur").union(a_soi.values("utilisateur"))
        return self.filter(is_active=True, pk__in=eux).order_by("last_name", "first_name")

    def create_superuser(
        self, email: str, password: str | None = None, **champs: Any
    ) -> "Utilisateur":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **champs)


class Utilisateur(AbstractUser):
    """An account (G1). `qualite` and `service` sign an agent's decisions (CRPA L212-2, D5)."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(
        "adresse e-mail",
        unique=True,
        error_messages={"unique": "Un compte existe déjà avec cette adresse."},
    )
    first_name = models.CharField("prénom", max_length=100)
    last_name = models.CharField("nom", max_length=100)
    qualite = models.CharField(
        "qualité",
        max_length=120,
        blank=True,
        help_text="Par exemple : gestionnaire des dossiers familles.",
    )
    service = models.CharField(
        "service", max_length=120, blank=True, help_text="Par exemple : Guichet famille."
    )

    # of a family that came in a file: closed, and told nothing, until the town invites it
    invitation_retenue_le = models.DateTimeField(
        "invitation retenue depuis le", null=True, blank=True, editable=False
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    objects: ClassVar[UtilisateurManager] = UtilisateurManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = [models.UniqueConstraint(Lower("email"), name="utilisateur_email_sans_casse")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def est_du_personnel(self) -> bool:
        """May enter the admin, and so owes a second factor (D12)."""
        lu: bool | None = getattr(self, "du_personnel", None)  # famille.comptes.droits
        return self.has_perm("wagtailadmin.access_admin") if lu is None else lu and self.is_active


class EssaiDeConnexion(models.Model):
    """A password that was given (`famille.comptes.connexion.essais`). Kept for a day."""

    origine = models.CharField("adresse d’origine", max_length=45)
    # a print of the address that was typed; none, once it counts for where it comes from alone
    compte = models.CharField("empreinte du compte", max_length=64, blank=True)
    le = models.DateTimeField(default=timezone.now)
    reussi = models.BooleanField("réussi", default=False)

    class Meta:
        verbose_name = "essai de connexion"
        verbose_name_plural = "essais de connexion"
        indexes = [
            models.Index(fields=["origine", "le"], name="essai_par_origine"),
            # however often its owner signs in, an account has few failures
            models.Index(
                fields=["compte", "le"], name="essai_par_compte", condition=models.Q(reussi=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.origine}, {self.le}"
