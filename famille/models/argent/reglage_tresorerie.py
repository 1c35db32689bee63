"""What the town and its trésorerie have agreed on (docs/exploiter/tresorerie.md)."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from famille.models.champs import ReglageDeLaVille

from .mandat import Service

_CHIFFRES = RegexValidator(r"^[0-9]*$", "Des chiffres seulement, sans espace.")
_LETTRES = RegexValidator(r"^[0-9A-Za-z]*$", "Des lettres et des chiffres seulement, sans espace.")


def _chiffres(combien: int) -> RegexValidator:
    return RegexValidator(rf"^(\d{{{combien},{combien}}})?$", f"{combien} chiffres, sans espace.")


@register_setting(icon="doc-full", name="tresorerie")
class ReglageTresorerie(ClusterableModel, ReglageDeLaVille):
    """How debts reach the Treasury. Copied on each bordereau, whose file never changes."""

    class Envoi(models.TextChoices):
        ETAT = "etat", "Un état nominatif, que le service des finances saisit"
        TITRES = "titres", "Des titres de recette (PES Aller)"
        ORMC = "ormc", "Un rôle, ou ORMC (PES ORMC)"

    class Version(models.TextChoices):
        V5_17 = "5.17", "5.17 à 5.29"
        V5_30 = "5.30", "5.30 ou après"

    class Edition(models.TextChoices):
        AUCUNE = "", "Non précisée"
        DGFIP = "01", "La DGFiP imprime et envoie l’avis (01)"
        SANS = "04", "La DGFiP n’envoie rien (04)"

    class Cle(models.TextChoices):
        NATURE = "nature", "Le code nature"
        ROLE = "role", "Le numéro du rôle"

    envoi = models.CharField("ce que la régie envoie", max_length=6, choices=Envoi, default="etat")
    version = models.CharField(
        "version du PES",
        max_length=4,
        choices=Version,
        default=Version.V5_30,
        help_text=(
            "Celle que la trésorerie accepte : demandez-la-lui. La 5.30 sait dire « impayé de"
            " régie »."
        ),
    )
    codique = models.CharField(
        "codique de la trésorerie",
        max_length=7,
        blank=True,
        validators=[RegexValidator(r"^(02[AB][0-9]{3,4}|[0-9]{6,7})?$", "6 ou 7 chiffres.")],
        help_text="Le numéro du poste comptable, 6 ou 7 chiffres. Faux, tout l’envoi est refusé.",
    )
    siret = models.CharField(
        "SIRET du budget",
        max_length=14,
        blank=True,
        validators=[_chiffres(14)],
        help_text="14 chiffres, celui du budget qui émet les titres, pas toujours de la mairie.",
    )
    code_collectivite = models.CharField(
        "code collectivité",
        max_length=3,
        blank=True,
        validators=[_chiffres(3)],
        help_text="3 chiffres, dans Hélios, le logiciel du comptable.",
    )
    code_budget = models.CharField(
        "code budget",
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^([0-9A-Z][0-9])?$", "2 caractères, par exemple 00.")],
        help_text="2 caractères, dans Hélios. Souvent 00 pour le budget principal.",
    )
    regie = models.CharField(
        "numéro de la régie",
        max_length=10,
        blank=True,
        help_text="Tel que le comptable la nomme. Facultatif.",
    )
    edition = models.CharField(
        "avis des sommes à payer",
        max_length=2,
        choices=Edition,
        default=Edition.AUCUNE,
        blank=True,
        help_text="Pour des titres. « DGFiP » suppose une convention avec le centre d’édition.",
    )
    premier_bordereau = models.PositiveIntegerField(
        "premier numéro de bordereau de l’année",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(9_000_000)],
        help_text=(
            "Si le logiciel des finances émet aussi des titres sur ce budget, convenez d’une série"
            " à part : deux bordereaux du même numéro, et le second est refusé."
        ),
    )
    premier_titre = models.PositiveIntegerField(
        "premier numéro de titre de l’année",
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(90_000_000)],
    )
    produit = models.CharField(
        "code produit",
        max_length=4,
        blank=True,
        validators=[_LETTRES],
        help_text="Convenu avec le comptable, 4 caractères au plus.",
    )
    nature = models.CharField(
        max_length=12,
        blank=True,
        validators=[_CHIFFRES],
        help_text="Le compte par nature, par exemple 7066. Pour un rôle, souvent 588.",
    )
    fonction = models.CharField(
        max_length=10,
        blank=True,
        validators=[_CHIFFRES],
        help_text="Le compte par fonction (M57), par exemple 331. Facultatif.",
    )
    periode = models.PositiveSmallIntegerField(
        "période",
        default=1,
        validators=[MaxValueValidator(9)],
        help_text="D’un rôle seulement : un chiffre, convenu avec le comptable.",
    )
    cle_1 = models.CharField(
        "clé du rôle calculée avec",
        max_length=6,
        choices=Cle,
        default=Cle.NATURE,
        help_text="D’un rôle seulement. À confirmer avec le comptable avant le premier envoi.",
    )
    avis = models.BooleanField(
        "imprimer le code de paiement de proximité sur l’avis",
        default=False,
        help_text=(
            "D’un rôle seulement : un Datamatrix, que lit un buraliste partenaire. À ouvrir quand"
            " la DGFiP a validé un avis d’essai."
        ),
    )
    code_etablissement = models.CharField(
        "code établissement",
        max_length=3,
        blank=True,
        validators=[RegexValidator(r"^([0-9]{1,3}|[A-Z]{2})?$", "1 à 3 chiffres, ou 2 lettres.")],
        help_text="Celui d’Hélios, écrit dans le code de paiement.",
    )
    nom = models.CharField(
        "nom de la trésorerie",
        max_length=120,
        blank=True,
        help_text="Lu par les familles : qui appeler quand une facture est chez elle.",
    )
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    adresse = models.CharField(max_length=250, blank=True)

    panels = [
        MultiFieldPanel(
            ["nom", FieldRowPanel([FieldPanel("telephone"), FieldPanel("adresse")])],
            heading="La trésorerie, pour les familles",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("envoi"), FieldPanel("version")]),
                FieldRowPanel([FieldPanel("codique"), FieldPanel("siret")]),
                FieldRowPanel([FieldPanel("code_collectivite"), FieldPanel("code_budget")]),
                FieldRowPanel([FieldPanel("regie"), FieldPanel("edition")]),
                FieldRowPanel([FieldPanel("premier_bordereau"), FieldPanel("premier_titre")]),
            ],
            heading="Ce que la trésorerie vous donne",
            help_text="Demandez ces codes par écrit, avec la version du protocole PES v2.",
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel(nom) for nom in ("produit", "nature", "fonction")])],
            heading="Imputation de ce qui n’a pas la sienne",
        ),
        InlinePanel(
            "imputations",
            [
                FieldPanel("service"),
                FieldRowPanel([FieldPanel(nom) for nom in ("produit", "nature", "fonction")]),
            ],
            heading="Imputation par service",
            label="Service",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("periode"), FieldPanel("cle_1")]),
                "avis",
                "code_etablissement",
            ],
            heading="Rôles (ORMC)",
        ),
    ]

    class Meta:
        verbose_name = "trésorerie"
        verbose_name_plural = "trésoreries"

    def __str__(self) -> str:
        return self.nom or "Trésorerie à renseigner"

    @classmethod
    def lire(cls) -> "ReglageTresorerie":
        return cls.objects.prefetch_related("imputations").first() or cls()

    def manques(self) -> list[str]:
        """What the town must still write before a titre may be made, in French."""
        exigences = [
            (self.codique, "le codique de la trésorerie"),
            (self.siret, "le SIRET du budget"),
            (self.code_collectivite, "le code collectivité"),
            (self.code_budget, "le code budget"),
            (self.produit, "le code produit"),
            (self.nature, "la nature"),
        ]
        return [libelle for rempli, libelle in exigences if not rempli]

    def imputation(self, service: str) -> tuple[str, str, str]:
        """(code produit, nature, fonction) of this service."""
        siennes = [une for une in self.imputations.all() if une.service == service]
        dite = siennes[0] if siennes else self
        return (
            dite.produit or self.produit,
            dite.nature or self.nature,
            dite.fonction or self.fonction,
        )


class ImputationService(models.Model):
    """What is empty is that of the whole."""

    reglage = ParentalKey(ReglageTresorerie, on_delete=models.CASCADE, related_name="imputations")
    service = models.CharField(max_length=20, choices=Service)
    produit = models.CharField("code produit", max_length=4, blank=True, validators=[_LETTRES])
    nature = models.CharField(max_length=12, blank=True, validators=[_CHIFFRES])
    fonction = models.CharField(max_length=10, blank=True, validators=[_CHIFFRES])

    class Meta:
        verbose_name = "imputation d’un service"
        verbose_name_plural = "imputations des services"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reglage", "service"],
                name="une_imputation_par_service",
                violation_error_message="Ce service a déjà son imputation.",
            )
        ]

    def __str__(self) -> str:
        return self.get_service_display()
