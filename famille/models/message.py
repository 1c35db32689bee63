"""A conversation between a household and the Pôle Familles, as a service (G9, G13)."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from famille.models.utilisateur import Utilisateur

from .acces import ecrit_depuis_sa_venue, fermetures_de
from .champs import un_compte
from .document import Document
from .enfant import Enfant
from .envoi import EnvoiGroupe
from .foyer import Foyer


class FilQuerySet(models.QuerySet):
    def de(self, utilisateur: Utilisateur, jour: date | None = None) -> "FilQuerySet":
        """The conversations of this account's households; a child's other home has its own (D11).
        Where its coming is not confirmed (AccesAConfirmer), only those in which it has written
        since."""
        siens = self.filter(foyer__in=Foyer.objects.de(utilisateur, jour))
        ferme = Exists(fermetures_de(utilisateur).filter(foyer=OuterRef("foyer")))
        depuis = ecrit_depuis_sa_venue(utilisateur, par="par", le="le")
        return siens.filter(~ferme | Exists(Message.objects.filter(depuis, fil=OuterRef("pk"))))

    def a_traiter(self) -> "FilQuerySet":
        return self.filter(etat=Fil.Etat.A_TRAITER)

    def du_menu(self) -> "FilQuerySet":
        """Those counted beside the admin's menu, for who asks it in the same query as something
        else, and then keeps the number on the request as `Fil.NOMBRE_AU_MENU`."""
        return self.a_traiter().order_by()[: Fil.MENU_MAX + 1]

    def non_lus(self, utilisateur: Utilisateur) -> "FilQuerySet":
        """Those in which the service has written since this account has read them."""
        return self.filter(~Exists(_lue_par(utilisateur)), reponse_le__isnull=False)

    def avec_lecture(self, utilisateur: Utilisateur) -> "FilQuerySet":
        """With `lu` (bool): nothing of the service is new to this account."""
        return self.annotate(lu=Q(reponse_le=None) | Q(Exists(_lue_par(utilisateur))))


class Fil(models.Model):
    """`origine`: the number of what it is about ("D-2026-00231"). `recherche`: its subject and that
    number, as they are sought. Dates are written with the messages, by `famille.actions`."""

    MENU_MAX, NOMBRE_AU_MENU = 999, "_pf_fils_a_traiter"  # the menu is on every screen of the admin

    class Etat(models.TextChoices):
        A_TRAITER = "a-traiter", "À traiter"
        REPONDU = "repondu", "Répondu"
        ENVOYE = "envoye", "Envoyé"  # opened by the service, nothing said yet by the family
        CLOS = "clos", "Clos"

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="fils")
    enfant = models.ForeignKey(
        Enfant, on_delete=models.SET_NULL, null=True, blank=True, related_name="fils"
    )
    sujet = models.CharField(max_length=120)
    origine = models.CharField("à propos de", max_length=40, blank=True, db_index=True)
    recherche = models.CharField(max_length=200, editable=False, blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_TRAITER)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="fils_pris",
    )
    envoi = models.ForeignKey(
        EnvoiGroupe, on_delete=models.SET_NULL, null=True, blank=True, related_name="fils"
    )
    cree_le = models.DateTimeField("ouverte le", default=timezone.now)
    dernier_le = models.DateTimeField("dernier message le", default=timezone.now)
    reponse_le = models.DateTimeField("dernier message du service le", null=True, blank=True)
    # The first word of the family that has no answer yet: insisting does not put it back.
    attend_depuis = models.DateTimeField("attend une réponse depuis le", null=True, blank=True)

    objects = FilQuerySet.as_manager()

    class Meta:
        verbose_name = "conversation"
        ordering = ["-dernier_le", "-pk"]
        indexes = [
            models.Index(fields=["etat", "dernier_le"], name="fil_par_etat"),
            models.Index(fields=["etat", "attend_depuis"], name="fil_par_attente"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["envoi", "foyer"], name="fil_un_par_envoi_et_foyer")
        ]
        permissions = [("repondre_fil", "Peut lire les messages des familles et y répondre")]

    def __str__(self) -> str:
        return self.sujet

    @property
    def clos(self) -> bool:
        return self.etat == self.Etat.CLOS


class Message(models.Model):
    """What one side wrote. `auteur` stays as it was said then, whatever becomes of the account."""

    caches: int  # by the agents' screen: how many of its documents this agent may not open

    fil = models.ForeignKey(Fil, on_delete=models.CASCADE, related_name="messages")
    du_service = models.BooleanField("du service")  # else from the family
    auteur = models.CharField(max_length=250)  # "Sophie Renard, gestionnaire, Pôle Familles"
    par = un_compte()
    texte = models.TextField(blank=True)  # empty: a document says it all
    le = models.DateTimeField(default=timezone.now)
    documents = models.ManyToManyField(Document, blank=True, related_name="messages")

    class Meta:
        verbose_name = "message"
        ordering = ["le", "pk"]

    def __str__(self) -> str:
        return f"Message de {self.auteur}"


class NoteDuFil(models.Model):
    """What agents say to each other in a conversation: no page of a family reads it."""

    LONGUEUR_MAX = 2000

    fil = models.ForeignKey(Fil, on_delete=models.CASCADE, related_name="notes")
    texte = models.CharField(max_length=LONGUEUR_MAX)
    par = un_compte()
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "note d’une conversation"
        ordering = ["le", "pk"]

    def __str__(self) -> str:
        return f"Note de {self.par or 'compte supprimé'}"


class LectureFil(models.Model):
    """Up to when somebody has read a conversation: what came after is unread for that person."""

    fil = models.ForeignKey(Fil, on_delete=models.CASCADE, related_name="lectures")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    lu_le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "lecture d’une conversation"
        constraints = [
            models.UniqueConstraint(fields=["fil", "utilisateur"], name="lecture_une_par_personne")
        ]

    def __str__(self) -> str:
        return f"{self.utilisateur} · {self.fil}"


def _lue_par(utilisateur: Utilisateur) -> models.QuerySet[LectureFil]:
    return LectureFil.objects.filter(
        fil=OuterRef("pk"), utilisateur=utilisateur, lu_le__gte=OuterRef("reponse_le")
    )
