"""What a household owes: invoices and credit notes, each line with its own computation (G4)."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Sum
from django.db.models.functions import Round
from django.utils import timezone

from famille.models.argent.payeur import TiersPayeur
from famille.models.champs import un_compte
from famille.models.enfant import Enfant
from famille.models.foyer import Foyer, Responsable
from famille.models.utilisateur import Utilisateur
from famille.regles.montants import CENTIME, ZERO
from famille.regles.prelevement import prochain_jour_ouvre

from .mandat import MandatSEPA, Service

# The condition of an index: published, and not yet wholly paid.
_DUE: dict[str, Any] = {"etat": "publiee", "genre": "facture", "total__gt": F("regle")}


def _qui_preleve() -> Exists:
    """The mandate that was to pay an invoice, or the one that took its place, if it collects."""
    prevu = OuterRef("mandat")
    actuel = Q(pk=prevu) | Q(remplace=prevu) | Q(remplace__remplace=prevu)
    return Exists(MandatSEPA.objects.prelevables().filter(actuel, foyer=OuterRef("foyer")))


class FactureQuerySet(models.QuerySet):
    def de(self, utilisateur: Utilisateur) -> "FactureQuerySet":
        """The invoices sent to the account's households: the one door of the family's view (D11).
        For a household that the adult has left, only those of his days. Without those that a payer
        pays."""
        adultes = Responsable.objects.filter(utilisateur=utilisateur)
        lignes_d_apres = LigneFacture.objects.filter(
            facture=OuterRef(OuterRef("pk")), jour__gt=OuterRef("fin")
        )
        de_ses_jours = adultes.partis_avec_leurs_papiers().filter(
            ~Exists(lignes_d_apres), foyer=OuterRef("foyer")
        )
        lus = adultes.qui_lisent_leurs_factures().values("foyer")
        return (
            self.publiees()
            .aux_familles()
            .filter(Q(foyer__in=adultes.actuels().values("foyer")) | Exists(de_ses_jours))
            .filter(foyer__in=lus)
        )

    def de_ses_foyers(self, utilisateur: Utilisateur) -> "FactureQuerySet":
        """The invoices of its households of today, which it may pay and ask about."""
        return self.publiees().aux_familles().filter(foyer__in=Foyer.objects.de(utilisateur))

    def aux_familles(self) -> "FactureQuerySet":
        """Without the invoices that a payer pays in the household's place."""
        return self.filter(payeur=None)

    def cherchees(self, texte: str) -> "FactureQuerySet":
        """The invoices found by a part of their number, or by their household."""
        # An "or" across two tables would have every invoice of the town read.
        par_numero = self.filter(numero__contains=texte.strip().upper())
        par_foyer = self.filter(foyer__in=Foyer.objects.cherches(texte).order_by())
        cles = [siennes.order_by().values("pk") for siennes in (par_numero, par_foyer)]
        return self.filter(pk__in=cles[0].union(cles[1]))

    def publiees(self) -> "FactureQuerySet":
        return self.filter(etat=Facture.Etat.PUBLIEE)

    def brouillons(self) -> "FactureQuerySet":
        return self.filter(etat=Facture.Etat.BROUILLON)

    def a_payer(self) -> "FactureQuerySet":
        """What is owed to the régie: published invoices that are not wholly paid, and that the
        Trésor public does not collect; a credit note is never to pay."""
        return self.dues().filter(au_tresor_le=None)

    def dues(self) -> "FactureQuerySet":
        """Published invoices that are not wholly paid, whoever collects them."""
        return self.publiees().filter(genre=Facture.Genre.FACTURE, total__gt=F("regle"))

    def au_tresor(self) -> "FactureQuerySet":
        """Invoices that the Trésor public collects: the régie leaves them alone."""
        return self.dues().filter(au_tresor_le__isnull=False)

    def avec_tenue(self, maintenant: datetime | None = None) -> "FactureQuerySet":
        """Annotate each with `tenue`, the state of the payment that holds it, or None (an online
        attempt holds until its time is over); `annulee`: credit notes have taken off all its lines;
        `refus`: the key of its last debit that the bank sent back, or None; `se_preleve`: its
        mandate, or the one that replaced it, collects."""
        jusqua = Q(parts__paiement__expire_le=None) | Q(
            parts__paiement__expire_le__gt=maintenant or timezone.now()
        )
        tient = Q(parts__paiement__etat="a-verifier") | Q(parts__vive=True) & jusqua
        restent = LigneFacture.objects.filter(facture=OuterRef("pk"), corrigee=False)
        rejete = Q(parts__paiement__etat="rejete", parts__paiement__moyen="prelevement")
        return self.annotate(
            se_preleve=_qui_preleve(),
            tenue=Max("parts__paiement__etat", filter=tient),
            annulee=~Exists(restent),
            refus=Max("parts__paiement", filter=rejete),
        )

    def en_retard(self, jour: date) -> "FactureQuerySet":
        """Invoices to pay whose due date is before `jour` (date), without a payment plan."""
        return self.a_payer().filter(echeance__lt=jour, echeancier=None)

    def libres(self) -> "FactureQuerySet":
        """Invoices that no payment holds (`PartPaiement.qui_tiennent`). Two conditions, each with
        its index: an "or" across both tables would read all the payments of the town."""
        return self.exclude(parts__vive=True).exclude(parts__paiement__etat="a-verifier")

    def trop_percues(self) -> "FactureQuerySet":
        """Invoices for which too much was received: the difference is to be given back."""
        return self.publiees().filter(genre=Facture.Genre.FACTURE, total__lt=F("regle"))

    def non_soldees(self) -> "FactureQuerySet":
        """Published invoices that are not paid exactly: too little, or too much."""
        return self.publiees().filter(genre=Facture.Genre.FACTURE).exclude(total=F("regle"))

    def sommes_dues(self) -> dict[str, Decimal]:
        """The sums owed: `regie`, of which `preleve` is debited, and `tresor`. One query."""
        reste, regie = F("total") - F("regle"), Q(au_tresor_le=None)
        lues = self.dues().aggregate(
            regie=Sum(reste, filter=regie),
            preleve=Sum(reste, filter=regie & Q(_qui_preleve())),
            tresor=Sum(reste, filter=~regie),
        )
        return {nom: (somme or ZERO).quantize(CENTIME) for nom, somme in lues.items()}

    def regler(self, montant: Decimal) -> int:
        """Add `montant` (euros; negative to take it back) to what is paid of these. How many.
        Rounded to whole cents: SQLite adds floats."""
        return self.update(regle=Round(F("regle") + montant, precision=2))

    def reste_du(self) -> Decimal:
        """What is owed to the régie in all."""
        return self.a_payer().somme_due()

    def somme_due(self) -> Decimal:
        """What these owe in all."""
        du = self.aggregate(du=Sum(F("total") - F("regle")))["du"]
        return (du or ZERO).quantize(CENTIME)


class Facture(models.Model):
    """An invoice, or a credit note (`avoir`) that corrects one. Once published, `famille.actions`
    alone change `regle` (what is paid), `mandat` (none when a debit failed: the family pays
    otherwise), `au_tresor_le` and `echeancier` (how what is late is collected). Numbers follow each
    other without a gap. Amounts are euros; those of a credit note are negative.

    An opening balance (`repris_de`) is a row too: what a household owed on the day of the move, or,
    with a `total` of 0 and a `regle` of what it had paid beyond, what it was owed
    (docs/comprendre/facturation.md). It bears a number of its own, S-…, and a later file may
    correct it while nothing stands on it.

    `cle`: its name in a billing run, so that running it again makes no second one.
    """

    class Genre(models.TextChoices):
        FACTURE = "facture", "Facture"
        AVOIR = "avoir", "Avoir"

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "Brouillon"
        PUBLIEE = "publiee", "Publiée"

    foyer = models.ForeignKey(Foyer, on_delete=models.PROTECT, related_name="factures")
    genre = models.CharField(max_length=8, choices=Genre, default=Genre.FACTURE)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.BROUILLON)
    cle = models.CharField(max_length=80, unique=True)
    numero = models.CharField("numéro", max_length=20, unique=True, null=True, blank=True)
    objet = models.CharField(max_length=200)  # "Accueils de loisirs, novembre 2026"
    mois = models.DateField("mois facturé")  # its first day
    # the lines of the letter, as they were on the day of publication
    destinataire = models.JSONField(default=list)
    emise_le = models.DateField("émise le", null=True, blank=True)
    echeance = models.DateField("à payer avant le", null=True, blank=True)
    total = models.DecimalField(max_digits=10, decimal_places=2, default=ZERO)
    regle = models.DecimalField("réglé", max_digits=10, decimal_places=2, default=ZERO)
    mandat = models.ForeignKey(
        MandatSEPA, on_delete=models.PROTECT, null=True, blank=True, related_name="factures"
    )
    corrige = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="avoirs"
    )
    motif = models.CharField("motif de la correction", max_length=300, blank=True)
    # who it is addressed to instead of the household: the Département, for a child of the ASE
    payeur = models.ForeignKey(
        TiersPayeur, on_delete=models.PROTECT, null=True, blank=True, related_name="factures"
    )
    # of an opening balance: the software in which the household owed it, or was owed it
    repris_de = models.CharField("repris de", max_length=60, blank=True, default="", db_default="")
    au_tresor_le = models.DateTimeField("au Trésor public depuis le", null=True, blank=True)
    echeancier = models.ForeignKey(
        "famille.Echeancier",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="factures",
    )
    publiee_par = un_compte()
    cree_le = models.DateTimeField("créée le", default=timezone.now, editable=False)

    objects = FactureQuerySet.as_manager()
    tenue: str | None  # these four only on rows read `avec_tenue`
    se_preleve: bool
    annulee: bool
    refus: int | None

    class Meta:
        verbose_name = "facture"
        ordering = ["-emise_le", "-pk"]
        permissions = [("corriger_facture", "Peut corriger une facture publiée par un avoir")]
        indexes = [
            models.Index(fields=["etat", "echeance"], name="facture_par_echeance"),
            models.Index(fields=["foyer", "mois"], name="facture_par_mois"),
            # the agents' list, page 500 included, without looking at the rows
            models.Index(fields=["etat", "-emise_le", "-numero", "id"], name="facture_du_bureau"),
            # its other tabs, few of a town's invoices: their counts too
            models.Index(
                fields=["-emise_le", "-numero", "echeance", "id", "au_tresor_le", "echeancier"],
                condition=Q(**_DUE),
                name="facture_a_payer",
            ),
            models.Index(
                fields=["-emise_le", "-numero", "id"],
                condition=Q(etat="publiee", genre="avoir"),
                name="facture_avoirs",
            ),
            models.Index(
                fields=["-emise_le", "-numero", "id"],
                condition=Q(au_tresor_le__isnull=False),
                name="facture_au_tresor",
            ),
            # what waits for the régie, counted on the agents' home without looking at the rows
            models.Index(
                fields=["echeance", "id"],
                condition=Q(**_DUE, au_tresor_le=None, echeancier=None, payeur=None, mandat=None),
                name="facture_a_relancer",
            ),
            models.Index(
                fields=["echeance", "id"],
                condition=Q(**_DUE, au_tresor_le=None, mandat__isnull=False),
                name="facture_a_prelever",
            ),
            models.Index(
                fields=["id"],
                condition=Q(etat="publiee", genre="facture", total__lt=F("regle")),
                name="facture_trop_percue",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(etat="brouillon", numero=None)
                | Q(etat="publiee", numero__isnull=False, emise_le__isnull=False),
                name="facture_publiee_a_son_numero",
            ),
            models.CheckConstraint(
                condition=Q(genre="facture", total__gte=0)
                | Q(genre="avoir", total__lte=0, corrige__isnull=False),
                name="facture_positive_avoir_negatif",
            ),
            models.CheckConstraint(
                condition=Q(regle__gte=0) | Q(genre="avoir"), name="facture_regle_positif"
            ),
        ]

    def __str__(self) -> str:
        return self.numero or f"Brouillon : {self.objet}"

    @property
    def solde(self) -> Decimal:
        """What is still owed; negative when too much was received."""
        return self.total - self.regle

    @property
    def est_avoir(self) -> bool:
        return self.genre == self.Genre.AVOIR

    @property
    def titre(self) -> str:
        """The kind of this paper, in French."""
        return "Solde repris" if self.repris_de else self.get_genre_display()

    @property
    def est_une_avance(self) -> bool:
        """Whether it is an opening balance owed to the household; −`solde` is left of it."""
        return bool(self.repris_de) and not self.total

    @property
    def soldee(self) -> bool:
        return self.publiee and self.solde <= 0

    @property
    def publiee(self) -> bool:
        return self.etat == self.Etat.PUBLIEE

    @property
    def prelevee_le(self) -> date | None:
        """The day of its debit, as the family is told: banks may be shut on `echeance`."""
        return prochain_jour_ouvre(self.echeance) if self.echeance else None

    @property
    def au_tresor(self) -> bool:
        """Whether the Trésor public collects what it still owes."""
        return self.au_tresor_le is not None and self.solde > 0


class LigneFacture(models.Model):
    """One day of one child, or a correction of it. `calcul`: how its price is made, as data for
    people: dict(phrases: list[str], …). `source`: the name of what is billed ("consommation:1234"),
    which the database refuses to bill twice, unless a credit note has undone the first line
    (`corrigee`). `dont_absence`, `dont_repas`: the part of `montant` charged for an absence, and
    the part that pays a meal (all of a meal)."""

    class Nature(models.TextChoices):
        """The kinds that the yearly tax certificate separates: meals give no tax credit."""

        GARDE = "garde", "Garde"
        REPAS = "repas", "Repas"
        AUTRE = "autre", "Autre"

    facture = models.ForeignKey(Facture, on_delete=models.CASCADE, related_name="lignes")
    enfant = models.ForeignKey(
        Enfant, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    enfant_nom = models.CharField("enfant", max_length=201, blank=True)
    jour = models.DateField()
    libelle = models.CharField("libellé", max_length=200)
    service = models.CharField(max_length=20, choices=Service, blank=True)
    nature = models.CharField(max_length=5, choices=Nature, default=Nature.GARDE)
    quantite = models.DecimalField("quantité", max_digits=8, decimal_places=2, default=1)
    prix_unitaire = models.DecimalField("prix", max_digits=10, decimal_places=2)
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    dont_absence = models.DecimalField(
        "dont absences facturées", max_digits=10, decimal_places=2, default=0
    )
    dont_repas = models.DecimalField("dont repas", max_digits=10, decimal_places=2, default=0)
    calcul = models.JSONField(default=dict)
    source = models.CharField(max_length=60, blank=True)
    corrigee = models.BooleanField("corrigée par un avoir", default=False)
    corrige = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )

    class Meta:
        verbose_name = "ligne de facture"
        verbose_name_plural = "lignes de facture"
        ordering = ["enfant_nom", "jour", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(corrigee=False) & ~Q(source=""),
                name="facture_une_fois",
            ),
        ]

    def __str__(self) -> str:
        return self.libelle


class LigneARevoirQuerySet(models.QuerySet):
    def a_traiter(self) -> "LigneARevoirQuerySet":
        """The lines that no credit note has taken off their invoice yet."""
        # Not a join: SQLite, which knows nothing of a table that is empty, would begin by the lines
        # of all the invoices.
        lignes = LigneFacture.objects.filter(pk=OuterRef("ligne"), corrigee=False)
        return self.filter(Exists(lignes))


class LigneARevoir(models.Model):
    """A line of a published invoice that a later decision has made wrong: `du` is what it would
    cost now. `origine`: the decision, by its number. A line that would cost what was billed again
    leaves the list. An agent makes the credit note that takes it off."""

    ligne = models.OneToOneField(LigneFacture, on_delete=models.CASCADE, related_name="a_revoir")
    du = models.DecimalField("dû", max_digits=10, decimal_places=2)
    origine = models.CharField(max_length=120)
    origine_precedente = models.CharField(max_length=120, blank=True)  # if that one is taken back
    par = un_compte()
    le = models.DateTimeField(default=timezone.now)

    objects = LigneARevoirQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne de facture à revoir"
        verbose_name_plural = "lignes de facture à revoir"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"{self.ligne}, {self.origine}"

    @property
    def trop(self) -> Decimal:
        """What was billed beyond what is due, in euros; negative when too little was."""
        return self.ligne.montant - self.du
