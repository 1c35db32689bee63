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
from famille.models.champs import un_compte
from famille.socle.dire import JOURS, enumerer, heure_dite
from reservations.regles.accueil.temps import plages_de
from reservations.regles.blocs import Unite, UniteComptee
from reservations.regles.calendrier import JOURS_D_ECOLE_MAX, Delai, GenreDeDelai

from .communs import dates_en_ordre


class Structure(models.Model):  # type: ignore[django-manager-missing]  # modelcluster has no types
    """A centre: La Pingaudière, La Valla. Its directors and animators see its presence lists, and
    no other's; what else a director does there: `reservations.planning.directions`."""

    nom = models.CharField(max_length=100, unique=True)
    adresse = models.CharField(max_length=200, blank=True)
    telephone = models.CharField("téléphone", max_length=20, blank=True)
    directeurs = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="structures_dirigees",
        verbose_name="directrices et directeurs",
    )
    animateurs = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="structures_animees",
        verbose_name="animatrices et animateurs",
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
        """The activities that families book, without those that are only counted elsewhere."""
        seulement_comptee = ~Q(unite_comptee="") & Q(unite_scolaire="", unite_vacances="")
        return self.filter(active=True).exclude(seulement_comptee)

    def comptees(self) -> "ActiviteQuerySet":
        """The activities whose counts are imported from a file."""
        return self.exclude(unite_comptee="")


GENRES_DE_DELAI = [
    (GenreDeDelai.JOURS.value, "jours avant"),
    (GenreDeDelai.OUVRES.value, "jours ouvrés avant"),
    (GenreDeDelai.ECOLE.value, "jours d’école avant"),
    (GenreDeDelai.SEMAINE.value, "semaines avant, un jour fixe"),
]
JOURS_DE_SEMAINE = [(rang, nom.capitalize()) for rang, nom in enumerate(JOURS)]
# The columns of `pour_reserver` and `pour_annuler`, for queries that read only some columns.
CHAMPS_DES_DELAIS = tuple(
    f"delai_{quoi}{suite}"
    for quoi in ("reservation", "annulation")
    for suite in ("", "_genre", "_jour", "_heure")
)


def _delai_possible(quoi: str) -> models.CheckConstraint:
    """A deadline in weeks has a weekday, the others have none. No deadline falls after its day, nor
    farther back than the holidays that are read (`lecture.ville.bornes`)."""
    genre, jour, nombre = f"delai_{quoi}_genre", f"delai_{quoi}_jour", f"delai_{quoi}"
    semaine = Q(
        **{genre: GenreDeDelai.SEMAINE.value, f"{jour}__isnull": False, f"{jour}__lte": 6},
        **{f"{nombre}__range": (1, 52)},
    )
    ecole = Q(**{genre: GenreDeDelai.ECOLE.value, jour: None, f"{nombre}__lte": JOURS_D_ECOLE_MAX})
    jours = Q(**{f"{genre}__in": [GenreDeDelai.JOURS.value, GenreDeDelai.OUVRES.value], jour: None})
    return models.CheckConstraint(
        condition=semaine | ecole | jours, name=f"activite_delai_{quoi}_possible"
    )


def _ages_en_ordre(de: str) -> models.CheckConstraint:
    condition = Q(age_max__gte=F("age_min"))
    return models.CheckConstraint(condition=condition, name=f"{de}_ages_en_ordre")


_HEURES_POSSIBLES = (
    Q(ouvre_a=None, midi_a=None, reprend_a=None, ferme_a=None)
    | Q(ouvre_a__isnull=False, ferme_a__gt=F("ouvre_a"), midi_a=None, reprend_a=None)
    & Q(ferme_a__isnull=False)
    | Q(ouvre_a__isnull=False, midi_a__isnull=False, ferme_a__isnull=False)
    & Q(midi_a__gt=F("ouvre_a"), ferme_a__gt=F("midi_a"))
    & (Q(reprend_a=None) | Q(reprend_a__gt=F("midi_a"), ferme_a__gt=F("reprend_a")))
)


class Activite(ClusterableModel):
    """An activity, to which children are registered and which families book. The unit says which
    créneaux are booked together, in school term and in holidays; empty: nothing is booked then.
    `unite_comptee`: what is counted there and priced; the others may be set too, for what is booked
    *and* counted (a canteen). Ages are full years on the day itself."""

    UNITES = [
        (Unite.DEMI_JOURNEE.value, "Demi-journée"),
        (Unite.JOURNEE.value, "Journée"),
        (Unite.SEMAINE.value, "Semaine entière"),
    ]

    UNITES_COMPTEES = [
        (UniteComptee.REPAS.value, "Repas"),
        (UniteComptee.SEANCE.value, "Séance"),
        (UniteComptee.DEMI_HEURE.value, "Demi-heure"),
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
        max_length=12,
        choices=UNITES_COMPTEES,
        blank=True,
        help_text=(
            "Restaurant scolaire, garderie : ce qui est compté ailleurs et importé chaque mois, et"
            " l’unité qui se facture. À la demi-heure ou à l’heure, ce qui se réserve se facture"
            " d’après les heures notées sur la liste de présence : toute demi-heure (ou heure)"
            " commencée est due, et le créneau entier quand aucune heure n’est notée. Vide : rien"
            " n’est compté par fichier."
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
    # The hours of each moment, the same every day: none, or those of the day, and where it has two
    # parts those of each. Without `reprend_a` the afternoon follows the morning.
    ouvre_a = models.TimeField("ouvre à", null=True, blank=True)
    midi_a = models.TimeField("le matin finit à", null=True, blank=True)
    reprend_a = models.TimeField("l’après-midi commence à", null=True, blank=True)
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
    delai_reservation = models.PositiveSmallIntegerField("combien avant", default=7)
    delai_reservation_genre = models.CharField(
        "compté en", max_length=8, choices=GENRES_DE_DELAI, default=GenreDeDelai.JOURS.value
    )
    delai_reservation_jour = models.PositiveSmallIntegerField(
        "quel jour de cette semaine", choices=JOURS_DE_SEMAINE, null=True, blank=True
    )
    delai_reservation_heure = models.TimeField("jusqu’à quelle heure", null=True, blank=True)
    delai_annulation = models.PositiveSmallIntegerField("combien avant", default=7)
    delai_annulation_genre = models.CharField(
        "compté en", max_length=8, choices=GENRES_DE_DELAI, default=GenreDeDelai.JOURS.value
    )
    delai_annulation_jour = models.PositiveSmallIntegerField(
        "quel jour de cette semaine", choices=JOURS_DE_SEMAINE, null=True, blank=True
    )
    delai_annulation_heure = models.TimeField("jusqu’à quelle heure", null=True, blank=True)
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
            _ages_en_ordre("activite"),
            models.CheckConstraint(condition=_HEURES_POSSIBLES, name="activite_heures_en_ordre"),
            _delai_possible("reservation"),
            _delai_possible("annulation"),
        ]

    def __str__(self) -> str:
        return f"{self.structure} · {self.nom}"

    @property
    def se_reserve(self) -> bool:
        """Whether families book it, be it counted too or not."""
        return bool(self.unite_scolaire or self.unite_vacances or not self.unite_comptee)

    @property
    def pour_reserver(self) -> Delai:
        return self._delai("reservation")

    @property
    def pour_annuler(self) -> Delai:
        return self._delai("annulation")

    def _delai(self, quoi: str) -> Delai:
        genre = getattr(self, f"delai_{quoi}_genre")
        heure, jour = getattr(self, f"delai_{quoi}_heure"), getattr(self, f"delai_{quoi}_jour")
        return Delai(getattr(self, f"delai_{quoi}"), GenreDeDelai(genre), heure, jour)

    def plages(self, moments: Iterable[str]) -> list[tuple[time, time]]:
        """The stretches of time of these parts of a day, in order: two where the morning and the
        afternoon do not follow each other. Empty where the town has not said their hours."""
        heures = (self.ouvre_a, self.midi_a, self.reprend_a, self.ferme_a)
        return plages_de(*heures, moments)

    def heures(self, moments: Iterable[str]) -> tuple[time, time] | None:
        """From when to when these parts of a day last, what may lie between them included; None
        where the town has not said."""
        plages = self.plages(moments)
        return (plages[0][0], plages[-1][1]) if plages else None

    def heures_dites(self, moments: Iterable[str]) -> str:
        """ "de 7 h 30 à 8 h 30 et de 16 h 30 à 18 h 30", "" where the town has not said."""
        plages = self.plages(moments)
        return enumerer(f"de {heure_dite(debut)} à {heure_dite(fin)}" for debut, fin in plages)

    def part(self, moment: str) -> str:
        """The name of a part of the day, where its parts do not follow each other; else ""."""
        return moment[2:] if self.reprend_a else ""


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
            _ages_en_ordre("groupe"),
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
    par = un_compte()
    cree_le = models.DateTimeField(default=timezone.now, editable=False)

    objects = InscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription"
        ordering = ["-debut", "-pk"]
        # the orders of the list of registrations
        indexes = [
            models.Index(fields=["-debut", "-id"], name="inscription_par_debut"),
            models.Index(fields=["fin", "id"], name="inscription_par_fin"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["enfant", "activite", "debut"], name="inscription_unique"
            ),
            dates_en_ordre("inscription", sans_fin=True),
        ]

    def __str__(self) -> str:
        return f"{self.enfant} · {self.activite}"
