"""What makes the portal a town's own: name, logo, colours, contacts, notices. Data, never code."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.fields import RichTextField

from cms_pages.socle import joindre
from cms_pages.socle.couleurs import (
    BLANC,
    ENCRE,
    HEXADECIMAL,
    MINIMUM_TEXTE,
    PAGE,
    contraste,
    en_rapport,
)
from cms_pages.socle.widgets import ChoixCouleur

from .reglage import ReglageDuSite

une_couleur = RegexValidator(
    rf"^{HEXADECIMAL.pattern}$",
    "Écrivez la couleur avec un dièse et six chiffres ou lettres, par exemple #0f5c63.",
)


def _champ_couleur(libelle: str, defaut: str, aide: str) -> models.CharField:
    return models.CharField(
        libelle, max_length=7, default=defaut, validators=[une_couleur], help_text=aide
    )


@register_setting(icon="site", name="identite")
class IdentiteSite(ReglageDuSite):
    """One row a site, made on first use with neutral defaults. Read on every screen, its logo with
    it."""

    select_related = ["logo"]

    ville = models.CharField(
        "nom de la collectivité",
        max_length=120,
        default="Votre collectivité",
        help_text="Tel qu’il s’affiche sous le nom du portail et dans les courriels.",
    )
    nom_portail = models.CharField("nom du portail", max_length=60, default="Portail Famille")
    logo = models.ForeignKey(
        "cms_pages.Illustration",
        verbose_name="logo",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=(
            "Carré de préférence, 200 pixels de côté au moins. Sans logo, un motif neutre est"
            " affiché."
        ),
    )
    couleur_principale = _champ_couleur(
        "couleur principale",
        "#0f5c63",
        "Boutons et liens. Assez sombre pour porter un texte blanc.",
    )
    couleur_sombre = _champ_couleur(
        "couleur sombre", "#0a4348", "Boutons survolés. Plus sombre que la principale."
    )
    couleur_accent = _champ_couleur(
        "couleur d’accent",
        "#f0a202",
        "Repères et choses à faire. Assez claire pour porter un texte sombre.",
    )
    telephone = models.CharField("téléphone du Pôle Familles", max_length=30, blank=True)
    courriel = models.EmailField("adresse e-mail du Pôle Familles", blank=True)
    adresse = models.TextField(
        "adresse postale", blank=True, help_text="Une ligne par ligne d’adresse."
    )
    horaires = models.TextField(
        "horaires d’ouverture", blank=True, help_text="Une plage par ligne."
    )
    avis_connexion = RichTextField(
        "message de la page de connexion",
        features=["bold", "link"],
        blank=True,
        help_text=(
            "Affiché à côté du formulaire : qui doit appeler le Pôle Familles avant de se"
            " connecter."
        ),
    )
    bandeau = models.CharField(
        "texte du bandeau",
        max_length=240,
        blank=True,
        help_text=(
            "Une ou deux phrases, en haut de tous les écrans : fermeture, incident, ouverture des"
            " réservations."
        ),
    )
    bandeau_actif = models.BooleanField("afficher le bandeau", default=False)

    panels = [
        MultiFieldPanel(["ville", "nom_portail", "logo"], heading="La collectivité"),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("couleur_principale", widget=ChoixCouleur),
                        FieldPanel("couleur_sombre", widget=ChoixCouleur),
                        FieldPanel("couleur_accent", widget=ChoixCouleur),
                    ]
                )
            ],
            heading="Les couleurs",
            help_text="Le contraste est vérifié à l’enregistrement, pour que chacun puisse lire.",
        ),
        MultiFieldPanel(
            [FieldRowPanel(["telephone", "courriel"]), FieldRowPanel(["adresse", "horaires"])],
            heading="Le Pôle Familles",
        ),
        MultiFieldPanel(["avis_connexion"], heading="La page de connexion"),
        MultiFieldPanel(["bandeau", "bandeau_actif"], heading="Le bandeau"),
    ]

    class Meta:
        verbose_name = "identité du portail"
        verbose_name_plural = "identités du portail"

    def __str__(self) -> str:
        return f"{self.nom_portail}, {self.ville}"

    @classmethod
    def for_request(cls, request: HttpRequest) -> "IdentiteSite":
        identite = super().for_request(request)
        joindre.retenir(identite)
        return identite

    def clean(self) -> None:
        """The town's colours must stay readable (WCAG 1.4.3); raises ValidationError naming the
        ratio."""
        super().clean()
        erreurs = {}
        for champ, fonds, quoi in (
            (
                "couleur_principale",
                (BLANC, PAGE),
                "un texte blanc, ou un lien sur le fond de page, y serait illisible",
            ),
            ("couleur_sombre", (BLANC,), "un texte blanc y serait illisible"),
            ("couleur_accent", (ENCRE,), "un texte sombre y serait illisible"),
        ):
            message = _defaut_de_contraste(
                getattr(self, champ), fonds, quoi, plus_clair=champ == "couleur_accent"
            )
            if message:
                erreurs[champ] = message
        if self.bandeau_actif and not self.bandeau.strip():
            erreurs["bandeau"] = "Écrivez le texte du bandeau, ou décochez « Afficher le bandeau »."
        if erreurs:
            raise ValidationError(erreurs)


def _defaut_de_contraste(couleur: str, fonds: Any, quoi: str, *, plus_clair: bool) -> str:
    """The sentence to show, or "" when the colour reads well on each of `fonds` (or is not a colour
    at all)."""
    if not HEXADECIMAL.fullmatch(couleur or ""):
        return ""
    rapport = min(contraste(couleur, fond) for fond in fonds)
    if rapport >= MINIMUM_TEXTE:
        return ""
    remede = "plus claire" if plus_clair else "plus sombre"
    return (
        f"Le contraste n’est que de {en_rapport(rapport)} : {quoi}. Il faut au moins"
        f" {en_rapport(MINIMUM_TEXTE)}. Choisissez une couleur {remede}."
    )
