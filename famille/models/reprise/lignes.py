"""What a file says, before it is written; and the keys by which a later file is recognised."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models.champs import JSONChiffre, un_compte
from famille.models.enfant import Enfant
from famille.models.foyer import Foyer, Responsable
from famille.regles.doublons import Ressemblance
from famille.socle.chiffrement import REPRISE

from .reprise import Reprise


class LigneDeReprise(models.Model):
    """One thing that a file tells: a household, an adult, a child, a link, a quotient… (`sujet`,
    famille.mouvements.reprise.declaration). Told by several lines of the file, it is one row.
    `cle`: the file's own key of it, or one made of what it says. `bloc`: what likely duplicates
    share: a day of birth. `resultat`: what the import made of it; "": not yet. Gone once all of the
    file is."""

    class Resultat(models.TextChoices):
        CREEE = "creee", "Créé"
        CHANGEE = "changee", "Mis à jour"
        IDENTIQUE = "pareil", "Inchangé"
        REFUSEE = "refusee", "Refusé"

    reprise = models.ForeignKey(Reprise, on_delete=models.CASCADE, related_name="lignes")
    sujet = models.CharField(max_length=20)
    cle = models.CharField("clé", max_length=64)
    tableau = models.PositiveSmallIntegerField(default=0)
    numero = models.PositiveIntegerField("ligne", default=0)
    bloc = models.CharField(max_length=64, blank=True)
    donnees = JSONChiffre("données", usage=REPRISE, default=dict)
    resultat = models.CharField("résultat", max_length=8, choices=Resultat, blank=True)

    class Meta:
        verbose_name = "ligne de reprise"
        verbose_name_plural = "lignes de reprise"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reprise", "sujet", "cle"], name="ligne_de_reprise_unique"
            )
        ]
        indexes = [
            models.Index(fields=["reprise", "sujet", "bloc"], name="ligne_reprise_bloc"),
            models.Index(
                fields=["reprise", "sujet", "resultat", "id"], name="ligne_reprise_a_faire"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sujet}, ligne {self.numero}"


class FauteDeReprise(models.Model):
    """What is wrong in a line. `bloque`: the line is left out. Never what the cell held."""

    reprise = models.ForeignKey(Reprise, on_delete=models.CASCADE, related_name="fautes")
    tableau = models.PositiveSmallIntegerField(default=0)
    numero = models.PositiveIntegerField("ligne")
    colonne = models.CharField(max_length=80, blank=True)
    raison = models.CharField(max_length=300)
    bloque = models.BooleanField(default=True)

    class Meta:
        verbose_name = "faute de reprise"
        verbose_name_plural = "fautes de reprise"
        ordering = ["tableau", "numero", "pk"]

    def __str__(self) -> str:
        return f"ligne {self.numero} : {self.raison}"


class DoublonDeReprise(models.Model):
    """Somebody of the file who may be known already. `choix`: an agent's; without, two persons."""

    class Choix(models.TextChoices):
        MEME = "meme", "La même personne"
        AUTRE = "autre", "Une autre personne"

    reprise = models.ForeignKey(Reprise, on_delete=models.CASCADE, related_name="doublons")
    # its lines go after it: thousands in one statement
    ligne = models.ForeignKey(LigneDeReprise, on_delete=models.DO_NOTHING, related_name="+")
    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, null=True, related_name="+")
    adulte = models.ForeignKey(Responsable, on_delete=models.CASCADE, null=True, related_name="+")
    autre = models.ForeignKey(
        LigneDeReprise, on_delete=models.DO_NOTHING, null=True, related_name="+"
    )
    noms = models.PositiveSmallIntegerField("ressemblance des noms, en %", default=0)
    preuves = models.JSONField(default=list)  # keys of famille.regles.doublons.PHRASES
    poids = models.PositiveSmallIntegerField(default=0)
    choix = models.CharField(max_length=5, choices=Choix, blank=True)
    choisi_par = un_compte()

    class Meta:
        verbose_name = "doublon de reprise"
        verbose_name_plural = "doublons de reprise"
        ordering = ["-poids", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["ligne", nom], name=f"doublon_de_reprise_{nom}")
            for nom in ("enfant", "adulte", "autre")
        ]

    def __str__(self) -> str:
        return f"doublon de la {self.ligne}"

    @property
    def ressemblance(self) -> Ressemblance:
        return Ressemblance(self.noms, tuple(self.preuves))


class CleEtrangere(models.Model):
    """What a thing of another software has become here: the next file of the same `source` updates
    it instead of making it again. `foyer`, `adulte`, `enfant`: whom it is, or is about; `objet`:
    the key of the row itself. `dit`: a short print of each value that the file gave: what it says
    anew is written, and what a family has changed here since is left.
    """

    source = models.CharField(max_length=60)
    sujet = models.CharField(max_length=20)
    cle = models.CharField("clé", max_length=64)
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, null=True, related_name="+")
    adulte = models.ForeignKey(Responsable, on_delete=models.CASCADE, null=True, related_name="+")
    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, null=True, related_name="+")
    objet = models.BigIntegerField(null=True)
    dit = JSONChiffre(usage=REPRISE, default=dict)
    le = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "clé d’un autre logiciel"
        verbose_name_plural = "clés d’un autre logiciel"
        constraints = [
            models.UniqueConstraint(fields=["source", "sujet", "cle"], name="cle_etrangere_unique"),
            models.CheckConstraint(
                condition=Q(foyer__isnull=False)
                | Q(adulte__isnull=False)
                | Q(enfant__isnull=False),
                name="cle_etrangere_de_quelqu_un",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.sujet}"
