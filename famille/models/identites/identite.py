"""The civil identity of an adult: what FranceConnect says, what the CAF is asked by."""

from django.db import models
from django.utils import timezone

from famille.models.champs import TexteChiffre, un_compte
from famille.models.foyer import Responsable
from famille.models.utilisateur import Utilisateur
from famille.regles.identite import EtatCivil, separer_les_prenoms
from famille.socle.chiffrement import IDENTITE

VOIR_L_IDENTITE = "famille.view_identitepivot"
CHANGER_L_IDENTITE = "famille.change_identitepivot"


class IdentitePivotQuerySet(models.QuerySet):
    def de(self, utilisateur: Utilisateur) -> "IdentitePivotQuerySet":
        """Her own, in each of her households: nobody reads another adult's."""
        siens = Responsable.objects.actuels().filter(utilisateur=utilisateur)
        return self.filter(responsable__in=siens)


class IdentitePivot(models.Model):
    """One an adult of a household. Encrypted, and searched by `empreinte` alone: a seal of the name
    at birth and of the date (famille.dossier.identites.lecture)."""

    class Origine(models.TextChoices):
        PARENT = "parent", "Écrite par la personne"
        AGENT = "agent", "Écrite par un agent"
        FRANCECONNECT = "franceconnect", "Donnée par FranceConnect"
        REPRISE = "reprise", "Reprise d’un fichier"

    _DITES = {
        Origine.PARENT: "donné par la personne",
        Origine.AGENT: "écrit par un agent",
        Origine.FRANCECONNECT: "donné par FranceConnect",
        Origine.REPRISE: "repris d’un fichier",
    }

    class Sexe(models.TextChoices):
        FEMININ = "female", "Féminin"
        MASCULIN = "male", "Masculin"

    responsable = models.OneToOneField(
        Responsable, on_delete=models.CASCADE, related_name="identite"
    )
    nom = TexteChiffre("nom de naissance", usage=IDENTITE, max_length=200, blank=True)
    prenoms = TexteChiffre("prénoms", usage=IDENTITE, max_length=300, blank=True)  # by commas
    sexe = TexteChiffre(usage=IDENTITE, max_length=8, choices=Sexe, blank=True)
    naissance = TexteChiffre("date de naissance", usage=IDENTITE, max_length=10)
    lieu = TexteChiffre("commune de naissance", usage=IDENTITE, max_length=5, blank=True)
    pays = TexteChiffre("pays de naissance", usage=IDENTITE, max_length=5)
    empreinte = models.CharField(max_length=64, db_index=True, editable=False)
    origine = models.CharField(max_length=13, choices=Origine)
    # whoever has written it since: an agent or a file of the town had said her birth
    de_la_ville = models.BooleanField("connue de la ville", db_default=False, default=False)
    le = models.DateTimeField(default=timezone.now)
    par = un_compte()

    objects = IdentitePivotQuerySet.as_manager()

    class Meta:
        verbose_name = "identité d’état civil"
        verbose_name_plural = "identités d’état civil"
        default_permissions = ("view", "change")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Identité {self.pk}"

    @property
    def origine_dite(self) -> str:
        """After "État civil", in the history of the household."""
        return self._DITES[self.Origine(self.origine)]

    @property
    def dite(self) -> EtatCivil:
        """As it is compared. Illisible: no key of this site wrote it."""
        return EtatCivil(
            nom=self.nom,
            prenoms=separer_les_prenoms(f"{self.prenoms},"),
            sexe=self.sexe,
            naissance=self.naissance,
            lieu=self.lieu,
            pays=self.pays,
        )
