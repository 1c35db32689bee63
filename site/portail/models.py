"""What the town says of the watch over its portal, in Wagtail's settings."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from famille.socle.dire import en_chiffres


@register_setting(icon="warning", name="surveillance")
class ReglageSurveillance(BaseGenericSetting):
    courriels = models.TextField(
        "adresses e-mail prévenues",
        blank=True,
        help_text=(
            "Une par ligne. Elles reçoivent chaque matin la liste de ce qui est bloqué, sans le nom"
            " d’aucune famille ; rien quand tout va bien."
        ),
    )

    class Meta:
        verbose_name = "surveillance du portail"
        permissions = [("voir_etat_du_portail", "Peut voir l’état du portail")]

    def __str__(self) -> str:
        return "Surveillance du portail"

    @property
    def adresses(self) -> list[str]:
        """Each once, in order."""
        return list(
            dict.fromkeys(ligne.strip() for ligne in self.courriels.splitlines() if ligne.strip())
        )

    def clean(self) -> None:
        super().clean()
        for adresse in self.adresses:
            try:
                validate_email(adresse)
            except ValidationError as erreur:
                phrase = (
                    f"« {adresse} » n’est pas une adresse e-mail : corrigez-la, une adresse par"
                    " ligne."
                )
                raise ValidationError({"courriels": phrase}) from erreur


class SauvegardeFaite(models.Model):
    """When `manage.py sauvegarder` last wrote an archive (portail.sauvegarde.trace); not in the
    archives themselves."""

    le = models.DateTimeField("faite le")

    class Meta:
        verbose_name = "dernière sauvegarde"
        verbose_name_plural = "dernière sauvegarde"

    def __str__(self) -> str:
        return f"Sauvegarde du {en_chiffres(self.le)}"


class FileDEntree(models.Model):
    """One row: when the next comer of the waiting room may enter (portail.affluence). Worth nothing
    the minute after, and so not in the backups."""

    prochaine = models.FloatField("prochaine entrée", help_text="En secondes depuis 1970.")
    derniere = models.FloatField(
        "dernière place donnée",
        default=0,
        db_default=0,
        help_text="De même ; plus tard que maintenant, l’horloge a reculé.",
    )

    class Meta:
        verbose_name = "file d’entrée"
        verbose_name_plural = "file d’entrée"

    def __str__(self) -> str:
        return "File d’entrée"
