"""What keeps a child safe: health record, authorisations, who may fetch him (G14, D10)."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from famille.regles.repas import PAR_CODE
from famille.socle.chiffrement import SANTE
from famille.socle.dire import de

from .champs import JSONChiffre, TelephoneChiffre, TexteChiffre, est_illisible, un_compte
from .document import Document
from .enfant import Enfant
from .foyer import Foyer

ILLISIBLE = "Ce qui a été déclaré ne peut plus être lu : à redemander aux parents"
# On a list of children, where the child's own page says more.
FICHE_ILLISIBLE = (
    "Fiche sanitaire illisible : une allergie peut y être notée, demandez-la aux parents"
)


class Allergies(models.Model):
    """What a child does not bear, by kind: a kitchen reads what is eaten, and nothing else.

    `allergenes`: codes of famille.regles.repas. `allergies`: any other food, and what was written
    before the kinds were told apart: a kitchen stays careful of it until somebody sorts it.
    """

    CHAMPS = ("allergenes", "allergies", "allergies_medicaments", "allergies_autres")

    allergenes = JSONChiffre("allergènes", usage=SANTE, default=list, blank=True)
    allergies = TexteChiffre(usage=SANTE, max_length=300, blank=True)
    allergies_medicaments = TexteChiffre(
        "allergies à un médicament", usage=SANTE, max_length=300, blank=True
    )
    allergies_autres = TexteChiffre("autres allergies", usage=SANTE, max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def a_table(self) -> str:
        """What he does not bear on his plate; "" for nothing said."""
        coches = [PAR_CODE[code].court for code in self.allergenes if code in PAR_CODE]
        return ", ".join([*coches, *([self.allergies] if self.allergies else [])])

    @property
    def allergies_dites(self) -> list[str]:
        """All of it, a sentence a kind."""
        dites = (
            ("Allergie", self.a_table),
            ("Allergie à un médicament", self.allergies_medicaments),
            ("Autre allergie", self.allergies_autres),
        )
        return [f"{genre} : {dite}" for genre, dite in dites if dite]


class FicheSanitaire(Allergies):
    """A child's health record, true until `valable_jusqu_au`. Both his homes see it.

    Words are neutral: never a religion, never the nature of a handicap. Only those with
    `famille.view_fichesanitaire`, and the directors for the children of their lists, read it; each
    reading is noted (D10). What tells of health is encrypted in the database.
    """

    class Regime(models.TextChoices):
        AUCUN = "aucun", "Aucun régime particulier"
        SANS_PORC = "sans-porc", "Sans porc"
        SANS_VIANDE = "sans-viande", "Sans viande"
        SANS_GLUTEN = "sans-gluten", "Sans gluten"
        AUTRE = "autre", "Autre régime"

    enfant = models.OneToOneField(Enfant, on_delete=models.CASCADE, related_name="fiche_sanitaire")
    regime = TexteChiffre("régime alimentaire", usage=SANTE, choices=Regime, default=Regime.AUCUN)
    pai = models.BooleanField("projet d’accueil individualisé (PAI)", default=False)
    pai_document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    medecin = TexteChiffre("médecin traitant", usage=SANTE, max_length=120, blank=True)
    medecin_telephone = TelephoneChiffre("téléphone du médecin", usage=SANTE, blank=True)
    vaccins_document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    valable_jusqu_au = models.DateField("valable jusqu’au")
    assurance_compagnie = models.CharField("compagnie d’assurance", max_length=120, blank=True)
    assurance_numero = models.CharField("numéro de contrat", max_length=60, blank=True)
    assurance_fin = models.DateField("assurance valable jusqu’au", null=True, blank=True)
    modifiee_le = models.DateTimeField("mise à jour le", default=timezone.now)
    modifiee_par = un_compte()

    class Meta:
        verbose_name = "fiche sanitaire"
        verbose_name_plural = "fiches sanitaires"

    def __str__(self) -> str:
        return f"Fiche sanitaire {de(self.enfant)}"

    @property
    def illisible(self) -> bool:
        """Whether no key of this site reads it any more: it must never look like an empty one."""
        return est_illisible(self, "regime", *self.CHAMPS, "medecin", "medecin_telephone")

    def lue(self, champ: str) -> Any:
        """What it says of this; "" where no key reads it: a form left so writes nothing over it."""
        return "" if est_illisible(self, champ) else getattr(self, champ)


class SanteDeclaree(Allergies):
    """What a parent has just written of a child's health in a demande that nobody has checked yet:
    shown at once to whoever reads his record, with the same rights and the same trace (D10), and
    gone once the demande is decided or taken back. Only what is new and calls for care: an allergy,
    a diet, a PAI; what is taken off waits for the agent.

    `origine`: the number of the demande. `foyer`: whose demande it is; the other home reads nothing
    of it (D11).
    """

    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="sante_declaree")
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="sante_declaree")
    origine = models.CharField(max_length=14)
    regime = TexteChiffre(
        "régime alimentaire", usage=SANTE, choices=FicheSanitaire.Regime, blank=True
    )
    pai = models.BooleanField("projet d’accueil individualisé (PAI)", default=False)
    le = models.DateTimeField("déclaré le", default=timezone.now)
    par = un_compte()

    class Meta:
        verbose_name = "santé déclarée"
        verbose_name_plural = "santés déclarées"
        ordering = ["le", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["origine", "enfant"], name="sante_declaree_une_fois")
        ]

    def __str__(self) -> str:
        return f"Santé déclarée {de(self.enfant)}"

    @property
    def illisible(self) -> bool:
        """As that of a record."""
        return est_illisible(self, "regime", *self.CHAMPS)

    @property
    def dites(self) -> list[str]:
        """What is declared, each in words; that it cannot be read any more, where it is so."""
        return [ILLISIBLE] if self.illisible else [*self.allergies_dites, *self._autres_dites]

    @property
    def dites_a_table(self) -> list[str]:
        """The part that a kitchen must know."""
        if self.illisible:
            return [ILLISIBLE]
        return [*([f"Allergie : {self.a_table}"] if self.a_table else []), *self._autres_dites]

    @property
    def _autres_dites(self) -> list[str]:
        return [
            *([f"Régime : {self.get_regime_display()}"] if self.regime else []),
            *(["PAI : oui, à vérifier avec les parents"] if self.pai else []),
        ]


class Autorisation(models.Model):
    """What a parent allows or refuses for a child; the latest of a kind is in force."""

    class Genre(models.TextChoices):
        IMAGE = "image", "Droit à l’image"
        SORTIE_SEUL = "sortie-seul", "Partir seul"
        HOSPITALISATION = "hospitalisation", "Soins d’urgence et hospitalisation"
        TRANSPORT = "transport", "Transport pendant les sorties"
        BAIGNADE = "baignade", "Baignade"

    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="autorisations")
    genre = models.CharField(max_length=16, choices=Genre)
    accordee = models.BooleanField("accordée")
    par = un_compte()
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "autorisation"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} : {'oui' if self.accordee else 'non'}"


class ContactFamille(models.Model):
    """Somebody to call, or who may fetch the children, in the order of call."""

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="contacts")
    prenom = models.CharField("prénom", max_length=100)
    nom = models.CharField(max_length=100)
    lien = models.CharField("lien avec les enfants", max_length=60, blank=True)
    telephone = PhoneNumberField("téléphone")
    a_prevenir = models.BooleanField("à prévenir en cas d’urgence", default=True)
    peut_recuperer = models.BooleanField("peut venir chercher l’enfant", default=False)
    ordre = models.PositiveSmallIntegerField("ordre d’appel", default=1)

    class Meta:
        verbose_name = "contact de la famille"
        verbose_name_plural = "contacts de la famille"
        ordering = ["ordre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(a_prevenir=True) | Q(peut_recuperer=True),
                name="contact_sert_a_quelque_chose",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"
