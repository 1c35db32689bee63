"""What makes the portal a town's own: name, logo, colours, contacts, notices. Data, never code."""

from contextlib import suppress
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.fields import RichTextField
from wagtail.images.models import SourceImageIOError
from wagtail.models import Site

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
from famille.socle import ville as mots
from famille.socle.saisie.noms import dire_un_chevron

from .medias import LOGOS
from .reglage import ReglageDuSite

_COULEURS = ("couleur_principale", "couleur_sombre", "couleur_accent")
_NOMS = ("ville", "nom_portail", "service")
une_couleur = RegexValidator(
    rf"^{HEXADECIMAL.pattern}$",
    "Écrivez la couleur avec un dièse et six chiffres ou lettres, par exemple #0f5c63.",
)


def _champ_couleur(libelle: str, defaut: str, aide: str) -> models.CharField:
    return models.CharField(
        libelle, max_length=7, default=defaut, validators=[une_couleur], help_text=aide
    )


def service_au_depart() -> str:
    """That of the demo town has the name that its people say."""
    return "Pôle Familles" if settings.DEMO else mots.SERVICE.nom


class Perimetre(models.TextChoices):
    """The border of the tariff. What stands in `EN_PHRASE` joins a sentence."""

    COMMUNE = "commune", "la commune"
    AGGLOMERATION = "agglomeration", "l’agglomération"
    COMMUNAUTE = "communaute", "la communauté de communes"
    METROPOLE = "metropole", "la métropole"
    TERRITOIRE = "territoire", "le territoire"


EN_PHRASE = {
    Perimetre.COMMUNE: mots.Nom("commune", mots.Article.LA),
    Perimetre.AGGLOMERATION: mots.AGGLOMERATION,
    Perimetre.COMMUNAUTE: mots.Nom("communauté de communes", mots.Article.LA),
    Perimetre.METROPOLE: mots.Nom("métropole", mots.Article.LA),
    Perimetre.TERRITOIRE: mots.Nom("territoire"),
}


class ArticleDuService(models.TextChoices):
    LE = mots.Article.LE, "le (le Guichet famille)"
    LA = mots.Article.LA, "la (la Maison de l’enfance)"
    L_MASCULIN = mots.Article.L_MASCULIN, "l’, masculin (l’Espace famille)"
    L_FEMININ = mots.Article.L_FEMININ, "l’, féminin (l’Antenne enfance)"


class IdentiteForm(WagtailAdminModelForm):
    """The logo stands on each page: its sizes are made at once."""

    def save(self, commit: bool = True) -> Any:
        identite = super().save(commit=commit)
        if commit and identite.logo:
            with suppress(SourceImageIOError):  # its file is lost
                identite.logo.faire(*LOGOS)
        return identite


@register_setting(icon="site", name="identite")
class IdentiteSite(ReglageDuSite):
    """One row a site, made on first use with neutral defaults. Read on every screen, its logo with
    it."""

    base_form_class = IdentiteForm
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
    service = models.CharField(
        "nom du service qui répond aux familles",
        max_length=60,
        default=service_au_depart,
        help_text=(
            "Sans article, comme au milieu d’une phrase : Guichet famille, service enfance. Au"
            " singulier : « service des affaires scolaires » plutôt que « Affaires scolaires »."
        ),
    )
    service_article = models.CharField(
        "son article",
        max_length=3,
        choices=ArticleDuService,
        default=ArticleDuService.LE,
        help_text="Pour que les phrases s’accordent : « du Guichet », « de la Maison ».",
    )
    perimetre = models.CharField(
        "le tarif des habitants est celui de",
        max_length=15,
        choices=Perimetre,
        default=Perimetre.AGGLOMERATION,
        help_text=(
            "Au-delà, une famille a le « tarif hors… ». Les communes qui en font partie se donnent"
            " dans Communes."
        ),
    )
    telephone = models.CharField("téléphone du service", max_length=30, blank=True)
    courriel = models.EmailField("adresse e-mail du service", blank=True)
    adresse = models.TextField(
        "adresse postale", blank=True, help_text="Une ligne par ligne d’adresse."
    )
    horaires = models.TextField(
        "horaires d’ouverture", blank=True, help_text="Une plage par ligne."
    )
    tribunal = models.CharField(
        "tribunal administratif de",
        max_length=60,
        blank=True,
        help_text=(
            "La ville du tribunal dont dépend la collectivité : Limoges, Lyon, Montreuil… Les voies"
            " de recours, jointes à chaque rejet, le nomment."
        ),
    )
    avis_connexion = RichTextField(
        "message de la page de connexion",
        features=["bold", "link"],
        blank=True,
        help_text=(
            "Affiché à côté du formulaire : qui doit appeler le service avant de se connecter."
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
            [FieldRowPanel([FieldPanel(nom, widget=forms.ColorInput) for nom in _COULEURS])],
            heading="Les couleurs",
            help_text="Le contraste est vérifié à l’enregistrement, pour que chacun puisse lire.",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(["service", "service_article"]),
                FieldRowPanel(["telephone", "courriel"]),
                FieldRowPanel(["adresse", "horaires"]),
                "tribunal",
            ],
            heading="Le service qui répond aux familles",
        ),
        MultiFieldPanel(["perimetre"], heading="Les tarifs"),
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
        mots.retenir(identite.dits)
        return identite

    @classmethod
    def de_la_ville(cls) -> "IdentiteSite":
        """The identity of the default site. Site.DoesNotExist: it is not made yet."""
        return cls.for_site(Site.objects.get(is_default_site=True))

    @property
    def dits(self) -> mots.DitsDeLaVille:
        """What the town's sentences are made with."""
        article = mots.Article(self.service_article)
        return mots.DitsDeLaVille(
            service=mots.Nom(self.service, article),
            perimetre=EN_PHRASE[Perimetre(self.perimetre)],
            adresse=self.adresse,
            courriel=self.courriel,
            telephone=self.telephone,
            tribunal=self.tribunal,
        )

    def clean(self) -> None:
        """The town's colours must stay readable (WCAG 1.4.3); raises ValidationError naming the
        ratio. Its names hold no sign of a tag."""
        super().clean()
        noms = {champ: dire_un_chevron(getattr(self, champ)) for champ in _NOMS}
        erreurs = {champ: phrase for champ, phrase in noms.items() if phrase}
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
