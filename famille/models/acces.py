"""Who came to a household, or a child, by an agent's hand: health waits for another's word."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from famille.models.utilisateur import Utilisateur
from famille.socle.dire import moment_en_chiffres

from .champs import un_compte
from .enfant import Enfant, Rattachement
from .foyer import Foyer, Responsable

ATTENTE_DU_MOT_DE_PASSE = timedelta(hours=24)


class AccesAConfirmerQuerySet(models.QuerySet):
    def en_attente(self) -> "AccesAConfirmerQuerySet":
        return self.filter(confirme_le=None)

    def fermants(self) -> "AccesAConfirmerQuerySet":
        """The accesses that keep health closed now."""
        return self.en_attente().filter(ferme=True)

    def a_montrer(self, maintenant: datetime) -> "AccesAConfirmerQuerySet":
        """The accesses to confirm: those that keep health closed, and a new address while it holds
        the password. A contested one is settled, not confirmed."""
        return self.filter(_a_montrer(depuis=maintenant - ATTENTE_DU_MOT_DE_PASSE))

    def du_menu(self, depuis: datetime) -> "AccesAConfirmerQuerySet":
        """For the admin's menu: MENU_MAX and one at most. `depuis`: ATTENTE_DU_MOT_DE_PASSE ago."""
        lignes = self.filter(_a_montrer(depuis) | _A_TRANCHER)
        return lignes.order_by()[: AccesAConfirmer.MENU_MAX + 1]

    def contestes(self) -> "AccesAConfirmerQuerySet":
        """The accesses contested from the former address, and not settled by an agent."""
        return self.filter(_A_TRANCHER)


_A_TRANCHER = Q(conteste_le__isnull=False, tranche_le=None)


def _a_montrer(depuis: datetime) -> Q:
    recents = Q(ferme=True) | Q(le__gte=depuis)
    return recents & Q(confirme_le=None, conteste_le=None)


class AccesAConfirmer(models.Model):
    """An access to a household that an agent opened. `ferme`: health and the others' drafts are
    closed to its account, until an adult already there, or another agent, confirms.

    An agent without the right to read health could otherwise give himself what parents read.
    """

    MENU_MAX, NOMBRE_AU_MENU = 99, "_pf_acces_a_confirmer"  # see Fil

    class Nature(models.TextChoices):
        ADULTE = "adulte", "Adulte ajouté à un foyer"
        ADRESSE = "adresse", "Adresse e-mail d’un adulte changée"
        ENFANT = "enfant", "Enfant rattaché à un autre foyer"

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="acces_a_confirmer")
    nature = models.CharField(max_length=8, choices=Nature)
    responsable = models.ForeignKey(
        Responsable, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    rattachement = models.ForeignKey(
        Rattachement, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    par = un_compte()
    le = models.DateTimeField(default=timezone.now)
    ferme = models.BooleanField("ferme la santé", default=True)
    confirme_par = un_compte(blank=True)
    confirme_le = models.DateTimeField("confirmé le", null=True, blank=True)

    # Of a changed address alone (actions of `famille.dossier.foyers.acces.contestation`).
    ancienne = models.EmailField("ancienne adresse", blank=True)
    conteste_le = models.DateTimeField("contesté le", null=True, blank=True)
    tranche_le = models.DateTimeField("tranché le", null=True, blank=True)

    objects = AccesAConfirmerQuerySet.as_manager()

    class Meta:
        verbose_name = "accès à confirmer"
        verbose_name_plural = "accès à confirmer"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(responsable__isnull=False) ^ Q(rattachement__isnull=False),
                name="acces_a_un_seul_objet",
            ),
        ]

    @property
    def compte(self) -> Utilisateur:
        """By which who is added, or whose address has changed, comes in. LookupError: it is about
        a child, or about an adult whose account is no more."""
        if self.responsable is None or self.responsable.utilisateur is None:
            raise LookupError(f"no account comes in by {self.pk}")
        return self.responsable.utilisateur

    @property
    def est_conteste(self) -> bool:
        return self.conteste_le is not None and self.tranche_le is None

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, {moment_en_chiffres(self.le)}"


def fermetures_de(utilisateur: Utilisateur | int) -> models.QuerySet[AccesAConfirmer]:
    """What keeps something closed to this account (or its key), in whichever household."""
    return AccesAConfirmer.objects.fermants().filter(responsable__utilisateur=utilisateur)


def ecrit_depuis_sa_venue(utilisateur: Utilisateur | int, *, par: str, le: str) -> Q:
    """Rows whose `par` is this account and whose `le` comes after what is closed to it.

    An account whose address an agent has taken over still is the one that wrote them: who holds it
    now did not.
    """
    fermetures = fermetures_de(utilisateur).filter(le__gte=OuterRef(le))
    return Q(**{par: utilisateur}) & Q(~Exists(fermetures))


def foyers_ouverts_a(
    utilisateur: Utilisateur | int, jour: date | None = None
) -> models.QuerySet[Foyer]:
    """This account's households where nothing of it waits to be confirmed; `jour`: today."""
    siens = Responsable.objects.actuels(jour).filter(utilisateur=utilisateur)
    fermes = AccesAConfirmer.objects.fermants().filter(responsable=OuterRef("pk"))
    return Foyer.objects.filter(pk__in=siens.filter(~Exists(fermes)).values("foyer"))


def enfants_ouverts_a(
    utilisateur: Utilisateur | int, jour: date | None = None
) -> models.QuerySet[Enfant]:
    """This account's children of whose health it may read."""
    return enfants_ouverts_dans(foyers_ouverts_a(utilisateur, jour), jour)


def enfants_ouverts_dans(
    foyers: models.QuerySet[Foyer], jour: date | None = None
) -> models.QuerySet[Enfant]:
    """Those attached on that day, by default today, by no way that waits to be confirmed."""
    return Enfant.objects.filter(pk__in=rattachements_ouverts_dans(foyers, jour).values("enfant"))


def rattachements_ouverts_dans(
    foyers: models.QuerySet[Foyer], jour: date | None = None
) -> models.QuerySet[Rattachement]:
    """What attaches these children to these households on that day."""
    jour = jour or timezone.localdate()
    fermes = AccesAConfirmer.objects.fermants().filter(rattachement=OuterRef("pk"))
    return Rattachement.objects.filter(
        Q(fin=None) | Q(fin__gte=jour), ~Exists(fermes), foyer__in=foyers, debut__lte=jour
    )
