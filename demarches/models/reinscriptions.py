"""The campaign of a school year, and what a household has answered of a child."""

from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from famille.models import Foyer
from famille.models.champs import un_compte
from famille.regles.scolarite import dire_annee
from reservations.models import Activite

from .demande import Demande


class CampagneReinscriptionQuerySet(models.QuerySet):
    def commencees(self, jour: "date") -> "CampagneReinscriptionQuerySet":
        """The latest first: families have seen them, whether they are over or not."""
        return self.filter(debut__lte=jour).order_by("-annee")

    def ouvertes(self, jour: "date") -> "CampagneReinscriptionQuerySet":
        """The campaigns that families answer on `jour`."""
        return self.commencees(jour).filter(fin__gte=jour)


class CampagneReinscription(models.Model):
    """Families say, for each child of these activities, whether he comes back. `annee`: the year in
    which the school year that they answer for begins."""

    annee = models.PositiveSmallIntegerField(
        "année scolaire", unique=True, help_text="Celle de la rentrée : 2027 pour 2027-2028."
    )
    debut = models.DateField("les familles répondent à partir du")
    fin = models.DateField("jusqu’au")
    activites = models.ManyToManyField(
        Activite,
        related_name="campagnes_de_reinscription",
        verbose_name="activités concernées",
    )
    fiche_demandee = models.BooleanField("fiche sanitaire", default=True)
    assurance_demandee = models.BooleanField("assurance extrascolaire", default=True)
    vaccins_demandes = models.BooleanField("carnet de vaccination", default=False)
    autorisations_demandees = models.BooleanField("autorisations", default=True)
    reglement_demande = models.BooleanField("règlement intérieur", default=True)
    rappel_jours = models.PositiveSmallIntegerField(
        "premier rappel, en jours avant la fin",
        default=14,
        validators=[MaxValueValidator(90)],
        help_text="0 : pas de rappel.",
    )
    second_rappel_jours = models.PositiveSmallIntegerField(
        "second rappel, en jours avant la fin",
        default=3,
        validators=[MaxValueValidator(90)],
        help_text="0 : pas de rappel.",
    )
    rappels_retenus_le = models.DateTimeField("e-mails retenus le", null=True, editable=False)
    creee_le = models.DateTimeField(default=timezone.now, editable=False)
    par = un_compte(editable=False)

    objects = CampagneReinscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne de réinscription"
        verbose_name_plural = "campagnes de réinscription"
        ordering = ["-annee"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin__gte=F("debut")), name="reinscription_dates_en_ordre"
            )
        ]

    def __str__(self) -> str:
        return f"Réinscription {self.saison}"

    @property
    def saison(self) -> str:
        return dire_annee(self.annee)

    def ouverte(self, jour: date) -> bool:
        return self.debut <= jour <= self.fin


class VueDeCampagne(models.Model):
    """A household has opened the page of a campaign, the first time: agents tell who has not seen
    it from who has not answered. Kept until the next campaign."""

    campagne = models.ForeignKey(
        CampagneReinscription, on_delete=models.CASCADE, related_name="vues"
    )
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="+")
    le = models.DateTimeField("vue le", default=timezone.now)

    class Meta:
        verbose_name = "réinscription vue par un foyer"
        verbose_name_plural = "réinscriptions vues par les foyers"
        constraints = [
            models.UniqueConstraint(fields=["campagne", "foyer"], name="campagne_vue_une_fois")
        ]

    def __str__(self) -> str:
        return f"{self.foyer}, {self.campagne}"


class ReponseDeReinscription(models.Model):
    """What a demande sent says of its child in a campaign. `notee_le`: when the file was made to
    say it, by an agent or by the portal."""

    demande = models.OneToOneField(
        Demande, on_delete=models.CASCADE, primary_key=True, related_name="reinscription"
    )
    campagne = models.ForeignKey(
        CampagneReinscription, on_delete=models.PROTECT, related_name="reponses"
    )
    revient = models.BooleanField()
    notee_le = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "réponse de réinscription"
        verbose_name_plural = "réponses de réinscription"

    def __str__(self) -> str:
        return f"{self.demande}, {self.campagne}"
