"""Where children go, and who is registered there (G10, G21, G31)."""

from collections.abc import Iterable
from datetime import date, time

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from famille.models import Enfant, Service, Utilisateur
from reservations.regles.blocs import Moment, Unite, UniteComptee


class Structure(models.Model):  # type: ignore[django-manager-missing]  # modelcluster has no types
    """A centre: La Pingaudière, La Valla. Its directors see its presence lists, and no other's."""

    nom = models.CharField(max_length=100, unique=True)
    adresse = models.CharField(max_length=200, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    directeurs = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="structures_dirigees",
        verbose_name="directrices et directeurs",
    )
    pedt = models.BooleanField(
        "projet éducatif territorial (PEdT)",
        default=False,
        help_text=(
            "La commune a signé un PEdT pour cet accueil : le taux d’encadrement des jours d’école"
            " en dépend."
        ),
    )

    class Meta:
        verbose_name = "structure"
        ordering = ["nom"]

    def __str__(self) -> str:
        return self.nom


class ActiviteQuerySet(models.QuerySet):
    def actives(self) -> "ActiviteQuerySet":
        """Those that families book: what is only counted elsewhere is not among them."""
        seulement_comptee = ~Q(unite_comptee="") & Q(unite_scolaire="", unite_vacances="")
        return self.filter(active=True).exclude(seulement_comptee)

    def comptees(self) -> "ActiviteQuerySet":
        """Those whose counts come in a file."""
        return self.exclude(unite_comptee="")


class Activite(ClusterableModel):
    """What a child is registered to and what is booked. The unit says which créneaux are booked
    together, in school term and in holidays; an empty one says that there is nothing then.
    `unite_comptee`: what is counted there, and then priced; it may stand with the others, for what
    is booked *and* counted (a canteen). Ages are full years on the day itself."""

    UNITES = [
        (Unite.DEMI_JOURNEE.value, "Demi-journée"),
        (Unite.JOURNEE.value, "Journée"),
        (Unite.SEMAINE.value, "Semaine entière"),
    ]

    UNITES_COMPTEES = [
        (UniteComptee.REPAS.value, "Repas"),
        (UniteComptee.SEANCE.value, "Séance"),
        (UniteComptee.HEURE.value, "Heure"),
    ]

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="activites")
    nom = models.CharField(max_length=100)
    unite_scolaire = models.CharField(
        "réservation en période scolaire",
        max_length=12,
        choices=UNITES,
        blank=True,
        help_text="Vide : pas d’accueil.",
    )
    unite_vacances = models.CharField(
        "réservation pendant les vacances",
        max_length=12,
        choices=UNITES,
        blank=True,
        help_text="Vide : pas d’accueil.",
    )
    unite_comptee = models.CharField(
        "comptée par fichier",
        max_length=8,
        choices=UNITES_COMPTEES,
        blank=True,
        help_text=(
            "Restaurant scolaire, garderie : ce qui est compté ailleurs et importé chaque mois, et"
            " l’unité qui se facture. Vide : rien n’est compté par fichier."
        ),
    )
    service = models.CharField(
        "service facturé",
        max_length=20,
        choices=Service,
        default=Service.ACCUEILS_DE_LOISIRS,
        help_text="Pour le prélèvement automatique et l’attestation fiscale.",
    )
    # 0: Monday
    jours_scolaires = models.JSONField(
        "jours d’accueil en période scolaire", default=list, blank=True
    )
    # The hours of a day there, for the families' agendas: all three, or none.
    ouvre_a = models.TimeField("ouvre à", null=True, blank=True)
    midi_a = models.TimeField("le matin finit à", null=True, blank=True)
    ferme_a = models.TimeField("ferme à", null=True, blank=True)
    age_min = models.PositiveSmallIntegerField("âge minimum")
    age_max = models.PositiveSmallIntegerField("âge maximum")
    capacite = models.PositiveSmallIntegerField("places par créneau")
    inscriptions_max = models.PositiveSmallIntegerField(
        "nombre maximum d’enfants inscrits par saison",
        null=True,
        blank=True,
        help_text="Vide : pas de maximum.",
    )
    delai_reservation = models.PositiveSmallIntegerField("délai pour réserver, en jours", default=7)
    delai_annulation = models.PositiveSmallIntegerField("délai pour annuler, en jours", default=7)
    jours_ouvres = models.BooleanField("délais comptés en jours ouvrés", default=False)
    encadree = models.BooleanField(
        "accueil de loisirs déclaré",
        default=True,
        help_text=(
            "Les listes de présence disent combien d’animateurs la loi demande. Décochez-le pour"
            " ce qui n’est pas un accueil collectif de mineurs : crèche, cours de sport."
        ),
    )
    cuisine_courriel = models.EmailField(
        "adresse de la cuisine",
        blank=True,
        help_text=(
            "La commande des repas lui est envoyée à la limite de réservation : des nombres, jamais"
            " de nom. Vide : rien n’est envoyé."
        ),
    )
    fiche_exigee = models.BooleanField("fiche sanitaire exigée", default=True)
    assurance_exigee = models.BooleanField("assurance exigée", default=True)
    active = models.BooleanField("ouverte aux familles", default=True)

    objects = ActiviteQuerySet.as_manager()

    class Meta:
        verbose_name = "activité"
        verbose_name_plural = "activités"
        ordering = ["structure__nom", "nom"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "nom"], name="activite_unique_dans_la_structure"
            ),
            models.CheckConstraint(
                condition=Q(age_max__gte=F("age_min")), name="activite_ages_en_ordre"
            ),
            models.CheckConstraint(
                condition=Q(ouvre_a=None, midi_a=None, ferme_a=None)
                | Q(ouvre_a__lt=F("midi_a"), midi_a__lt=F("ferme_a")),
                name="activite_heures_en_ordre",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.structure} · {self.nom}"

    @property
    def se_reserve(self) -> bool:
        """Whether families book it, be it counted too or not."""
        return bool(self.unite_scolaire or self.unite_vacances or not self.unite_comptee)

    def heures(self, moments: Iterable[str]) -> tuple[time, time] | None:
        """From when to when these parts of a day last; None where the town has not said."""
        if not (self.ouvre_a and self.midi_a and self.ferme_a):
            return None
        tous = set(moments)
        debut = self.midi_a if tous == {Moment.APRES_MIDI} else self.ouvre_a
        return debut, self.midi_a if tous == {Moment.MATIN} else self.ferme_a


class Groupe(models.Model):
    """The children of an activity by age, for presence lists and outings."""

    activite = ParentalKey(Activite, on_delete=models.CASCADE, related_name="groupes")
    nom = models.CharField(max_length=60)
    age_min = models.PositiveSmallIntegerField("âge minimum")
    age_max = models.PositiveSmallIntegerField("âge maximum")

    class Meta:
        verbose_name = "groupe"
        ordering = ["activite", "age_min"]
        constraints = [
            models.UniqueConstraint(
                fields=["activite", "nom"], name="groupe_unique_dans_l_activite"
            ),
            models.CheckConstraint(
                condition=Q(age_max__gte=F("age_min")), name="groupe_ages_en_ordre"
            ),
        ]

    def __str__(self) -> str:
        return self.nom


class InscriptionQuerySet(models.QuerySet):
    def de(self, utilisateur: Utilisateur) -> "InscriptionQuerySet":
        """The registrations of the children of this account's households."""
        return self.filter(enfant__in=Enfant.objects.de(utilisateur))

    def au(self, jour: date) -> "InscriptionQuerySet":
        """In force on `jour` (date)."""
        return self.filter(Q(fin=None) | Q(fin__gte=jour), debut__lte=jour)


class Inscription(models.Model):
    """A child registered to an activity, from a day to a day: it opens the calendar (G21). Both his
    homes may book."""

    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="inscriptions")
    activite = models.ForeignKey(Activite, on_delete=models.PROTECT, related_name="inscriptions")
    debut = models.DateField("du")
    fin = models.DateField("au", null=True, blank=True)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    cree_le = models.DateTimeField(default=timezone.now, editable=False)

    objects = InscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["-debut", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["enfant", "activite", "debut"], name="inscription_unique"
            ),
            models.CheckConstraint(
                condition=Q(fin=None) | Q(fin__gte=F("debut")), name="inscription_dates_en_ordre"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enfant} · {self.activite}"
