"""What the town decides of the quotients that families declare, in Wagtail's settings (G17)."""

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from demarches.regles.quotient import Depart
from famille.socle.dire import MOIS


@register_setting(icon="pick")
class ReglageQuotient(BaseGenericSetting):
    DEPARTS = [
        (Depart.ATTESTATION.value, "Le premier jour du mois de l’attestation"),
        (Depart.RECEPTION.value, "Le premier jour du mois où la demande est reçue"),
        (Depart.SUIVANT.value, "Le premier jour du mois suivant"),
    ]
    LES_MOIS = list(enumerate(MOIS, start=1))

    depart = models.CharField(
        "un quotient déclaré commence",
        max_length=11,
        choices=DEPARTS,
        default=Depart.ATTESTATION.value,
    )
    fin_jour = models.PositiveSmallIntegerField(
        "et finit le", default=31, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    fin_mois = models.PositiveSmallIntegerField(
        "du mois de", default=1, choices=LES_MOIS, help_text="De l’année suivante."
    )
    valeur_basse = models.PositiveIntegerField("faire confirmer un quotient sous", default=50)
    valeur_haute = models.PositiveIntegerField(
        "faire confirmer un quotient au-dessus de", default=5000
    )
    rappel_jours = models.PositiveSmallIntegerField(
        "rappeler la famille avant la fin, en jours",
        default=30,
        validators=[MaxValueValidator(120)],
        help_text=(
            "Un e-mail par adulte, une fois, et une ligne sur son tableau de bord. 0 : pas de"
            " rappel."
        ),
    )

    siret = models.CharField(
        "SIRET de la collectivité, pour API Particulier",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{14}\Z", "Un SIRET a 14 chiffres.")],
        help_text=(
            "Celui de l’habilitation qui permet de demander les quotients à la CAF et à la MSA."
            " Vide : le portail ne les demande pas."
        ),
    )

    class Meta:
        verbose_name = "quotient familial"
