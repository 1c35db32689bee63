"""A half-day or a day of an activity, and the counter of its places; who is planned to look after
the children of a day."""

from datetime import date, time

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from famille.models import Service
from famille.models.champs import un_compte
from famille.socle.dire import en_chiffres
from reservations.regles.accueil.fin_du_jour import finit_a
from reservations.regles.blocs import Moment

from .activites import Activite


class Creneau(models.Model):
    MOMENTS = [
        (Moment.MATIN.value, "Matin"),
        (Moment.APRES_MIDI.value, "Après-midi"),
        (Moment.JOURNEE.value, "Journée"),
    ]

    activite = models.ForeignKey(
        Activite, on_delete=models.PROTECT, related_name="creneaux", db_index=False
    )
    jour = models.DateField(db_index=True)
    moment = models.CharField(max_length=12, choices=MOMENTS)

    class Meta:
        verbose_name = "créneau"
        verbose_name_plural = "créneaux"
        ordering = ["jour", "activite", "moment"]
        constraints = [
            models.UniqueConstraint(fields=["activite", "jour", "moment"], name="creneau_unique")
        ]

    def __str__(self) -> str:
        return f"{self.activite}, {en_chiffres(self.jour)}, {self.moment_dit.lower()}"

    @staticmethod
    def du_jour(activite: Activite, jour: date) -> "list[Creneau]":
        """In the order of the day, each knowing its activity. One query."""
        creneaux = list(Creneau.objects.filter(activite=activite, jour=jour).order_by("moment"))
        for creneau in creneaux:
            creneau.activite = activite
        return creneaux

    @property
    def moment_dit(self) -> str:
        """ "Matin", "Après-midi"; a garderie's afternoon is its "Soir", as families read it."""
        if self.moment == Moment.APRES_MIDI and self.activite.service == Service.GARDERIE:
            return "Soir"
        return str(self.get_moment_display())

    @property
    def heures_dites(self) -> str:
        """ "de 7 h 30 à 8 h 30", "" where the town has not said."""
        return self.activite.heures_dites([self.moment])

    @property
    def finit(self) -> time:
        """When it ends; a usual hour where the town has not said."""
        une = self.activite
        heures = (une.ouvre_a, une.midi_a, une.reprend_a, une.ferme_a)
        return finit_a(self.moment, heures, repas=une.service == Service.RESTAURATION)


class Places(models.Model):
    """The counter of a créneau, in a narrow table of its own: one small row is locked, no index but
    the key (an index halves the rate on contended rows). `prises` = its reservations + the places
    held for an offer of the queue.

    Never in a form: only `actions` write it, which first lock the rows in the order of their keys;
    a stale `save()` would erase bookings."""

    creneau = models.OneToOneField(
        Creneau, on_delete=models.CASCADE, primary_key=True, related_name="places"
    )
    capacite = models.PositiveIntegerField("capacité")
    prises = models.PositiveIntegerField(default=0)
    ouvert = models.BooleanField(default=True)  # False: closed by a Fermeture or an Evenement

    class Meta:
        verbose_name = "places d’un créneau"
        verbose_name_plural = "places des créneaux"
        constraints = [
            models.CheckConstraint(
                condition=Q(prises__gte=0) & Q(prises__lte=F("capacite")),
                name="jamais_une_place_de_trop",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prises} / {self.capacite}"


class EncadrementDuJour(models.Model):
    """What the centre has declared for a day of an activity. `deplacement`: the children leave the
    place (an outing), which changes the ratio of a PEdT (regles.accueil.encadrement)."""

    activite = models.ForeignKey(
        Activite, on_delete=models.CASCADE, related_name="encadrements", db_index=False
    )
    jour = models.DateField()
    animateurs = models.PositiveSmallIntegerField("animateurs prévus")
    deplacement = models.BooleanField("sortie", default=False)
    par = un_compte()
    note_le = models.DateTimeField("noté le", default=timezone.now)

    class Meta:
        verbose_name = "encadrement d’un jour"
        verbose_name_plural = "encadrements des jours"
        ordering = ["jour", "activite"]
        constraints = [
            models.UniqueConstraint(fields=["activite", "jour"], name="encadrement_une_fois")
        ]

    def __str__(self) -> str:
        return f"{self.activite}, {en_chiffres(self.jour)}"
