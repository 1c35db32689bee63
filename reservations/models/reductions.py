"""What families pay less: with a grid, as it was voted; or granted to a household, a centre or an
activity, between two days and for a reason (docs/comprendre/tarifs.md)."""

from dataclasses import replace
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from modelcluster.fields import ParentalKey

from famille.models import Foyer
from famille.models.champs import un_compte
from famille.socle.dire import en_chiffres
from reservations.regles.reductions.calcul import MONTANT, POURCENT, Reduction
from reservations.regles.reductions.genres import tous

from .activites import Activite, Structure
from .communs import dates_en_ordre
from .tarifs import GrilleTarifaire


def genres() -> list[tuple[str, str]]:
    """As agents choose them: what is added to the register is proposed without a migration."""
    return [(code, genre.libelle) for code, genre in tous().items()]


def genres_votables() -> list[tuple[str, str]]:
    """Those that a grid may have."""
    return [(code, genre.libelle) for code, genre in tous().items() if genre.votable]


def _sous_cent(genre: str) -> models.CheckConstraint:
    condition = Q(valeur__lte=100) | ~Q(mesure="pourcent")
    return models.CheckConstraint(condition=condition, name=f"reduction_{genre}_sous_cent")


class LigneDeReduction(models.Model):
    """`seuil`: the number of its kind (regles/reductions); 0 for a kind that has none. `valeur`:
    percent, or euros a unit."""

    class Mesure(models.TextChoices):
        POURCENT = POURCENT, "% du prix"
        MONTANT = MONTANT, "euros par unité"

    genre = models.CharField("pour qui", max_length=30, choices=genres)
    seuil = models.PositiveIntegerField("à partir de", default=0, blank=True)
    valeur = models.DecimalField(
        "combien de moins",
        max_digits=7,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    mesure = models.CharField("en", max_length=8, choices=Mesure, default=Mesure.POURCENT)

    class Meta:
        abstract = True

    @property
    def pure(self) -> Reduction:
        """As the rules know it."""
        return Reduction(self.genre, self.mesure, self.valeur, self.seuil)


class ReductionVotee(LigneDeReduction):
    """Of a grid: it begins and ends with it, and is taken up with it for a new year."""

    grille = ParentalKey(GrilleTarifaire, on_delete=models.CASCADE, related_name="reductions")
    genre = models.CharField("pour qui", max_length=30, choices=genres_votables)

    class Meta:
        verbose_name = "réduction"
        verbose_name_plural = "réductions"
        ordering = ["genre", "seuil"]
        constraints = [
            models.UniqueConstraint(
                fields=["grille", "genre", "seuil"], name="reduction_votee_unique"
            ),
            _sous_cent("votee"),
        ]

    def __str__(self) -> str:
        return self.pure.regle


class ReductionAccordee(LigneDeReduction):
    """Between two days, the last one included, for a reason that the family reads. `foyer`: one
    household alone; `structure`, `activite`: there alone; those that are empty limit nothing."""

    foyer = models.ForeignKey(
        Foyer,
        on_delete=models.CASCADE,
        related_name="reductions",
        null=True,
        blank=True,
        verbose_name="foyer",
    )
    structure = models.ForeignKey(
        Structure, on_delete=models.CASCADE, null=True, blank=True, verbose_name="structure"
    )
    activite = models.ForeignKey(
        Activite, on_delete=models.CASCADE, null=True, blank=True, verbose_name="activité"
    )
    debut = models.DateField("à partir du")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    motif = models.CharField("motif", max_length=120)
    par = un_compte()
    le = models.DateTimeField("accordée le", auto_now_add=True)

    class Meta:
        verbose_name = "réduction accordée"
        verbose_name_plural = "réductions accordées"
        ordering = ["-debut", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(foyer__isnull=False)
                | Q(structure__isnull=False)
                | Q(activite__isnull=False),
                name="reduction_accordee_a_quelqu_un",
            ),
            dates_en_ordre("reduction_accordee", sans_fin=True),
            _sous_cent("accordee"),
        ]

    def __str__(self) -> str:
        return f"{self.motif}, à partir du {en_chiffres(self.debut)}"

    @property
    def dite(self) -> str:
        """ "réduction dès le 2e enfant (travaux) : − 10 %"."""
        return replace(self.pure, motif=self.motif).regle

    @property
    def dite_sans_motif(self) -> str:
        regle = self.pure.regle
        return regle[:1].upper() + regle[1:]

    @property
    def ou(self) -> str:
        """ "La Pingaudière"."""
        return str(self.activite or self.structure or "partout")
