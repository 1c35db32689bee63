"""One file of families and what becomes of it: read, judged, written, undone."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q, Value
from django.utils import timezone

from famille.models.champs import JSONChiffre, un_compte
from famille.models.travail import Travail
from famille.models.utilisateur import Utilisateur
from famille.socle.chiffrement import REPRISE

DELAI = timedelta(days=30)


class RepriseQuerySet(models.QuerySet):
    def a_oublier(self) -> "RepriseQuerySet":
        """The imports that can no longer be undone, and still hold what undoing would need."""
        return self.filter(
            etat=Reprise.Etat.FAITE, faite_le__lte=timezone.now() - DELAI, oubliee_le=None
        )


class Reprise(models.Model):
    """`source`: the software that the file comes from; its keys are unique within one source.

    `tableaux`: what was recognised of the file, one dict a table: nom, entetes [titles], colonnes
    [code of a field (famille.mouvements.reprise.declaration) or ""], lignes (how many). `bilan`:
    what the dry run, then the import, say, in numbers. The file goes once it is imported or given
    up."""

    class Etat(models.TextChoices):
        DEPOSEE = "deposee", "Ouverture du fichier"
        COLONNES = "colonnes", "Colonnes à vérifier"
        RELECTURE = "relecture", "Relecture en cours"
        RELUE = "relue", "À importer"
        IMPORT = "import", "Import en cours"
        FAITE = "faite", "Importée"
        ABANDONNEE = "abandonnee", "Abandonnée"
        ANNULATION = "annulation", "Annulation en cours"
        ANNULEE = "annulee", "Annulée"

    source = models.CharField("logiciel d’origine", max_length=60)
    nom_du_fichier = models.CharField("fichier", max_length=160)
    fichier = models.CharField(max_length=200, blank=True)  # path in the private storage
    sha256 = models.CharField(max_length=64)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.DEPOSEE)
    tableaux = models.JSONField(default=list)
    bilan = models.JSONField(default=dict)
    avance = models.PositiveIntegerField(
        default=0
    )  # batches noted (famille.mouvements.reprise.tranches)
    refus = models.CharField(max_length=500, blank=True)  # why it could not be read, or undone
    travail = models.ForeignKey(
        Travail, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    par = un_compte()
    cree_le = models.DateTimeField("déposée le", default=timezone.now)
    faite_le = models.DateTimeField("importée le", null=True, blank=True)
    annulee_le = models.DateTimeField("annulée le", null=True, blank=True)
    annulee_par = un_compte()
    oubliee_le = models.DateTimeField(null=True, blank=True)

    objects = RepriseQuerySet.as_manager()

    class Meta:
        verbose_name = "reprise"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Value(1),
                condition=Q(etat__in=["import", "annulation"]),
                name="une_reprise_a_la_fois",
            )
        ]
        permissions = [
            (
                "reprendre_familles",
                "Peut reprendre les familles d’un autre logiciel et annuler une reprise",
            ),
            ("exporter_familles", "Peut emporter tous les dossiers dans un fichier"),
        ]

    def __str__(self) -> str:
        return self.nom_du_fichier

    @property
    def jusqu_au(self) -> datetime | None:
        """The last moment at which it may be undone."""
        return self.faite_le and self.faite_le + DELAI

    @property
    def est_annulable(self) -> bool:
        limite = self.jusqu_au
        tenue = self.etat == self.Etat.FAITE and self.oubliee_le is None
        return bool(tenue and limite and timezone.now() < limite)

    @property
    def demandeur(self) -> Utilisateur | None:
        return self.par


class CarteDeColonnes(models.Model):
    """What an agent has said of the columns of one kind of table, so that the next file like it is
    understood at once. `signature`: of its titles; `colonnes`: {title: code of a field, or ""}."""

    signature = models.CharField(max_length=64, unique=True)
    colonnes = models.JSONField(default=dict)
    par = un_compte()
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "colonnes apprises"
        verbose_name_plural = "colonnes apprises"

    def __str__(self) -> str:
        return self.signature[:12]


class EcritureDeReprise(models.Model):
    """What one batch of an import wrote: each row added, each value changed with what it was
    (`gestes`, in their order), encrypted; read backwards to undo. It goes after DELAI."""

    reprise = models.ForeignKey(Reprise, on_delete=models.CASCADE, related_name="ecritures")
    rang = models.PositiveIntegerField()
    gestes = JSONChiffre(usage=REPRISE, default=list)

    class Meta:
        verbose_name = "écriture de reprise"
        verbose_name_plural = "écritures de reprise"
        ordering = ["rang"]
        constraints = [
            models.UniqueConstraint(fields=["reprise", "rang"], name="ecriture_de_reprise_unique")
        ]

    def __str__(self) -> str:
        return f"{self.reprise}, lot {self.rang}"
