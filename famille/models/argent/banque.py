"""What the bank gives back, line by line, and what became of each (D16)."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models.champs import un_compte
from famille.models.foyer import Foyer

from .facture import Facture
from .paiement import Paiement, Remboursement


class RetourBancaire(models.Model):
    """One message of a file of the bank. The file itself is not kept: it names accounts. `cle`:
    what makes it the same message again (kind, account, its own number)."""

    class Genre(models.TextChoices):
        COMPTE_RENDU = "pain.002", "Compte rendu de remise"
        RELEVE = "camt.053", "Relevé de compte"
        AVIS = "camt.054", "Avis d’opérations"

    genre = models.CharField(max_length=8, choices=Genre)
    cle = models.CharField(max_length=64, unique=True)  # SHA-256
    identifiant = models.CharField("numéro chez la banque", max_length=70)
    nom_du_fichier = models.CharField("fichier", max_length=160)
    cree_le = models.DateTimeField("déposé le", default=timezone.now)
    par = un_compte()

    class Meta:
        verbose_name = "retour de la banque"
        verbose_name_plural = "retours de la banque"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {self.identifiant}"


class LigneBancaireQuerySet(models.QuerySet):
    def sures(self) -> "LigneBancaireQuerySet":
        """The lines that one press applies."""
        return self.filter(etat=LigneBancaire.Etat.SURE)

    def a_rapprocher(self) -> "LigneBancaireQuerySet":
        """The lines that an agent must match by hand."""
        return self.filter(etat=LigneBancaire.Etat.A_RAPPROCHER)

    def en_attente(self) -> "LigneBancaireQuerySet":
        return self.filter(etat__in=[LigneBancaire.Etat.SURE, LigneBancaire.Etat.A_RAPPROCHER])

    def avec_foyers(self) -> "LigneBancaireQuerySet":
        """For `LigneBancaire.foyers`."""
        return self.select_related("paiement__foyer").prefetch_related("factures__foyer")


class LigneBancaire(models.Model):
    """`montant`: euros, always positive; `credit`: received by the régie. `reference`: the
    end-to-end one. `cle`, `empreinte`: by which the line is known in another file
    (`regie.banque.messages`). `pourquoi`: the sentence of its state. No account number is kept;
    they go with the invoices of their years (`donnees.purge_comptable`)."""

    class Nature(models.TextChoices):
        REJET = "rejet", "Prélèvement refusé"
        VIREMENT = "virement", "Virement reçu"
        ENCAISSEMENT = "encaissement", "Prélèvement encaissé"
        RENDU = "rendu", "Remboursement revenu"
        AUTRE = "autre", "Autre opération"

    class Etat(models.TextChoices):
        SURE = "sure", "Prête à appliquer"
        A_RAPPROCHER = "a-rapprocher", "À rapprocher"
        FAITE = "faite", "Appliquée"
        DEJA = "deja", "Déjà connue"
        ECARTEE = "ecartee", "Mise de côté"
        SANS_SUITE = "sans-suite", "Sans suite à donner"

    retour = models.ForeignKey(RetourBancaire, on_delete=models.CASCADE, related_name="lignes")
    nature = models.CharField(max_length=12, choices=Nature)
    credit = models.BooleanField("reçu par la régie")
    montant = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    jour = models.DateField(null=True)
    reference = models.CharField("référence", max_length=35, blank=True, db_index=True)
    code = models.CharField("code de la banque", max_length=35, blank=True)
    donneur = models.CharField("de la part de", max_length=140, blank=True)
    libelle = models.CharField("libellé", max_length=300, blank=True)
    cle = models.CharField(max_length=80, db_index=True)
    empreinte = models.CharField(max_length=16, blank=True, db_index=True)
    etat = models.CharField("état", max_length=12, choices=Etat)
    pourquoi = models.CharField(max_length=300, blank=True)
    paiement = models.ForeignKey(
        Paiement, on_delete=models.SET_NULL, null=True, blank=True, related_name="lignes_bancaires"
    )
    remboursement = models.ForeignKey(
        Remboursement, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    factures = models.ManyToManyField(Facture, blank=True, related_name="+")
    traitee_le = models.DateTimeField("traitée le", null=True, blank=True)
    traitee_par = un_compte(blank=True)

    objects = LigneBancaireQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de la banque"
        verbose_name_plural = "lignes de la banque"
        ordering = ["retour", "pk"]
        indexes = [
            models.Index(
                fields=["etat"],
                condition=Q(etat__in=["sure", "a-rapprocher"]),
                name="ligne_bancaire_en_attente",
            )
        ]

    @property
    def somme(self) -> Decimal | None:
        """As it is read: received, or taken back; None where the bank says none."""
        if self.montant is None:
            return None
        return self.montant if self.credit else -self.montant

    @property
    def foyers(self) -> list[Foyer]:
        """The households whose invoices or payment it names, by their numbers."""
        lus = {facture.foyer for facture in self.factures.all()}
        if self.paiement:
            lus.add(self.paiement.foyer)
        return sorted(lus, key=lambda foyer: foyer.numero)

    def __str__(self) -> str:
        return f"{self.get_nature_display()}, {self.reference or self.libelle or self.cle}"
