"""What goes with a demande: its pieces, states, complements, receipt, notes, answers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from famille.models import Document
from famille.models.champs import JSONChiffre, un_compte
from famille.socle import chiffrement

from .demande import Demande

# The states that an agent's answer leads to, of a demande or of a conversation.
DECIDEES = (
    Demande.Statut.VALIDEE,
    Demande.Statut.REJETEE,
    Demande.Statut.REPONDUE,
    Demande.Statut.CLOSE,
)


class Passage(models.Model):
    """One change of state. A decision keeps its signature (CRPA L111-2, L212-2; D5)."""

    demande = models.ForeignKey(Demande, on_delete=models.CASCADE, related_name="passages")
    de = models.CharField(max_length=12, choices=Demande.Statut)
    vers = models.CharField(max_length=12, choices=Demande.Statut)
    par = un_compte()
    le = models.DateTimeField(default=timezone.now)
    motif = models.TextField(blank=True)
    # {"prenom", "nom", "qualite", "service"}, empty for a family
    signature = models.JSONField(default=dict)
    # of a rejection, as it was sent
    voies_de_recours = models.TextField("voies et délais de recours", blank=True)
    # A decision taken back before its mail left (actions.annulation); the next passage brings the
    # demande back.
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        ordering = ["le", "pk"]
        indexes = [
            models.Index(fields=["le"], name="passage_le"),
            # those that the weeks of the agents' home count
            models.Index(
                fields=["le"],
                condition=Q(vers__in=DECIDEES, annule_le=None),
                name="passage_decisions",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(vers="rejetee") | ~Q(motif=""), name="rejet_motive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_de_display()} → {self.get_vers_display()}"


class EffetsDeValidation(models.Model):
    """What a validation wrote, while it may be taken back (actions.annulation); then the row goes.
    `dossier`: on the household's file (famille.dossier.foyers.remettre.ecarts); `suite`: what else
    the démarche says that it did."""

    passage = models.OneToOneField(Passage, on_delete=models.CASCADE, related_name="effets")
    dossier = JSONChiffre(usage=chiffrement.REPONSES)
    suite = JSONChiffre(usage=chiffrement.REPONSES, default=dict)

    class Meta:
        verbose_name = "effets d’une validation"
        verbose_name_plural = "effets des validations"

    def __str__(self) -> str:
        return f"Effets de {self.passage}"


class Complement(models.Model):
    """What an agent asks again, and by when (CRPA L114-5, D3)."""

    demande = models.ForeignKey(Demande, on_delete=models.CASCADE, related_name="complements")
    etapes = models.JSONField(default=list)  # codes of the pages given back to the parent
    message = models.TextField()
    limite = models.DateField("à fournir avant le")
    demande_le = models.DateTimeField(default=timezone.now)
    recu_le = models.DateTimeField(null=True, blank=True)
    mentions = models.JSONField(default=dict)  # of its own receipt, as the Accuse of the demande
    par = un_compte()

    class Meta:
        ordering = ["demande_le"]
        constraints = [
            models.CheckConstraint(
                condition=Q(recu_le=None) | Q(recu_le__gte=F("demande_le")), name="complement_dates"
            ),
            models.UniqueConstraint(
                fields=["demande"], condition=Q(recu_le=None), name="un_complement_a_la_fois"
            ),
        ]

    def __str__(self) -> str:
        return f"Complément de {self.demande}"


class Accuse(models.Model):
    """The accusé de réception électronique (CRPA R112-11-1; D1): never rewritten."""

    demande = models.OneToOneField(Demande, on_delete=models.CASCADE, related_name="accuse")
    emis_le = models.DateTimeField(default=timezone.now)
    mentions = models.JSONField()

    def __str__(self) -> str:
        return f"Accusé de réception de {self.demande}"


class NoteInterne(models.Model):
    """What agents tell each other; the family never sees it."""

    demande = models.ForeignKey(Demande, on_delete=models.CASCADE, related_name="notes")
    texte = models.TextField()
    par = un_compte()
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["le"]

    def __str__(self) -> str:
        return f"Note sur {self.demande}"


class PieceJointe(models.Model):
    """A document given to a demande, at a field of a page."""

    demande = models.ForeignKey(
        "demarches.Demande", on_delete=models.CASCADE, related_name="pieces"
    )
    etape = models.CharField(max_length=40)
    champ = models.CharField(max_length=40)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="pieces")

    class Meta:
        verbose_name = "pièce jointe"
        verbose_name_plural = "pièces jointes"
        constraints = [
            models.UniqueConstraint(
                fields=["demande", "etape", "champ"], name="piece_une_par_champ"
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


Canal = Demande.Canal


class SaisieDuComplement(models.Model):
    """Begun by an agent for the family; gone when the family sends it itself."""

    complement = models.OneToOneField(Complement, on_delete=models.CASCADE, related_name="saisie")
    canal = models.CharField(
        max_length=10, choices=[(c.value, c.label) for c in Canal if c != Canal.PORTAIL]
    )
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    le = models.DateTimeField("commencée le", default=timezone.now)

    class Meta:
        verbose_name = "saisie d’un complément"
        verbose_name_plural = "saisies de compléments"

    def __str__(self) -> str:
        return f"{self.complement}, {self.get_canal_display().lower()}"


class ReponseTypeQuerySet(models.QuerySet):
    def pour(self, genre: "ReponseType.Genre", code: str) -> "ReponseTypeQuerySet":
        """The answers of this kind for a démarche: its own, and those of every démarche."""
        return self.filter(Q(code=code) | Q(code=""), genre=genre)


class ReponseType(models.Model):
    class Genre(models.TextChoices):
        REJET = "rejet", "Raison d’un rejet"
        COMPLEMENT = "complement", "Demande de complément"
        MESSAGE = "message", "Réponse à un message"
        NOTE = "note", "Note interne"

    titre = models.CharField(max_length=80)
    genre = models.CharField("sert à", max_length=10, choices=Genre)
    code = models.CharField("démarche", max_length=40, blank=True)  # empty: every démarche
    texte = models.TextField(max_length=5000)

    objects = ReponseTypeQuerySet.as_manager()

    class Meta:
        verbose_name = "réponse type"
        verbose_name_plural = "réponses types"
        ordering = ["genre", "titre"]
        constraints = [
            models.UniqueConstraint(fields=["genre", "code", "titre"], name="reponse_type_unique")
        ]

    def __str__(self) -> str:
        return self.titre
