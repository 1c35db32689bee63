"""A place in the queue for a bloc that is full, and a booked bloc that is offered to the queue."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models import Enfant, Foyer
from famille.models.champs import un_compte

from .activites import Activite
from .communs import DuFoyerQuerySet


class AttenteQuerySet(DuFoyerQuerySet):
    def en_cours(self) -> "AttenteQuerySet":
        """Waiting, or with an offer to answer."""
        return self.filter(etat__in=[Attente.Etat.EN_ATTENTE, Attente.Etat.PROPOSEE])


class Attente(models.Model):
    """The queue is served in the order of the keys. `ensemble`: brothers and sisters who want the
    same bloc together share it, and are only served at once. While an offer stands, its place is
    counted in `Places.prises`."""

    class Etat(models.TextChoices):
        EN_ATTENTE = "en-attente", "En liste d’attente"
        PROPOSEE = "proposee", "Place proposée"
        ACCEPTEE = "acceptee", "Place acceptée"
        REFUSEE = "refusee", "Place refusée"
        EXPIREE = "expiree", "Sans réponse à temps"
        RETIREE = "retiree", "Retirée de la liste"

    id = models.BigAutoField(primary_key=True)
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="attentes")
    activite = models.ForeignKey(Activite, on_delete=models.CASCADE, related_name="attentes")
    bloc = models.CharField(max_length=24)
    debut = models.DateField("premier jour")
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="attentes")
    ensemble = models.UUIDField(null=True, blank=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.EN_ATTENTE)
    par = un_compte()
    demandee_le = models.DateTimeField("demandée le", default=timezone.now)
    proposee_le = models.DateTimeField("proposée le", null=True, blank=True)
    expire_le = models.DateTimeField("à accepter avant", null=True, blank=True)
    # pks of the créneaux whose place is held while an offer stands: a week may lose or gain a day
    # meanwhile.
    creneaux = models.JSONField(default=list, editable=False)
    conclue_le = models.DateTimeField(null=True, blank=True)
    motif = models.CharField(max_length=300, blank=True)  # an agent's reason for giving the place
    donnee_par = un_compte()

    objects = AttenteQuerySet.as_manager()

    class Meta:
        verbose_name = "place en liste d’attente"
        verbose_name_plural = "liste d’attente"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["activite", "bloc"],
                condition=Q(etat__in=["en-attente", "proposee"]),
                name="attente_en_cours",
            ),
            models.Index(
                fields=["expire_le"], condition=Q(etat="proposee"), name="offres_a_expirer"
            ),
            models.Index(
                fields=["ensemble"],
                condition=Q(etat="en-attente", ensemble__isnull=False),
                name="attentes_ensemble",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enfant", "activite", "bloc"],
                condition=Q(etat__in=["en-attente", "proposee"]),
                name="une_attente_par_bloc",
            ),
            models.CheckConstraint(
                condition=~Q(etat="proposee") | Q(expire_le__isnull=False),
                name="une_offre_a_une_fin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enfant} · {self.activite} · {self.bloc}"

    def est_echue(self, maintenant: datetime) -> bool:
        """Whether the time to answer this offer is over."""
        return self.expire_le is not None and self.expire_le <= maintenant


class CessionQuerySet(DuFoyerQuerySet):
    def offertes(self) -> "CessionQuerySet":
        return self.filter(etat=Cession.Etat.OFFERTE)


class Cession(models.Model):
    """A booked bloc that can no longer be cancelled, offered to those who wait for it
    (docs/comprendre/bourse.md). It stays booked, and charged, until one of them takes it. `prise`:
    the wait that took it."""

    class Etat(models.TextChoices):
        OFFERTE = "offerte", "Proposée"
        PRISE = "prise", "Prise par une autre famille"
        REPRISE = "reprise", "Reprise par la famille"
        SANS_SUITE = "sans-suite", "Personne ne l’a prise"

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="cessions")
    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="cessions")
    activite = models.ForeignKey(Activite, on_delete=models.CASCADE, related_name="cessions")
    bloc = models.CharField(max_length=24)
    debut = models.DateField("premier jour")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.OFFERTE)
    par = un_compte()
    le = models.DateTimeField("proposée le", default=timezone.now)
    conclue_le = models.DateTimeField(null=True, blank=True)
    prise = models.OneToOneField(
        Attente, on_delete=models.SET_NULL, null=True, blank=True, related_name="cession"
    )

    objects = CessionQuerySet.as_manager()

    class Meta:
        verbose_name = "place cédée"
        verbose_name_plural = "places cédées"
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["activite", "bloc"], condition=Q(etat="offerte"), name="cessions_offertes"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["foyer", "enfant", "activite", "bloc"],
                condition=Q(etat="offerte"),
                name="une_cession_par_bloc",
            )
        ]

    def __str__(self) -> str:
        return f"{self.enfant} · {self.activite} · {self.bloc}"
