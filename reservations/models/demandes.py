"""What a household wants: its typical weeks, its basket, the receipts of "Soumettre" (G29) and its
reminders."""

import uuid

from django.db import models
from django.utils import timezone

from famille.models import Enfant, Foyer
from famille.models.champs import un_compte
from famille.socle.dire import en_chiffres, moment_en_chiffres

from .activites import Activite
from .communs import DuFoyerQuerySet, dates_en_ordre


class Action(models.TextChoices):
    RESERVER = "reserver", "Réserver"
    ANNULER = "annuler", "Annuler"
    ATTENDRE = "attendre", "Se mettre en liste d’attente"


class LignePanier(models.Model):
    """One pending change of a household, kept on the server so that another device finds it. It
    holds no place.

    `bloc`: key of the Bloc (reservations.regles.juge). `vu`: what the page said when it was chosen
    (price in euro cents, places left), so that the summary tells what has changed since.
    """

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="panier")
    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="+")
    activite = models.ForeignKey(Activite, on_delete=models.CASCADE, related_name="+")
    bloc = models.CharField(max_length=24)
    action = models.CharField(max_length=10, choices=Action)
    vu = models.JSONField(default=dict, blank=True)
    par = un_compte()
    cree_le = models.DateTimeField(default=timezone.now)
    # First name of the adult who chose it, set for other readers (calendrier.panier).
    auteur = ""

    class Meta:
        verbose_name = "ligne du panier"
        verbose_name_plural = "lignes du panier"
        ordering = ["bloc", "enfant", "activite"]
        constraints = [
            models.UniqueConstraint(
                fields=["foyer", "enfant", "activite", "bloc"], name="une_ligne_par_bloc"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.bloc}"

    @property
    def cle(self) -> tuple[int, int, int, str]:
        """(household, child, activity, bloc): where it stands in the calendar."""
        return self.foyer_id, self.enfant_id, self.activite_id, self.bloc


class SemaineType(models.Model):
    """The days that a household wants each week. It books nothing: it tells which days are still to
    be asked for.

    `jours`: list of codes (`reservations.calendrier.semaine_type.regles`), a weekday and what is
    booked of it: "0-journee", "2-matin". It holds for days with school, from `debut` to `fin`.
    `suivie_depuis`: receipts before that moment have already become exceptions.
    """

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="semaines_types")
    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="+")
    activite = models.ForeignKey(Activite, on_delete=models.CASCADE, related_name="+")
    jours = models.JSONField(default=list)
    debut = models.DateField("du")
    fin = models.DateField("au")
    par = un_compte()
    cree_le = models.DateTimeField(default=timezone.now)
    suivie_depuis = models.DateTimeField(default=timezone.now)

    objects = DuFoyerQuerySet.as_manager()

    class Meta:
        verbose_name = "semaine type"
        verbose_name_plural = "semaines types"
        ordering = ["enfant__naissance", "enfant", "activite", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["foyer", "enfant", "activite"], name="une_semaine_type_par_activite"
            ),
            dates_en_ordre("semaine_type"),
        ]

    def __str__(self) -> str:
        return f"{self.enfant} · {self.activite}"


class ExceptionDeSemaine(models.Model):
    """A bloc (its key) on which the household departs from its week: booked all the same
    (`reserve`), or not. It outlives a change of the week."""

    semaine = models.ForeignKey(SemaineType, on_delete=models.CASCADE, related_name="exceptions")
    bloc = models.CharField(max_length=24)
    reserve = models.BooleanField("réservé quand même")
    cree_le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "exception à la semaine type"
        verbose_name_plural = "exceptions à la semaine type"
        ordering = ["bloc"]
        constraints = [
            models.UniqueConstraint(
                fields=["semaine", "bloc"], name="une_exception_par_bloc_et_semaine"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bloc} · {'en plus' if self.reserve else 'sauf'}"


class DemandeReservation(models.Model):
    """Receipt of one submission: never updated but for its mail. `cle` is the caller's key: the
    same one again gives the same answer and no second effect.

    `lignes`: list of dict(enfant, prenom, activite, activite_nom, bloc, libelle, action, resultat,
    phrase, centimes, debut), one a line asked. `resultat`: "reserve", "annule", "en-attente",
    "refuse", "possible". When one line is refused nothing is done: `acceptee` is False, the refused
    lines say why and the others are "possible".
    """

    class Canal(models.TextChoices):
        PORTAIL = "portail", "Sur le portail"
        GUICHET = "guichet", "Par un agent"
        RAPPEL = "rappel", "Depuis un rappel"
        OFFRE = "offre", "Place proposée"
        EVENEMENT = "evenement", "Événement"
        SUR_PLACE = "sur-place", "Venu sans réservation"
        VOEUX = "voeux", "Réponse aux vœux"
        BOURSE = "bourse", "Place cédée"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cle = models.CharField(max_length=64, unique=True)
    foyer = models.ForeignKey(
        Foyer, on_delete=models.PROTECT, related_name="demandes_de_reservation"
    )
    par = un_compte(db_index=False)
    canal = models.CharField(max_length=10, choices=Canal, default=Canal.PORTAIL)
    motif = models.CharField(max_length=300, blank=True)  # an agent's reason for going past a rule
    soumise_le = models.DateTimeField(default=timezone.now)
    acceptee = models.BooleanField(default=True)
    lignes = models.JSONField(default=list)
    # The outbox of the summary: the row is written with the bookings, a task renders and sends.
    recapitulatif_le = models.DateTimeField(null=True, blank=True)

    objects = DuFoyerQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de réservation"
        verbose_name_plural = "demandes de réservation"
        ordering = ["-soumise_le"]
        indexes = [
            models.Index(
                fields=["soumise_le"],
                condition=models.Q(recapitulatif_le=None, acceptee=True),
                name="recapitulatifs_a_envoyer",
            ),
            # what was asked for since yesterday (portail.metriques.ville)
            models.Index(fields=["soumise_le"], name="accuse_par_date"),
        ]

    def __str__(self) -> str:
        return f"Demande du {moment_en_chiffres(self.soumise_le)}"


class Rappel(models.Model):
    """A reminder: one row a household and week, so that its mail leaves once. `confirme_le`: when
    the family answered "rien à changer"."""

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="rappels")
    semaine = models.DateField("semaine du")  # its Monday
    envoye_le = models.DateTimeField("envoyé le", default=timezone.now)
    confirme_le = models.DateTimeField("confirmé le", null=True, blank=True)
    confirme_par = un_compte()

    class Meta:
        verbose_name = "rappel"
        ordering = ["-semaine"]
        constraints = [
            models.UniqueConstraint(fields=["foyer", "semaine"], name="un_rappel_par_semaine")
        ]

    def __str__(self) -> str:
        return f"{self.foyer} · semaine du {en_chiffres(self.semaine)}"
