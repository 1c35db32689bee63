"""The list of an activity: in which order the places of a season are given (G21)."""

from typing import TYPE_CHECKING, TypedDict

from django.db import models
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from famille.models.champs import un_compte
from reservations.models import Activite

from .demande import Demande

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    PlaceClassee = WithAnnotations["PlaceDemandee", "AvecSonRang"]

EN_JEU = (Demande.Statut.EN_ATTENTE, Demande.Statut.A_COMPLETER)


class PlaceDemandeeQuerySet(models.QuerySet):
    def en_jeu(self) -> "PlaceDemandeeQuerySet":
        """Those still to be decided."""
        return self.filter(demande__statut__in=EN_JEU)

    def avec_rang(self) -> "PlaceDemandeeQuerySet":
        """With `rang`, from 1, among those of this QuerySet for the same activity and season."""
        fenetre = Window(
            RowNumber(), partition_by=[F("activite"), F("saison")], order_by=["ordre", "pk"]
        )
        return self.annotate(rang=fenetre)


class AvecSonRang(TypedDict):
    """What `avec_rang` adds to a row."""

    rang: int


class PlaceDemandee(models.Model):
    """The turn of one demande sent. Agents change `ordre`, with a reason; a decided demande leaves
    the list by itself. `saison`: the year in which the school year begins."""

    demande = models.OneToOneField(
        Demande, on_delete=models.CASCADE, primary_key=True, related_name="place"
    )
    activite = models.ForeignKey(
        Activite, on_delete=models.PROTECT, related_name="places_demandees"
    )
    saison = models.PositiveSmallIntegerField()
    ordre = models.PositiveIntegerField()

    objects = PlaceDemandeeQuerySet.as_manager()

    class Meta:
        verbose_name = "place demandée"
        verbose_name_plural = "places demandées"
        ordering = ["activite", "saison", "ordre", "pk"]
        indexes = [models.Index(fields=["activite", "saison", "ordre"])]

    def __str__(self) -> str:
        return f"{self.demande}, {self.activite}, {self.saison}-{self.saison + 1}"


class MouvementDeListe(models.Model):
    """One change of rank: who, when, why. Never updated."""

    place = models.ForeignKey(PlaceDemandee, on_delete=models.CASCADE, related_name="mouvements")
    de = models.PositiveIntegerField()
    vers = models.PositiveIntegerField()
    motif = models.CharField(max_length=300)
    par = un_compte()
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "changement de rang"
        verbose_name_plural = "changements de rang"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.place} : du rang {self.de} au rang {self.vers}"
