"""Money received, or about to be (D15). A payment is one attempt, by whatever means."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from famille.models.champs import un_compte
from famille.models.foyer import Foyer, Responsable
from famille.models.utilisateur import Utilisateur

from .credit import LotRemboursement
from .facture import Facture
from .mandat import MandatSEPA, RemiseSEPA


class PaiementQuerySet(models.QuerySet):
    def de(self, utilisateur: Utilisateur) -> "PaiementQuerySet":
        """The payments of the account's households: the one door of the family's view (D11). Of a
        household that its adult has left, what it had paid by then, and what he pays himself."""
        adultes = Responsable.objects.filter(utilisateur=utilisateur)
        paye_le = ExpressionWrapper(OuterRef("paye_le"), output_field=models.DateTimeField())
        de_ses_jours = adultes.partis_avec_leurs_papiers().filter(
            Q(fin__gte=TruncDate(paye_le)) | Q(utilisateur=OuterRef("par")), foyer=OuterRef("foyer")
        )
        return (
            self.aux_familles()
            .filter(foyer__in=adultes.qui_lisent_leurs_factures().values("foyer"))
            .filter(Q(foyer__in=adultes.actuels().values("foyer")) | Exists(de_ses_jours))
        )

    def aux_familles(self) -> "PaiementQuerySet":
        """Without what somebody else has paid in the household's place."""
        d_un_tiers = PartPaiement.objects.filter(
            paiement=OuterRef("pk"), facture__payeur__isnull=False
        )
        return self.filter(~Exists(d_un_tiers))

    def payes(self) -> "PaiementQuerySet":
        return self.filter(etat=Paiement.Etat.PAYE)

    def a_interroger(self, maintenant: datetime) -> "PaiementQuerySet":
        """Online attempts whose result is to be asked again, the longest due first."""
        return self.filter(prochaine_question_le__lte=maintenant).order_by(
            "prochaine_question_le", "pk"
        )

    def notifies(self) -> "PaiementQuerySet":
        """The payments of which the provider has notified a change, the oldest first."""
        return self.filter(notifie_le__isnull=False).order_by("notifie_le", "pk")

    def expires(self, maintenant: datetime) -> "PaiementQuerySet":
        """Online attempts without an answer after 20 minutes: they give their invoices back."""
        return self.filter(etat=Paiement.Etat.OUVERT, expire_le__lte=maintenant)

    def jamais_partis(self, avant: datetime) -> "PaiementQuerySet":
        """Online attempts begun before this moment whose provider's page nobody has seen."""
        en_ligne = self.filter(
            etat=Paiement.Etat.OUVERT, moyen=Paiement.Moyen.EN_LIGNE, identifiant=""
        )
        return en_ligne.filter(ouvert_le__lte=avant)

    def a_verifier(self) -> "PaiementQuerySet":
        """What only the régisseur can settle."""
        return self.filter(etat=Paiement.Etat.A_VERIFIER)


class Paiement(models.Model):
    """One attempt and its fate; `famille.regles.paiement` says which state may follow which.
    `reference`: ours; `identifiant`: the provider's. `recu`: kept as it was said (D1). Euros."""

    class Moyen(models.TextChoices):
        EN_LIGNE = "en-ligne", "Paiement en ligne"
        PRELEVEMENT = "prelevement", "Prélèvement automatique"
        ESPECES = "especes", "Espèces"
        CARTE = "carte", "Carte bancaire au guichet"
        CHEQUE = "cheque", "Chèque"
        CESU = "cesu", "CESU"
        CHEQUE_VACANCES = "cheque-vacances", "Chèque-vacances"
        VIREMENT = "virement", "Virement"

    class Etat(models.TextChoices):
        OUVERT = "ouvert", "En cours"
        PAYE = "paye", "Payé"
        REFUSE = "refuse", "Refusé"
        ABANDONNE = "abandonne", "Abandonné"
        EXPIRE = "expire", "Sans réponse"
        A_VERIFIER = "a-verifier", "À vérifier par la régie"
        REJETE = "rejete", "Rejeté par la banque"
        ANNULE = "annule", "Annulé par la régie"

    foyer = models.ForeignKey(Foyer, on_delete=models.PROTECT, related_name="paiements")
    reference = models.CharField("référence", max_length=30, unique=True)
    moyen = models.CharField(max_length=16, choices=Moyen)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.OUVERT)
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    par = un_compte()
    ouvert_le = models.DateTimeField("commencé le", default=timezone.now)
    expire_le = models.DateTimeField("place tenue jusqu’à", null=True, blank=True)
    paye_le = models.DateTimeField("payé le", null=True, blank=True)
    identifiant = models.CharField(max_length=64, blank=True, db_index=True)
    adresse = models.URLField("page de paiement", max_length=500, blank=True)
    code = models.CharField("code du prestataire", max_length=10, blank=True)
    autorisation = models.CharField("numéro d’autorisation", max_length=40, blank=True)
    # how many times the result was asked on schedule
    questions = models.PositiveSmallIntegerField(default=0)
    prochaine_question_le = models.DateTimeField(null=True, blank=True, db_index=True)
    # The provider says that something happened, and nobody has asked what since. One index entry
    # while it lasts.
    notifie_le = models.DateTimeField(null=True, blank=True)
    piece = models.CharField("numéro du chèque, du titre ou du ticket", max_length=60, blank=True)
    banque = models.CharField(max_length=60, blank=True)  # these two of a cheque
    tireur = models.CharField("nom sur le chèque", max_length=120, blank=True)
    trop_percu = models.DecimalField("trop-perçu", max_digits=10, decimal_places=2, default=0)
    remise = models.ForeignKey(
        RemiseSEPA, on_delete=models.PROTECT, null=True, blank=True, related_name="paiements"
    )
    mandat = models.ForeignKey(
        MandatSEPA, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # the form it was typed in: sent twice, it is one payment
    saisie = models.UUIDField(null=True, unique=True)
    numero_recu = models.CharField("reçu", max_length=20, unique=True, null=True, blank=True)
    recu = models.JSONField(default=dict)

    objects = PaiementQuerySet.as_manager()

    class Meta:
        verbose_name = "paiement"
        ordering = ["-ouvert_le", "-pk"]
        permissions = [("encaisser_paiement", "Peut encaisser au guichet et tenir la régie")]
        indexes = [
            models.Index(
                fields=["notifie_le"],
                condition=Q(notifie_le__isnull=False),
                name="paiement_notifie",
            ),
            models.Index(fields=["id"], condition=Q(etat="a-verifier"), name="paiement_a_verifier"),
            # the last ones of a day, at the counter
            models.Index(
                fields=["-paye_le", "-id"], condition=Q(etat="paye"), name="paiement_par_jour"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(montant__gt=0), name="paiement_positif"),
            models.CheckConstraint(
                condition=~Q(etat="paye") | Q(paye_le__isnull=False), name="paiement_paye_est_date"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def en_ligne(self) -> bool:
        return self.moyen == self.Moyen.EN_LIGNE

    @property
    def paye(self) -> bool:
        return self.etat == self.Etat.PAYE


AU_GUICHET = (
    *(Paiement.Moyen.ESPECES, Paiement.Moyen.CARTE, Paiement.Moyen.CHEQUE, Paiement.Moyen.CESU),
    *(Paiement.Moyen.CHEQUE_VACANCES, Paiement.Moyen.VIREMENT),
)


class PartPaiementQuerySet(models.QuerySet):
    def qui_tiennent(self) -> "PartPaiementQuerySet":
        """What forbids to pay their invoice another way: a live attempt, or a payment that the
        régisseur has to settle (which is not `vive` when it came late, over another attempt)."""
        return self.filter(Q(vive=True) | Q(paiement__etat=Paiement.Etat.A_VERIFIER))

    def tenues_de(self, factures: Iterable[Facture]) -> set[int]:
        """The keys of these invoices that one of them holds."""
        tiennent = self.qui_tiennent().filter(facture__in=factures)
        return set(tiennent.values_list("facture", flat=True))


class PartPaiement(models.Model):
    """What a payment pays of one invoice. `vive`: it holds it, alone in the database (D15)."""

    paiement = models.ForeignKey(Paiement, on_delete=models.CASCADE, related_name="parts")
    facture = models.ForeignKey(Facture, on_delete=models.PROTECT, related_name="parts")
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    vive = models.BooleanField(default=False)

    objects = PartPaiementQuerySet.as_manager()

    class Meta:
        verbose_name = "part d’un paiement"
        verbose_name_plural = "parts d’un paiement"
        constraints = [
            models.UniqueConstraint(fields=["paiement", "facture"], name="part_une_fois"),
            models.UniqueConstraint(
                fields=["facture"], condition=Q(vive=True), name="une_tentative_vive_par_facture"
            ),
            models.CheckConstraint(condition=Q(montant__gt=0), name="part_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.facture} : {self.montant}"

    @property
    def montant_retire(self) -> Decimal:
        """As it is taken off what is owed."""
        return -self.montant


class PassagePaiement(models.Model):
    """One change of a payment's state, and why. Never updated."""

    paiement = models.ForeignKey(Paiement, on_delete=models.CASCADE, related_name="passages")
    de = models.CharField(max_length=10, blank=True)
    vers = models.CharField(max_length=10)
    le = models.DateTimeField(default=timezone.now)
    par = un_compte()
    motif = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "passage d’un paiement"
        verbose_name_plural = "passages d’un paiement"
        ordering = ["pk"]
        indexes = [models.Index(fields=["le"], name="passage_par_jour")]

    def __str__(self) -> str:
        return f"{self.de} → {self.vers}"

    @property
    def dit(self) -> str:
        """Why, or else what it became, in words."""
        return self.motif or Paiement.Etat(self.vers).label


class RemboursementQuerySet(models.QuerySet):
    def faits(self) -> "RemboursementQuerySet":
        """The refunds that count: not those of an abandoned lot."""
        return self.filter(annule_le=None)


class Remboursement(models.Model):
    """What was received beyond an invoice and is given back: by hand, or in a lot, to the account
    of `mandat` when it is a transfer. `annule_le`: the sum is the household's again."""

    facture = models.ForeignKey(Facture, on_delete=models.PROTECT, related_name="remboursements")
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    comment = models.CharField("comment il est rendu", max_length=200)
    lot = models.ForeignKey(
        LotRemboursement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="remboursements",
    )
    mandat = models.ForeignKey(
        MandatSEPA, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)
    le = models.DateTimeField(default=timezone.now)
    par = un_compte()

    objects = RemboursementQuerySet.as_manager()

    class Meta:
        verbose_name = "remboursement"
        ordering = ["-le", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(montant__gt=0), name="remboursement_positif")
        ]

    def __str__(self) -> str:
        return f"{self.facture} : {self.montant}"

    @property
    def dit(self) -> str:
        """What its family reads; its lot was read with it."""
        if self.lot is None:
            return "Trop-perçu rendu par la régie"
        if self.lot.etat == LotRemboursement.Etat.PREPARE:
            return "Trop-perçu, remboursement en préparation"
        if self.lot.genre == LotRemboursement.Genre.VIREMENTS:
            return "Trop-perçu remboursé par virement"
        return "Trop-perçu, remboursement demandé au comptable public"
