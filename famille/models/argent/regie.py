"""What the town says of its régie: on invoices, receipts and reminders."""

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from famille.models.champs import ReglageDeLaVille

from .paiement import AU_GUICHET


def tous_les_moyens() -> list[str]:
    """All that a counter may take."""
    return [moyen.value for moyen in AU_GUICHET]


class ReglageRegieForm(WagtailAdminModelForm):
    moyens = forms.MultipleChoiceField(
        label="Ce que le guichet encaisse",
        choices=[(moyen.value, moyen.label) for moyen in AU_GUICHET],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins un moyen de paiement."},
    )


@register_setting(icon="doc-full-inverse", name="regie")
class ReglageRegie(ReglageDeLaVille):
    """The régie that collects. Its names are copied on each paper, which does not change."""

    nom = models.CharField("nom de la régie", max_length=120, default="Régie de recettes")
    adresse = models.CharField(max_length=250, blank=True)
    courriel = models.EmailField("e-mail", blank=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    delai_jours = models.PositiveSmallIntegerField(
        "jours pour payer",
        default=30,
        validators=[MinValueValidator(14), MaxValueValidator(90)],
        help_text=(
            "Entre la publication d’une facture et la date avant laquelle la payer. 14 jours au"
            " moins : c’est aussi l’annonce due avant un prélèvement."
        ),
    )
    moyens = models.JSONField(
        "ce que le guichet encaisse",
        default=tous_les_moyens,
        help_text="Décochez ce que votre régie n’a pas le droit de recevoir.",
    )
    attester_les_absences = models.BooleanField(
        "compter dans l’attestation fiscale les journées facturées pour une absence",
        default=False,
        help_text=(
            "Décoché : seule une garde qui a eu lieu est attestée (réponse ministérielle n°"
            " 13-78406QE). À confirmer avec votre centre des impôts."
        ),
    )

    base_form_class = ReglageRegieForm
    panels = [
        MultiFieldPanel(
            [
                "nom",
                "adresse",
                FieldRowPanel([FieldPanel("courriel"), FieldPanel("telephone")]),
                "delai_jours",
                "moyens",
            ],
            heading="Factures et paiements",
            help_text=(
                "Ces lignes sont sur chaque facture et chaque reçu. Un papier déjà publié garde les"
                " siennes."
            ),
        ),
        MultiFieldPanel(["attester_les_absences"], heading="Attestation fiscale"),
    ]

    class Meta:
        verbose_name = "régie"
        verbose_name_plural = "régies"

    def __str__(self) -> str:
        return self.nom

    @property
    def guichet(self) -> str:
        """Where it is paid otherwise than online, with what the town has said of it."""
        return ", ".join(filter(None, (self.nom, self.adresse, self.telephone)))
