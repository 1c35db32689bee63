"""Titres for the Treasury (PES v2) and what came back (docs/comprendre/tresorerie.md)."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from famille.models.champs import un_compte

from .recouvrement import CreanceTransmise, EtatNominatif


class BordereauTresor(models.Model):
    """One file for the Treasury: its titres. `entete`: a copy of what the town had written, so that
    the file is always the same. `numero` is given back (None) when the Treasury never had it, so
    that a year's numbers have no hole: hence one on its way of a kind at a time."""

    class Genre(models.TextChoices):
        TITRES = "01", "Titres de recette"
        ANNULATIONS = "02", "Titres d’annulation"
        ROLE = "06", "Rôle (ORMC)"

    class Etat(models.TextChoices):
        PREPARE = "prepare", "Prêt à envoyer"
        ENVOYE = "envoye", "Envoyé, sans réponse"
        ACCEPTE = "accepte", "Accepté"
        REFUSE = "refuse", "Refusé"
        ABANDONNE = "abandonne", "Abandonné"

    genre = models.CharField(max_length=2, choices=Genre)
    exercice = models.PositiveSmallIntegerField()
    numero = models.PositiveIntegerField("numéro", null=True)
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.PREPARE)
    emis_le = models.DateField("émis le")
    montant = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    nombre = models.PositiveIntegerField(default=0)
    entete = models.JSONField(default=dict)
    fichier = models.CharField("fichier", max_length=100)
    etat_nominatif = models.OneToOneField(
        EtatNominatif, on_delete=models.SET_NULL, null=True, related_name="bordereau"
    )
    cree_le = models.DateTimeField("préparé le", default=timezone.now)
    par = un_compte()
    telecharge_le = models.DateTimeField("téléchargé le", null=True, blank=True)
    telecharge_par = un_compte(blank=True)
    envoye_le = models.DateTimeField("envoyé le", null=True, blank=True)
    envoye_par = un_compte(blank=True)
    fini_le = models.DateTimeField("réponse notée le", null=True, blank=True)
    fini_par = un_compte(blank=True)
    pourquoi = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "bordereau de titres"
        verbose_name_plural = "bordereaux de titres"
        ordering = ["-cree_le", "-pk"]
        permissions = [("titrer_bordereautresor", "Peut envoyer des titres à la trésorerie")]
        constraints = [
            models.UniqueConstraint(
                fields=["genre", "exercice", "numero"], name="un_numero_de_bordereau"
            ),
            models.UniqueConstraint(
                fields=["genre"],
                condition=Q(etat__in=["prepare", "envoye"]),
                name="un_bordereau_en_route_par_genre",
            ),
        ]

    def __str__(self) -> str:
        numero = f"n° {self.numero}" if self.numero else "sans numéro"
        return f"{self.get_genre_display()} {numero} de {self.exercice}"

    @property
    def en_route(self) -> bool:
        return self.etat in (self.Etat.PREPARE, self.Etat.ENVOYE)


class TitreTresor(models.Model):
    """What one debtor owes, or what is taken off it. `debiteur`: a copy of his name and address,
    never rewritten. `dette`: its number for an ORMC. `refuse_le`: the Treasury sent it back."""

    bordereau = models.ForeignKey(BordereauTresor, on_delete=models.CASCADE, related_name="titres")
    numero = models.PositiveIntegerField("numéro")
    dette = models.PositiveBigIntegerField("numéro de la dette", null=True, blank=True)
    responsable = models.ForeignKey(
        "famille.Responsable", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    debiteur = models.JSONField("débiteur", default=dict)
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    origine = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="annulations"
    )
    refuse_le = models.DateTimeField("refusé le", null=True, blank=True)
    pourquoi = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "titre"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(fields=["bordereau", "numero"], name="un_numero_de_titre"),
            models.CheckConstraint(condition=Q(montant__gt=0), name="titre_positif"),
        ]

    def __str__(self) -> str:
        return f"Titre n° {self.numero} de {self.bordereau.exercice}"


class LigneTitre(models.Model):
    """A part of a debt, by its imputation. `origine`: of an annulation, the line that it takes off;
    `annule`: what has been taken off this one, asked of the Treasury or noted."""

    titre = models.ForeignKey(TitreTresor, on_delete=models.CASCADE, related_name="lignes")
    rang = models.PositiveSmallIntegerField()
    creance = models.ForeignKey(CreanceTransmise, on_delete=models.CASCADE, related_name="lignes")
    objet = models.CharField(max_length=160)
    produit = models.CharField(max_length=4)
    nature = models.CharField(max_length=12)
    fonction = models.CharField(max_length=10, blank=True)
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    annule = models.DecimalField("annulé", max_digits=10, decimal_places=2, default=0)
    origine = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="annulations"
    )

    class Meta:
        verbose_name = "ligne de titre"
        verbose_name_plural = "lignes de titre"
        ordering = ["titre", "rang"]
        constraints = [
            models.UniqueConstraint(fields=["titre", "rang"], name="un_rang_par_ligne_de_titre"),
            models.CheckConstraint(
                condition=Q(montant__gt=0, annule__gte=0, annule__lte=F("montant")),
                name="ligne_de_titre_annulee_au_plus",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.titre}, ligne {self.rang}"


class ReponseTresor(models.Model):
    """A file of the Treasury, read once and not kept. `cle`: SHA-256 of what it says."""

    class Genre(models.TextChoices):
        ACQUIT = "acquit", "Accusé de réception (PES ACQUIT)"
        RETOUR = "retour", "Suivi des titres (PES Retour)"

    genre = models.CharField(max_length=6, choices=Genre)
    cle = models.CharField(max_length=64, unique=True)
    fichier = models.CharField(max_length=160)
    cree_le = models.DateTimeField("déposé le", default=timezone.now)
    par = un_compte()

    class Meta:
        verbose_name = "réponse de la trésorerie"
        verbose_name_plural = "réponses de la trésorerie"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_genre_display()}, {self.fichier}"


class LigneReponse(models.Model):
    """One thing that it says, and what became of it."""

    class Suite(models.TextChoices):
        FAITE = "faite", "Faite"
        DEJA = "deja", "Déjà connue"
        A_VOIR = "a-voir", "À voir"
        VUE = "vue", "Vue"

    reponse = models.ForeignKey(ReponseTresor, on_delete=models.CASCADE, related_name="lignes")
    bordereau = models.ForeignKey(
        BordereauTresor, on_delete=models.SET_NULL, null=True, related_name="reponses"
    )
    titre = models.ForeignKey(
        TitreTresor, on_delete=models.SET_NULL, null=True, related_name="reponses"
    )
    quoi = models.CharField(max_length=120)
    dit = models.CharField(max_length=600)
    suite = models.CharField(max_length=6, choices=Suite)

    class Meta:
        verbose_name = "ligne d’une réponse de la trésorerie"
        verbose_name_plural = "lignes des réponses de la trésorerie"
        ordering = ["reponse", "pk"]
        indexes = [
            models.Index(
                fields=["suite"], condition=Q(suite="a-voir"), name="ligne_de_reponse_a_voir"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quoi} : {self.dit}"
