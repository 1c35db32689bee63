"""A conversation between a household and the Pôle Familles, as a service and not as a person (G9, G13)."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .document import Document
from .enfant import Enfant
from .foyer import Foyer


class FilQuerySet(models.QuerySet):
    def de(self, utilisateur):
        """The conversations of this account's households; a child's other home has its own (D11)."""
        return self.filter(foyer__in=Foyer.objects.de(utilisateur))

    def a_traiter(self):
        return self.filter(etat=Fil.Etat.A_TRAITER)


class Fil(models.Model):
    """`origine`: the number of what it is about ("D-2026-00231"): this app knows nothing of demandes or invoices."""

    class Etat(models.TextChoices):
        A_TRAITER = "a-traiter", "À traiter"
        REPONDU = "repondu", "Répondu"
        CLOS = "clos", "Clos"

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="fils")
    enfant = models.ForeignKey(Enfant, on_delete=models.SET_NULL, null=True, blank=True, related_name="fils")
    sujet = models.CharField(max_length=120)
    origine = models.CharField("à propos de", max_length=40, blank=True, db_index=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_TRAITER)
    cree_le = models.DateTimeField("ouverte le", default=timezone.now)
    dernier_le = models.DateTimeField("dernier message le", default=timezone.now)

    objects = FilQuerySet.as_manager()

    class Meta:
        verbose_name = "conversation"
        ordering = ["-dernier_le", "-pk"]
        indexes = [models.Index(fields=["etat", "dernier_le"], name="fil_par_etat")]

    def __str__(self):
        return self.sujet

    @property
    def clos(self):
        return self.etat == self.Etat.CLOS


class Message(models.Model):
    """What one side wrote. `auteur` stays as it was said then, whatever becomes of the account."""

    fil = models.ForeignKey(Fil, on_delete=models.CASCADE, related_name="messages")
    du_service = models.BooleanField("du service")  # else from the family
    auteur = models.CharField(max_length=250)  # "Sophie Renard, gestionnaire, Pôle Familles"
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    texte = models.TextField()
    le = models.DateTimeField(default=timezone.now)
    documents = models.ManyToManyField(Document, blank=True, related_name="messages")

    class Meta:
        verbose_name = "message"
        ordering = ["le", "pk"]

    def __str__(self):
        return f"Message de {self.auteur}"


class LectureFil(models.Model):
    """Up to when somebody has read a conversation: what came after is unread for that person."""

    fil = models.ForeignKey(Fil, on_delete=models.CASCADE, related_name="lectures")
    utilisateur = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    lu_le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "lecture d’une conversation"
        constraints = [models.UniqueConstraint(fields=["fil", "utilisateur"], name="lecture_une_par_personne")]

    def __str__(self):
        return f"{self.utilisateur} · {self.fil}"
