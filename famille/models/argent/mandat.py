"""Direct debit: the creditor, the mandates of families, the files for the bank (G18, D16)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from famille.models.champs import ReglageDeLaVille, un_compte
from famille.models.document import Document
from famille.models.foyer import Foyer, Responsable
from famille.models.utilisateur import Utilisateur
from famille.socle import chiffrement
from famille.socle.erreurs import Refus
from famille.socle.saisie.iban import compacter, ics_valide, lire_iban
from famille.socle.saisie.pays import lignes_postales

LIRE_IBAN = "famille.lire_iban"  # who may read an IBAN in full; each reading leaves a Consultation


@register_setting(icon="clipboard-list", name="creancier")
class CreancierSEPA(ReglageDeLaVille):
    """The town as a creditor. Without it there is no mandate, and the démarche cannot be opened."""

    nom = models.CharField(
        "nom du créancier",
        max_length=70,
        help_text="Tel que les familles le liront sur leur relevé de compte.",
    )
    voie = models.CharField("numéro et rue", max_length=70)
    code_postal = models.CharField("code postal", max_length=5)
    commune = models.CharField(max_length=35)
    ics = models.CharField(
        "identifiant créancier SEPA (ICS)",
        max_length=35,
        help_text="Donné par la Banque de France ou le comptable public. Exemple : FR72ZZZ123456.",
    )
    # The town's own account, which its papers print: in clear, unlike a family's.
    iban = models.CharField(
        "IBAN de la régie",
        max_length=42,
        blank=True,
        help_text=(
            "Le compte de dépôt de fonds qui reçoit les prélèvements. Sans lui, aucune remise n’est"
            " préparée."
        ),
    )
    bic = models.CharField(
        "BIC",
        max_length=11,
        blank=True,
        help_text="Trouvé d’après l’IBAN quand il est laissé vide.",
    )

    panels = [
        MultiFieldPanel(
            [
                "nom",
                "ics",
                "voie",
                FieldRowPanel([FieldPanel("code_postal"), FieldPanel("commune")]),
            ],
            heading="Prélèvement automatique",
            help_text=(
                "Ces lignes sont sur chaque mandat. Un mandat déjà signé garde celles du jour de sa"
                " signature."
            ),
        ),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("iban"), FieldPanel("bic")])],
            heading="Le compte qui reçoit les prélèvements",
        ),
    ]

    class Meta:
        verbose_name = "créancier des prélèvements"
        verbose_name_plural = "créanciers des prélèvements"

    def __str__(self) -> str:
        return self.nom or "Créancier à renseigner"

    def clean(self) -> None:
        super().clean()
        self.ics = compacter(self.ics)
        if self.ics and not ics_valide(self.ics):
            faute = (
                "Cet ICS contient une erreur, sa clé ne correspond pas : recopiez-le depuis la"
                " notification."
            )
            raise ValidationError({"ics": faute})
        if self.iban:
            try:
                compte = lire_iban(self.iban)
            except Refus as refus:
                raise ValidationError({"iban": str(refus)}) from None
            self.iban, self.bic = compte.iban, compacter(self.bic) or compte.bic

    @property
    def lignes(self) -> list[str]:
        """The creditor's postal address."""
        return [self.voie, f"{self.code_postal} {self.commune}".strip()]

    def manques(self) -> list[str]:
        """What the town must still fill in before it may collect, in French."""
        adresse = self.voie and self.code_postal and self.commune
        exigences = [
            (self.nom, "le nom du créancier des prélèvements"),
            (adresse, "l’adresse du créancier des prélèvements"),
            (ics_valide(self.ics), "l’identifiant créancier SEPA (ICS)"),
        ]
        return [libelle for rempli, libelle in exigences if not rempli]

    def manques_pour_prelever(self) -> list[str]:
        """`manques`, and the account that receives."""
        return self.manques() + ([] if self.iban else ["l’IBAN de la régie"])


class Service(models.TextChoices):
    """The services that can be paid by direct debit (G18)."""

    CRECHE = "creche", "Crèche"
    HALTE_GARDERIE = "halte-garderie", "Halte-garderie"
    ACCUEILS_DE_LOISIRS = "accueils-de-loisirs", "Accueils de loisirs"
    RESTAURATION = "restauration", "Restauration scolaire"
    GARDERIE = "garderie", "Garderie scolaire"


class MandatQuerySet(models.QuerySet):
    def de(self, utilisateur: Utilisateur) -> "MandatQuerySet":
        """The mandates of the account's households: the one door of the family's view (D11)."""
        return self.filter(foyer__in=Foyer.objects.de(utilisateur))

    def en_vigueur(self) -> "MandatQuerySet":
        return self.filter(fin=None)

    def prelevables(self) -> "MandatQuerySet":
        """The mandates that collect: in force, not suspended by the bank nor by an agent."""
        return self.en_vigueur().filter(suspendu_le=None)

    def avec_services(self) -> "MandatQuerySet":
        return self.prefetch_related("services")


class MandatSEPA(models.Model):
    """A mandate as the family signed it: the creditor, the debtor and his address are copies. Never
    rewritten: it ends, and another replaces it. The IBAN is encrypted; only `iban` reads it, and
    only a bank needs it. `suspendu_le`: nothing is collected from then on, until an agent resumes
    it; `suspendu_pour`: the bank's code, "" if an agent suspended it."""

    class Fin(models.TextChoices):
        REVOQUE = "revoque", "Arrêté à la demande de la famille"
        BANQUE = "banque", "Refusé par la banque"
        REMPLACE = "remplace", "Remplacé : changement de compte"

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="mandats")
    rum = models.CharField("référence unique du mandat (RUM)", max_length=35, unique=True)
    titulaire = models.ForeignKey(
        Responsable, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    titulaire_nom = models.CharField("titulaire du compte", max_length=201)
    voie = models.CharField("numéro et rue", max_length=120)
    complement = models.CharField("complément", max_length=120, blank=True)
    code_postal = models.CharField("code postal", max_length=10, blank=True)
    commune = models.CharField(max_length=100)
    pays = models.CharField(max_length=2, default="FR")
    iban_chiffre = models.TextField(editable=False)
    iban_masque = models.CharField("compte", max_length=20)
    bic = models.CharField("BIC", max_length=11, blank=True)
    banque = models.CharField(max_length=140, blank=True)
    creancier_nom = models.CharField("créancier", max_length=70)
    creancier_adresse = models.CharField("adresse du créancier", max_length=120)
    ics = models.CharField("ICS", max_length=35)
    texte = models.TextField("texte accepté")
    signe_le = models.DateTimeField("accepté le")
    signe_par = un_compte()
    debut = models.DateField("en vigueur depuis le")
    # for a mandate of another software: its first debit there, if any
    premier_usage_le = models.DateField("premier prélèvement le", null=True, blank=True)
    fin = models.DateField("terminé le", null=True, blank=True)
    motif_fin = models.CharField("raison de la fin", max_length=8, choices=Fin, blank=True)
    suspendu_le = models.DateField("suspendu depuis le", null=True, blank=True)
    suspendu_pour = models.CharField(max_length=10, blank=True)
    remplace = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="remplace_par"
    )
    rib = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MandatQuerySet.as_manager()

    class Meta:
        verbose_name = "mandat de prélèvement"
        verbose_name_plural = "mandats de prélèvement"
        ordering = ["-debut", "-pk"]
        permissions = [("lire_iban", "Peut lire un IBAN en entier")]
        constraints = [
            models.CheckConstraint(
                condition=Q(fin=None) | Q(fin__gte=F("debut")), name="mandat_dates_en_ordre"
            ),
            models.CheckConstraint(
                condition=Q(fin=None, motif_fin="") | (Q(fin__isnull=False) & ~Q(motif_fin="")),
                name="mandat_fini_dit_pourquoi",
            ),
        ]

    def __str__(self) -> str:
        return self.rum

    @property
    def iban(self) -> str:
        """The IBAN in clear: never shown without a trace, never logged, mailed or in an address."""
        return chiffrement.dechiffrer(self.iban_chiffre, usage=chiffrement.IBAN)

    @property
    def en_vigueur(self) -> bool:
        return self.fin is None

    @property
    def actuel(self) -> "MandatSEPA | None":
        """This mandate, or the one that replaced it for a new account; None when it has ended."""
        mandat: MandatSEPA | None = self
        while mandat is not None and mandat.fin is not None:
            mandat = getattr(mandat, "remplace_par", None)
        return mandat

    @property
    def lignes_adresse(self) -> list[str]:
        """The debtor's address."""
        return lignes_postales(
            self.voie, self.complement, self.code_postal, self.commune, self.pays
        )

    @property
    def services_couverts(self) -> str:
        """The services it pays: "Crèche, Restauration scolaire", in the order of the list."""
        couverts = {couvert.service for couvert in self.services.all()}
        return ", ".join(libelle for code, libelle in Service.choices if code in couverts)


class ServicePreleve(models.Model):
    """A service that a mandate pays. `foyer` and `fin` are the mandate's, so that the database
    itself refuses two mandates in force for one service of a household."""

    mandat = models.ForeignKey(MandatSEPA, on_delete=models.CASCADE, related_name="services")
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="+")
    service = models.CharField(max_length=20, choices=Service)
    fin = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = "service prélevé"
        verbose_name_plural = "services prélevés"
        constraints = [
            models.UniqueConstraint(
                fields=["foyer", "service"],
                condition=Q(fin=None),
                name="un_mandat_en_vigueur_par_service",
            ),
        ]

    def __str__(self) -> str:
        return self.get_service_display()


class RemiseSEPA(models.Model):
    """One file for the bank, of `paiements`. The creditor is a copy: the file stays the same.

    The file itself is kept nowhere, since it names accounts in clear: it is made each time it is
    downloaded.
    """

    class Etat(models.TextChoices):
        PREPAREE = "preparee", "Prête à transmettre"
        TRANSMISE = "transmise", "Transmise à la banque"
        ENCAISSEE = "encaissee", "Encaissée"
        ABANDONNEE = "abandonnee", "Abandonnée"

    numero = models.CharField("numéro", max_length=35, unique=True)  # the file's message id
    date = models.DateField("date de prélèvement")
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.PREPAREE)
    montant = models.DecimalField(max_digits=12, decimal_places=2)
    nombre = models.PositiveIntegerField()
    creancier = models.JSONField(default=dict)  # nom, voie, code_postal, commune, ics, iban, bic
    cree_le = models.DateTimeField("préparée le", default=timezone.now)
    par = un_compte()
    telechargee_le = models.DateTimeField("téléchargée le", null=True, blank=True)
    telechargee_par = un_compte(blank=True)
    transmise_le = models.DateTimeField("transmise le", null=True, blank=True)
    transmise_par = un_compte(blank=True)

    class Meta:
        verbose_name = "remise de prélèvements"
        verbose_name_plural = "remises de prélèvements"
        ordering = ["-date", "-pk"]
        permissions = [("prelever_remisesepa", "Peut préparer et télécharger les prélèvements")]
        constraints = [
            # Two agents at once get one remise.
            models.UniqueConstraint(
                fields=["date"], condition=Q(etat="preparee"), name="une_remise_preparee_par_jour"
            ),
        ]

    def __str__(self) -> str:
        return self.numero
