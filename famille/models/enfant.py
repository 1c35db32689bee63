"""A child, who may belong to two households at once."""

from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from famille.models.foyer import FoyerQuerySet
from famille.models.utilisateur import Utilisateur
from famille.regles.foyer import age_le
from famille.socle.dire import en_chiffres

from .ecoles import Classe, Ecole, Niveau
from .foyer import Foyer


class EnfantQuerySet(models.QuerySet):
    def de(self, utilisateur: Utilisateur) -> "EnfantQuerySet":
        """The children now attached to one of the account's households."""
        return self.du(Foyer.objects.de(utilisateur))

    def avec_ecole(self) -> "EnfantQuerySet":
        """With the school and class that `nom_ecole` and `nom_classe` read."""
        return self.select_related("ecole", "classe")

    def du(self, foyers: Iterable[Foyer], jour: date | None = None) -> "EnfantQuerySet":
        """The children of these households (QuerySet or list) on that day, by default today."""
        jour = jour or timezone.localdate()
        rattaches = Rattachement.objects.filter(
            Q(fin=None) | Q(fin__gte=jour), foyer__in=foyers, debut__lte=jour
        )
        return self.filter(pk__in=rattaches.values("enfant"))


class Enfant(models.Model):
    prenom = models.CharField("prénom", max_length=100)
    nom = models.CharField(max_length=100)
    naissance = models.DateField("date de naissance", db_index=True)
    lieu_naissance = models.CharField("lieu de naissance", max_length=120, blank=True)
    ecole = models.ForeignKey(
        Ecole,
        on_delete=models.DO_NOTHING,  # a school in use is never deleted: the database refuses
        null=True,
        blank=True,
        verbose_name="école",
        related_name="enfants",
    )
    # of that school
    classe = models.ForeignKey(
        Classe, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="enfants"
    )
    niveau = models.CharField(max_length=4, choices=Niveau, blank=True)
    # a school typed that is not a row: an agent ties it to one (famille.dossier.foyers.ecoles)
    ecole_dite = models.CharField("école dite", max_length=120, blank=True)
    classe_dite = models.CharField("classe dite", max_length=80, blank=True)
    foyers = models.ManyToManyField(Foyer, through="Rattachement", related_name="enfants")
    # the child this one was merged into: only who read his health is kept here
    fusionne_dans = models.ForeignKey(
        "self",
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        editable=False,
        related_name="fusionnes",
    )

    objects = EnfantQuerySet.as_manager()

    class Meta:
        verbose_name = "enfant"
        verbose_name_plural = "enfants"
        ordering = ["naissance", "pk"]
        # the order of agents' lists of children
        indexes = [models.Index(fields=["nom", "prenom", "id"], name="enfant_par_nom")]
        # a row, or a text, never both
        constraints = [
            models.CheckConstraint(
                condition=Q(ecole=None) | Q(ecole_dite=""), name="enfant_une_ecole"
            ),
            models.CheckConstraint(
                condition=Q(classe=None) | Q(classe_dite="", ecole__isnull=False),
                name="enfant_une_classe_de_son_ecole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"

    @property
    def nom_ecole(self) -> str:
        """The name of the school's row, or the text typed, or ""."""
        return self.ecole.nom if self.ecole else self.ecole_dite

    @property
    def nom_classe(self) -> str:
        """The name of the class's row, or the text typed, or the level alone, or ""."""
        if self.classe:
            return self.classe.nom
        return self.classe_dite or self.get_niveau_display()

    def residences(self) -> FoyerQuerySet:
        """The households that the child has not left: those of today, and those to come."""
        restants = self.rattachements.filter(Q(fin=None) | Q(fin__gte=timezone.localdate()))
        return Foyer.objects.filter(pk__in=restants.values("foyer"))

    @property
    def age(self) -> int:
        """Full years today."""
        return age_le(timezone.localdate(), self.naissance)


class Rattachement(models.Model):
    """A child in a household, from a day to a day. Alternating custody is two at one time."""

    class Garde(models.TextChoices):
        PRINCIPALE = "principale", "Résidence principale"
        ALTERNEE = "alternee", "Résidence alternée"
        DROIT_DE_VISITE = "visite", "Droit de visite et d’hébergement"

    class Semaines(models.TextChoices):
        PAIRES = "paires", "Semaines paires"
        IMPAIRES = "impaires", "Semaines impaires"

    ailleurs: bool  # set by famille.dossier.foyers.fiche: the child lives in another household too
    periodes_dites: list[
        str
    ]  # set by famille.dossier.foyers.fiche_enfant: periods of custody, not yet past

    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="rattachements")
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="rattachements")
    garde = models.CharField(max_length=10, choices=Garde, default=Garde.PRINCIPALE)
    debut = models.DateField("début")
    fin = models.DateField(null=True, blank=True)
    semaines = models.CharField(
        "semaines de garde",
        max_length=9,
        choices=Semaines,
        blank=True,
        help_text="Vide : toutes les semaines.",
    )

    class Meta:
        verbose_name = "rattachement"
        constraints = [
            models.UniqueConstraint(
                fields=["enfant", "foyer", "debut"], name="rattachement_unique"
            ),
            models.CheckConstraint(
                condition=Q(fin=None) | Q(fin__gte=F("debut")), name="rattachement_dates_en_ordre"
            ),
        ]
        # finds who leaves soon: partial, since most have no end
        indexes = [
            models.Index(
                fields=["fin"], condition=Q(fin__isnull=False), name="rattachement_qui_finit"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enfant} · {self.foyer}"

    @property
    def est_fini(self) -> bool:
        return self.fin is not None and self.fin < timezone.localdate()


class PeriodeDeGarde(models.Model):
    """Days when the child is, or is not, here, whatever the week: shared holidays."""

    rattachement = models.ForeignKey(
        Rattachement, on_delete=models.CASCADE, related_name="periodes"
    )
    debut = models.DateField("du")
    fin = models.DateField("au")
    ici = models.BooleanField("dans ce foyer", default=True)

    class Meta:
        verbose_name = "période de garde"
        verbose_name_plural = "périodes de garde"
        ordering = ["debut"]
        constraints = [
            models.CheckConstraint(condition=Q(fin__gte=F("debut")), name="garde_dates_en_ordre")
        ]

    def __str__(self) -> str:
        return f"du {en_chiffres(self.debut)} au {en_chiffres(self.fin)}"
