"""Prices voted by the council, as dated grids; the national scale of crèches, dated too: agents add
a row when the CNAF publishes another."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from famille.socle.dire import en_chiffres, en_euros

from .activites import Activite
from .communs import dates_en_ordre


class GrilleTarifaire(ClusterableModel):
    """The price of one unit of an activity between two days, in euros: by brackets of quotient
    (`tranches`), or by rate: quotient × `taux`, not below `plancher` nor above `plafond`.
    `hors_commune`: what families from outside the agglomeration pay more, in percent, when the
    bracket has no price of its own. `sans_reservation`: what a child who came without a booking
    pays more, in euros a unit. `non_consommee`: what of the price is due, in percent, for what was
    booked and not taken, where it is counted. `retard_au_quart` or `retard_forfait`: what a pick-up
    after the evening's closing costs, in euros; None: nothing. `cout_de_revient`: what one unit
    costs the town; a canteen's price may not exceed it (D17). `part_repas`: what of the price pays
    a meal, in percent: no childcare for the tax return, nor for a CESU."""

    class Mode(models.TextChoices):
        TRANCHES = "tranches", "Par tranches de quotient"
        TAUX = "taux", "Quotient × taux, avec plancher et plafond"

    activite = models.ForeignKey(
        Activite, on_delete=models.CASCADE, related_name="grilles", verbose_name="activité"
    )
    unite = models.CharField(
        "unité", max_length=12, choices=Activite.UNITES + Activite.UNITES_COMPTEES
    )
    debut = models.DateField("à partir du")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.TRANCHES)
    deliberation = models.CharField(
        "délibération", max_length=120, help_text="Par exemple : n° 2026-112 du 25 juin 2026."
    )
    taux = models.DecimalField(
        max_digits=7, decimal_places=5, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    plancher = models.DecimalField(
        max_digits=7, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    plafond = models.DecimalField(
        max_digits=7, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    hors_commune = models.DecimalField(
        "majoration à l’extérieur, en %", max_digits=5, decimal_places=2, default=0
    )
    sans_reservation = models.DecimalField(
        "supplément pour une venue sans réservation, en euros",
        max_digits=7,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0)],
        help_text=(
            "S’ajoute au prix de chaque unité, sans réduction, quand le centre a ajouté l’enfant"
            " sur place. 0 : le prix d’une réservation."
        ),
    )
    non_consommee = models.DecimalField(
        "part due de ce qui est réservé et n’est pas pris, en %",
        max_digits=5,
        decimal_places=2,
        default=100,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=(
            "Pour ce qui se réserve et se compte, comme un repas. 100 : dû en entier ; 0 : rien"
            " n’est dû. Une absence justifiée n’est jamais due."
        ),
    )
    retard_au_quart = models.DecimalField(
        "départ en retard, en euros par quart d’heure commencé",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text=(
            "Après l’heure de fermeture du soir, d’après l’heure de départ notée sur la liste de"
            " présence. Vide : rien n’est dû."
        ),
    )
    retard_forfait = models.DecimalField(
        "ou départ en retard, forfait en euros",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="Le même prix quelle que soit la durée du retard. Vide : pas de forfait.",
    )
    restauration = models.BooleanField("tarif de restauration scolaire", default=False)
    cout_de_revient = models.DecimalField(
        "coût par usager", max_digits=7, decimal_places=2, null=True, blank=True
    )
    part_repas = models.DecimalField(
        "part du repas dans le prix, en %",
        max_digits=5,
        decimal_places=2,
        default=0,
        help_text=(
            "Pour une journée repas compris. Cette part n’est pas de la garde : l’attestation"
            " fiscale et les CESU ne la comptent pas. 0 : le prix ne comprend aucun repas."
        ),
    )

    class Meta:
        verbose_name = "grille tarifaire"
        verbose_name_plural = "grilles tarifaires"
        ordering = ["activite", "unite", "-debut"]
        constraints = [
            models.UniqueConstraint(fields=["activite", "unite", "debut"], name="grille_unique"),
            dates_en_ordre("grille", sans_fin=True),
        ]

    def __str__(self) -> str:
        return (
            f"{self.activite}, {self.get_unite_display().lower()}, à partir du"
            f" {en_chiffres(self.debut)}"
        )


class TrancheTarif(models.Model):
    """Price for a quotient up to `jusqua` included; empty: the last bracket, which has no upper
    end."""

    grille = ParentalKey(GrilleTarifaire, on_delete=models.CASCADE, related_name="tranches")
    jusqua = models.DecimalField(
        "quotient jusqu’à", max_digits=8, decimal_places=2, null=True, blank=True
    )
    prix = models.DecimalField(max_digits=7, decimal_places=2, validators=[MinValueValidator(0)])
    prix_hors_commune = models.DecimalField(
        "prix à l’extérieur",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        verbose_name = "tranche"
        ordering = [F("jusqua").asc(nulls_last=True)]
        constraints = [
            models.UniqueConstraint(fields=["grille", "jusqua"], name="tranche_unique"),
            models.UniqueConstraint(
                fields=["grille"], condition=Q(jusqua=None), name="une_derniere_tranche"
            ),
        ]

    def __str__(self) -> str:
        return en_euros(Decimal(self.prix))


class BaremePSU(ClusterableModel):
    """From `debut` until the next one. `plancher`, `plafond`: the least and the most monthly
    resources that count."""

    class Accueil(models.TextChoices):
        COLLECTIF = "collectif", "Accueil collectif, micro-crèche"
        FAMILIAL = "familial", "Accueil familial ou parental"

    accueil = models.CharField(max_length=9, choices=Accueil, default=Accueil.COLLECTIF)
    debut = models.DateField("à partir du")
    plancher = models.DecimalField(
        "plancher de ressources, par mois",
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(0)],
        help_text="La CNAF le publie chaque année en janvier : ajoutez alors un barème.",
    )
    plafond = models.DecimalField(
        "plafond de ressources, par mois",
        max_digits=8,
        decimal_places=2,
        validators=[MinValueValidator(0)],
    )
    source = models.CharField(
        max_length=160, help_text="Par exemple : circulaire CNAF 2019-005 du 5 juin 2019."
    )

    class Meta:
        verbose_name = "barème de crèche"
        verbose_name_plural = "barèmes de crèche"
        ordering = ["accueil", "-debut"]
        constraints = [
            models.UniqueConstraint(fields=["accueil", "debut"], name="bareme_psu_unique"),
            models.CheckConstraint(
                condition=Q(plancher__lte=F("plafond")), name="bareme_psu_bornes_en_ordre"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_accueil_display()}, à partir du {en_chiffres(self.debut)}"


class TauxPSU(models.Model):
    """For a family of up to `jusqua` children; empty: the last line, for all the larger ones."""

    bareme = ParentalKey(BaremePSU, on_delete=models.CASCADE, related_name="taux")
    jusqua = models.PositiveSmallIntegerField("jusqu’à … enfants", null=True, blank=True)
    pourcent = models.DecimalField(
        "taux horaire, en % des ressources du mois",
        max_digits=6,
        decimal_places=4,
        validators=[MinValueValidator(0)],
    )

    class Meta:
        verbose_name = "taux"
        verbose_name_plural = "taux"
        ordering = ["-pourcent", "pk"]  # the smallest family first
        constraints = [models.UniqueConstraint(fields=["bareme", "jusqua"], name="taux_psu_unique")]

    def __str__(self) -> str:
        return f"{self.pourcent} %"
