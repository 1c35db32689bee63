"""What somebody else pays of a household’s invoices: rights, parts of lines, monthly statements."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q, Sum
from django.utils import timezone

from famille.models.argent.facture import Facture, LigneFacture
from famille.models.argent.mandat import Service
from famille.models.argent.payeur import TiersPayeur
from famille.models.champs import un_compte
from famille.models.document import Document
from famille.models.enfant import Enfant
from famille.models.foyer import Foyer
from famille.regles.montants import CENTIME, ZERO
from famille.socle.dire import compte, en_chiffres, en_euros, en_nombre

CENT = Decimal(100)


class DroitPayeur(models.Model):
    """From `debut` to `fin` included. The payer pays `pourcent` of what is left when its turn comes
    (`TiersPayeur.ordre`), no more than `par_jour` for a child and a day, `plafond` in all, `jours`
    days in all. `enfant`: None, all the household's; `services`: empty, all. What a late pick-up or
    an absence costs stays the family's, unless `retards`, `absences`.

    What it pays never changes once a line has been billed with it, but its end.
    """

    payeur = models.ForeignKey(TiersPayeur, on_delete=models.PROTECT, related_name="droits")
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="droits_payeurs")
    enfant = models.ForeignKey(
        Enfant, on_delete=models.SET_NULL, null=True, blank=True, related_name="droits_payeurs"
    )
    quoi = models.CharField("aide", max_length=80)  # "Bon vacances 2026"
    reference = models.CharField("numéro chez le payeur", max_length=40, blank=True)
    debut = models.DateField("à partir du")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    pourcent = models.DecimalField(max_digits=5, decimal_places=2, default=CENT)
    par_jour = models.DecimalField(
        "par enfant et par jour", max_digits=8, decimal_places=2, null=True, blank=True
    )
    plafond = models.DecimalField("en tout", max_digits=9, decimal_places=2, null=True, blank=True)
    jours = models.PositiveSmallIntegerField("nombre de jours", null=True, blank=True)
    services = models.JSONField(default=list, blank=True)  # of Service
    retards = models.BooleanField("aussi les retards", default=False)
    absences = models.BooleanField("aussi les absences facturées", default=False)
    # what the payer wrote, among the household's filed papers
    preuve = models.ForeignKey(
        Document,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="courrier du payeur",
    )
    par = un_compte()
    le = models.DateTimeField("noté le", auto_now_add=True)

    class Meta:
        verbose_name = "droit auprès d’un payeur"
        verbose_name_plural = "droits auprès des payeurs"
        ordering = ["-debut", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin=None) | Q(fin__gte=F("debut")), name="droit_payeur_dates_en_ordre"
            ),
            models.CheckConstraint(
                condition=Q(pourcent__gt=0) & Q(pourcent__lte=100), name="droit_payeur_pourcent"
            ),
            models.CheckConstraint(
                condition=(Q(par_jour=None) | Q(par_jour__gt=0))
                & (Q(plafond=None) | Q(plafond__gt=0)),
                name="droit_payeur_plafonds_positifs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quoi}, à partir du {en_chiffres(self.debut)}"

    @property
    def plafonds_dits(self) -> list[str]:
        """In words: "50 % de ce qui reste", "8,00 € au plus par enfant et par jour"."""
        part = en_nombre(self.pourcent)
        dites = ["Tout ce qui reste" if self.pourcent == CENT else f"{part} % de ce qui reste"]
        if self.par_jour is not None:
            dites.append(f"{en_euros(self.par_jour)} au plus par enfant et par jour")
        if self.plafond is not None:
            dites.append(f"{en_euros(self.plafond)} au plus en tout")
        if self.jours is not None:
            dites.append(f"{compte(self.jours, 'jour')} au plus")
        if self.services:
            dites.append("Pour : " + ", ".join(self.services_dits))
        dites += ["Absences facturées comprises"] * self.absences
        dites += ["Retards compris"] * self.retards
        return dites

    @property
    def services_dits(self) -> list[str]:
        return [str(Service(code).label) for code in self.services]


class RelevePayeur(models.Model):
    """What is asked of a payer for a month: one a payer and a month. Its lines are `parts`; sent,
    it takes no more of them. `regle`: the sum of its `recus`, less those that were taken back."""

    class Etat(models.TextChoices):
        A_ENVOYER = "a-envoyer", "À envoyer"
        ENVOYE = "envoye", "Envoyé"
        EN_PARTIE = "en-partie", "Payé en partie"
        PAYE = "paye", "Payé"

    payeur = models.ForeignKey(TiersPayeur, on_delete=models.PROTECT, related_name="releves")
    mois = models.DateField("mois")  # its first day
    numero = models.CharField("numéro", max_length=20, unique=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_ENVOYER)
    regle = models.DecimalField("reçu", max_digits=10, decimal_places=2, default=ZERO)
    envoye_le = models.DateField("envoyé le", null=True, blank=True)
    paye_le = models.DateField("dernier paiement reçu le", null=True, blank=True)
    cree_le = models.DateTimeField("préparé le", default=timezone.now)
    par = un_compte()

    class Meta:
        verbose_name = "relevé d’un payeur"
        verbose_name_plural = "relevés des payeurs"
        ordering = ["-mois", "payeur__nom"]
        constraints = [
            models.UniqueConstraint(fields=["payeur", "mois"], name="un_releve_par_mois"),
            models.CheckConstraint(condition=Q(regle__gte=0), name="releve_regle_positif"),
        ]

    def __str__(self) -> str:
        return self.numero

    @property
    def demande(self) -> Decimal:
        """What is asked, less what the payer has refused. One query."""
        somme = self.parts.filter(refusee_le=None).aggregate(somme=Sum("montant"))["somme"]
        return (somme or ZERO).quantize(CENTIME)


class RecuDuPayeur(models.Model):
    """A sum that a payer has paid of a statement; typed by mistake, it is taken back, and stays."""

    releve = models.ForeignKey(RelevePayeur, on_delete=models.CASCADE, related_name="recus")
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    le = models.DateField("reçu le")
    note_le = models.DateTimeField("noté le", default=timezone.now)
    par = un_compte()
    repris_le = models.DateTimeField("repris le", null=True, blank=True)
    repris_par = un_compte()
    motif = models.CharField("raison", max_length=200, blank=True)

    class Meta:
        verbose_name = "somme reçue d’un payeur"
        verbose_name_plural = "sommes reçues des payeurs"
        ordering = ["le", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(montant__gt=0), name="recu_payeur_positif"),
        ]

    def __str__(self) -> str:
        return f"{self.releve} : {self.montant}"


class PartPayeurQuerySet(models.QuerySet):
    def publiees(self) -> "PartPayeurQuerySet":
        return self.filter(ligne__facture__etat=Facture.Etat.PUBLIEE)

    def tenues(self) -> "PartPayeurQuerySet":
        """The parts that use up a right: published, not corrected, not given back to the family."""
        return (
            self.publiees()
            .filter(ligne__facture__genre=Facture.Genre.FACTURE, ligne__corrigee=False)
            .exclude(refus_pour=PartPayeur.Pour.FAMILLE)
        )

    def a_demander(self, payeur: TiersPayeur, mois: date) -> "PartPayeurQuerySet":
        """On no statement yet, of what was billed up to this month."""
        return self.publiees().filter(
            droit__payeur=payeur, releve=None, refusee_le=None, ligne__facture__mois__lte=mois
        )


class PartPayeur(models.Model):
    """What a right pays of a line, taken off its `montant`: negative on a credit note. `dates`: day
    (ISO) → euros, as texts. Never updated, but for its statement and what the payer refuses."""

    class Pour(models.TextChoices):
        FAMILLE = "famille", "La famille, par une régularisation"
        VILLE = "ville", "La ville, sans rien demander à la famille"

    ligne = models.ForeignKey(LigneFacture, on_delete=models.CASCADE, related_name="parts_payeurs")
    droit = models.ForeignKey(DroitPayeur, on_delete=models.PROTECT, related_name="parts")
    montant = models.DecimalField(max_digits=10, decimal_places=2)
    dates = models.JSONField(default=dict)
    releve = models.ForeignKey(
        RelevePayeur, on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    refusee_le = models.DateTimeField("refusée le", null=True, blank=True)
    refus = models.CharField("raison du refus", max_length=200, blank=True)
    refus_pour = models.CharField("payée par", max_length=7, choices=Pour, blank=True)
    refusee_par = un_compte(blank=True)

    objects = PartPayeurQuerySet.as_manager()

    class Meta:
        verbose_name = "part d’un payeur"
        verbose_name_plural = "parts des payeurs"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["ligne", "droit"], name="part_payeur_une_fois"),
        ]

    def __str__(self) -> str:
        return f"{self.droit.quoi} : {self.montant}"

    @property
    def jours(self) -> list[date]:
        return sorted(date.fromisoformat(jour) for jour in self.dates)
