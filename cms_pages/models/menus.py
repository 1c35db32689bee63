"""What canteens serve, week by week, and what the town declares of what it buys."""

from datetime import date
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models.champs import un_compte
from famille.socle.dire import en_lettres
from reservations.models import Structure


class MenuQuerySet(models.QuerySet):
    def publies(self) -> "MenuQuerySet":
        return self.exclude(publie_le=None)


class Menu(models.Model):
    """A week of meals, of one restaurant or of all (`restaurant` None). Families read it once it is
    published; a week of a restaurant of its own stands in place of that of all."""

    lundi = models.DateField("semaine du")
    restaurant = models.ForeignKey(
        Structure,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="menus",
        help_text="Vide : tous les restaurants.",
    )
    publie_le = models.DateTimeField("publié le", null=True, blank=True)
    modifie_le = models.DateTimeField("modifié le", default=timezone.now)
    modifie_par = un_compte()

    objects = MenuQuerySet.as_manager()

    class Meta:
        verbose_name = "menu"
        ordering = ["-lundi", "restaurant__nom"]
        constraints = [
            models.UniqueConstraint(fields=["lundi", "restaurant"], name="menu_une_fois"),
            models.UniqueConstraint(
                fields=["lundi"], condition=Q(restaurant=None), name="menu_de_tous_une_fois"
            ),
        ]

    def __str__(self) -> str:
        return f"Semaine du {en_lettres(self.lundi)}, {self.lieu}"

    @property
    def lieu(self) -> str:
        return str(self.restaurant) if self.restaurant else "tous les restaurants"


class PlatDuMenu(models.Model):
    """`rubrique`: "Entrée", "Plat"… as the table says it. `allergenes`: codes of
    famille.regles.repas; `labels`: codes of cms_pages.menus.regles."""

    menu = models.ForeignKey(Menu, on_delete=models.CASCADE, related_name="plats")
    jour = models.DateField()
    ordre = models.PositiveSmallIntegerField()
    rubrique = models.CharField(max_length=40, blank=True)
    nom = models.CharField(max_length=160)
    allergenes = models.JSONField(default=list, blank=True)
    labels = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = "plat d’un menu"
        verbose_name_plural = "plats des menus"
        ordering = ["jour", "ordre"]
        constraints = [
            models.UniqueConstraint(fields=["menu", "jour", "ordre"], name="plat_a_sa_place")
        ]

    def __str__(self) -> str:
        return self.nom


def _valeur(libelle: str, *, exigee: bool = False) -> models.DecimalField:
    return models.DecimalField(
        libelle,
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=not exigee,
        validators=[MinValueValidator(Decimal(0))],
    )


class BilanEgalim(models.Model):
    """What a year of purchases was, in euros without tax: the columns of the yearly declaration on
    "ma cantine" (cms_pages.menus.egalim.COLONNES), under shorter names."""

    annee = models.PositiveSmallIntegerField("année", unique=True)
    siret = models.CharField("SIRET de la cantine", max_length=14)
    totale = _valeur("Valeur totale des achats", exigee=True)
    bio = _valeur("Produits bio", exigee=True)
    bio_equitable = _valeur("dont bio et commerce équitable")
    siqo = _valeur("Produits SIQO, hors bio (label rouge, AOP, IGP…)", exigee=True)
    externalites = _valeur("Externalités environnementales ou performance")
    autres = _valeur("Autres achats EGAlim (HVE, pêche durable, fermier…)", exigee=True)
    autres_equitable = _valeur("dont commerce équitable, hors bio")
    viandes = _valeur("Viandes et volailles", exigee=True)
    viandes_egalim = _valeur("Viandes et volailles EGAlim", exigee=True)
    viandes_france = _valeur("Viandes et volailles d’origine France")
    poissons = _valeur("Poissons et produits aquatiques", exigee=True)
    poissons_egalim = _valeur("Poissons et produits aquatiques EGAlim", exigee=True)
    poissons_france = _valeur("Poissons et produits aquatiques d’origine France")
    fruits_france = _valeur("Fruits et légumes d’origine France")
    charcuterie_france = _valeur("Charcuterie d’origine France")
    laitiers_france = _valeur("Produits laitiers, beurre et œufs d’origine France")
    boulangerie_france = _valeur("Boulangerie et pâtisserie d’origine France")
    boissons_france = _valeur("Boissons d’origine France")
    epicerie_france = _valeur("Autres produits d’origine France")
    publie = models.BooleanField("affiché aux familles", default=False)
    modifie_le = models.DateTimeField("modifié le", default=timezone.now)
    modifie_par = un_compte()

    class Meta:
        verbose_name = "bilan des achats"
        verbose_name_plural = "bilans des achats"
        ordering = ["-annee"]

    def __str__(self) -> str:
        return f"Achats de {self.annee}"


def lundi_de(jour: date) -> date:
    """The Monday of its week."""
    return date.fromordinal(jour.toordinal() - jour.weekday())
