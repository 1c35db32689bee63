"""What the town declares of the portal's accessibility (law of 11 February 2005, article 47; decree
of 24 July 2019).

Data, so that the mention at the foot of each page and the statement never contradict each other.
Without an evaluation of this very portal, by a third party or by the town itself (EU 2018/1523,
article 3), it is "non conforme", whatever the software's authors found.
"""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from famille.socle.dire import en_nombre

from .reglage import ReglageDuSite

# per cent of the criteria that apply: partly, then wholly conform
MOITIE, TOUT = Decimal(50), Decimal(100)
A_RENSEIGNER = (
    "À renseigner : seule une évaluation de ce portail permet de déclarer une conformité."
)


@register_setting(icon="universal-access", name="accessibilite")
class DeclarationAccessibilite(ReglageDuSite):
    """One row a site, made on first use: not evaluated, hence "non conforme"."""

    class Statut(models.TextChoices):
        NON = "non", "non conforme"
        PARTIEL = "partiel", "partiellement conforme"
        TOTAL = "total", "totalement conforme"

    statut = models.CharField(
        "état de conformité",
        max_length=10,
        choices=Statut,
        default=Statut.NON,
        help_text=(
            "Affiché en bas de toutes les pages. Sans évaluation, ou sous 50 % de critères"
            " respectés : non conforme."
        ),
    )
    taux = models.DecimalField(
        "critères respectés, en pour cent",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text=(
            "Le résultat de l’évaluation, parmi les critères applicables. Vide tant qu’aucune n’a"
            " été faite."
        ),
    )
    audite_le = models.DateField("date de l’évaluation", null=True, blank=True)
    auditeur = models.CharField(
        "qui a fait l’évaluation",
        max_length=160,
        blank=True,
        help_text=(
            "Un organisme, ou un service de la collectivité qui a évalué lui-même ce portail. Celle"
            " des auteurs du logiciel ne suffit pas."
        ),
    )
    etablie_le = models.DateField("date de la déclaration", null=True, blank=True)
    non_conformites = models.TextField(
        "contenus non accessibles", blank=True, help_text="Un défaut par ligne."
    )
    derogations = models.TextField(
        "dérogations pour charge disproportionnée",
        blank=True,
        help_text="Une dérogation par ligne, avec sa raison.",
    )
    hors_obligation = models.TextField(
        "contenus non soumis à l’obligation", blank=True, help_text="Un contenu par ligne."
    )

    panels = [
        MultiFieldPanel(
            ["statut", FieldRowPanel(["taux", "audite_le"]), "auditeur", "etablie_le"],
            heading="L’état déclaré",
        ),
        MultiFieldPanel(
            ["non_conformites", "derogations", "hors_obligation"],
            heading="Ce qui n’est pas accessible",
        ),
    ]

    class Meta:
        verbose_name = "accessibilité"
        verbose_name_plural = "accessibilité"

    def __str__(self) -> str:
        return f"Accessibilité : {self.get_statut_display()}"

    def clean(self) -> None:
        """Raises ValidationError where the state says more than the audit does."""
        super().clean()
        exiges = ("taux", "audite_le", "auditeur") if self.statut != self.Statut.NON else ()
        vides = [champ for champ in exiges if getattr(self, champ) in (None, "")]
        erreurs = dict.fromkeys(vides, A_RENSEIGNER)
        if self.taux is not None and self.statut != self._statut_au_plus():
            erreurs["statut"] = (
                f"Avec {_en_pour_cent(self.taux)} de critères respectés, le portail est « "
                f"{self._statut_au_plus().label} »."
            )
        if erreurs:
            raise ValidationError(erreurs)

    def _statut_au_plus(self) -> "DeclarationAccessibilite.Statut":
        """What the rate allows, were the evaluation made."""
        if self.taux == TOUT:
            return self.Statut.TOTAL
        return self.Statut.PARTIEL if self.taux and self.taux >= MOITIE else self.Statut.NON

    @property
    def taux_dit(self) -> str:
        """ "95,24 %", or "" without an evaluation."""
        return "" if self.taux is None else _en_pour_cent(self.taux)

    def lignes(self, champ: str) -> list[str]:
        """The lines of one of the three lists."""
        return [ligne.strip() for ligne in getattr(self, champ).splitlines() if ligne.strip()]


def _en_pour_cent(taux: Decimal) -> str:
    return f"{en_nombre(Decimal(taux))}\u00a0%"
