"""What the town declares of the portal's accessibility (law of 11 February 2005, article 47; decree
of 24 July 2019).

Data, so that the mention at the foot of each page and the statement never contradict each other.
Without an audit by a third party the portal is "non conforme", whatever its own evaluation found.
"""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from famille.socle.dire import en_nombre

from .reglage import ReglageDuSite

# per cent of the criteria that apply: partly, then wholly conform
MOITIE, TOUT = Decimal(50), Decimal(100)


@register_setting(icon="universal-access", name="accessibilite")
class DeclarationAccessibilite(ReglageDuSite):
    """One row a site, made on first use: not audited, hence "non conforme"."""

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
            "Affiché en bas de toutes les pages. Sans audit, ou sous 50 % de critères respectés :"
            " non conforme."
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
            "Le résultat de l’audit, parmi les critères applicables. Vide tant qu’aucun audit n’a"
            " été fait."
        ),
    )
    audite_le = models.DateField("date de l’audit", null=True, blank=True)
    auditeur = models.CharField(
        "organisme qui a réalisé l’audit",
        max_length=160,
        blank=True,
        help_text=(
            "Une auto-évaluation n’est pas un audit : elle ne change pas l’état de conformité."
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
            [
                FieldPanel("non_conformites"),
                FieldPanel("derogations"),
                FieldPanel("hors_obligation"),
            ],
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
        erreurs = {}
        if self.statut != self.Statut.NON:
            for champ in ("taux", "audite_le", "auditeur"):
                if not getattr(self, champ) and getattr(self, champ) != 0:
                    erreurs[champ] = (
                        "À renseigner : seul un audit permet de déclarer une conformité."
                    )
        if (
            "taux" not in erreurs
            and self.taux is not None
            and self.statut != self._statut_au_plus()
        ):
            erreurs["statut"] = (
                f"Avec {_en_pour_cent(self.taux)} de critères respectés, le portail est « "
                f"{self._statut_au_plus().label} »."
            )
        if erreurs:
            raise ValidationError(erreurs)

    def _statut_au_plus(self) -> "DeclarationAccessibilite.Statut":
        """What the rate allows, were the audit made."""
        if self.taux == TOUT:
            return self.Statut.TOTAL
        return self.Statut.PARTIEL if self.taux and self.taux >= MOITIE else self.Statut.NON

    @property
    def taux_dit(self) -> str:
        """ "95,24 %", or "" without an audit."""
        return "" if self.taux is None else _en_pour_cent(self.taux)

    def lignes(self, champ: str) -> list[str]:
        """The lines of one of the three lists."""
        return [ligne.strip() for ligne in getattr(self, champ).splitlines() if ligne.strip()]


def _en_pour_cent(taux: Decimal) -> str:
    return f"{en_nombre(Decimal(taux))}\u00a0%"
