"""What a town decides of each démarche. Legal choices have no default (D2)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from demarches.registre import REGISTRE
from demarches.regles.quotient import Depart
from famille.socle.dire import MOIS
from famille.socle.ville import dits
from famille.socle.ville.recours import voies_de_recours

if TYPE_CHECKING:
    from demarches.declaration.demarche import Demarche


@dataclass(frozen=True)
class Repondant:
    """Who answers for a démarche, how one reaches him, and how one contests what he decides."""

    service: str
    adresse: str
    courriel: str
    telephone: str
    voies_de_recours: str


class ReglageDemarcheQuerySet(models.QuerySet):
    def ouvertes(self) -> "ReglageDemarcheQuerySet":
        return self.filter(etat=ReglageDemarche.Etat.OUVERTE)

    def annoncees(self) -> "ReglageDemarcheQuerySet":
        return self.filter(etat=ReglageDemarche.Etat.ANNONCEE)


class ReglageDemarche(models.Model):
    """One row a démarche. A code without a class in the catalogue can only be announced (G22)."""

    class Etat(models.TextChoices):
        FERMEE = "fermee", "Fermée"
        ANNONCEE = "annoncee", "Prochainement disponible"
        OUVERTE = "ouverte", "Ouverte"

    class Silence(models.TextChoices):
        ACCEPTATION = "acceptation", "Le silence vaut acceptation"
        REJET = "rejet", "Le silence vaut rejet"
        SANS_OBJET = "sans-objet", "Sans objet (simple déclaration)"

    class Piece(models.TextChoices):
        OBLIGATOIRE = "obligatoire", "Obligatoire"
        FACULTATIVE = "facultative", "Facultative"
        NON_DEMANDEE = "non-demandee", "Non demandée"

    lien: str  # by the page that offers it: where it begins

    code = models.SlugField(max_length=40, unique=True)
    titre = models.CharField(max_length=120)
    resume = models.CharField("résumé", max_length=200, blank=True)
    icone = models.CharField("icône", max_length=30, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.FERMEE)
    introduction = models.TextField(blank=True)  # rich text
    pieces_a_preparer = models.TextField("pièces à préparer", blank=True)  # one a line
    # one a line: what the form of this démarche offers
    choix = models.TextField("choix proposés", blank=True)
    sans_agent = models.BooleanField(
        "appliquer sans agent ce qui ne demande aucun contrôle", default=False
    )
    justificatif = models.CharField("justificatif", max_length=13, choices=Piece, blank=True)
    effet_silence = models.CharField("effet du silence", max_length=12, choices=Silence, blank=True)
    delai_jours = models.PositiveSmallIntegerField(
        "délai de réponse annoncé, en jours", null=True, blank=True
    )
    delai_silence_mois = models.PositiveSmallIntegerField(
        "délai du silence, en mois", null=True, blank=True
    )
    delai_complement_jours = models.PositiveSmallIntegerField(
        "délai pour compléter, en jours", null=True, blank=True
    )
    service = models.CharField(max_length=120, blank=True)
    service_adresse = models.TextField("adresse du service", blank=True)
    service_courriel = models.EmailField("adresse e-mail du service", blank=True)
    service_telephone = models.CharField("téléphone du service", max_length=30, blank=True)
    voies_de_recours = models.TextField("voies et délais de recours", blank=True)
    notice_donnees = models.TextField("notice sur les données personnelles", blank=True)

    objects = ReglageDemarcheQuerySet.as_manager()

    class Meta:
        verbose_name = "réglage de démarche"
        verbose_name_plural = "réglages des démarches"
        ordering = ["ordre", "titre"]
        constraints = [
            # The legal choice that nothing may go round (D2); `manques` tells the rest.
            models.CheckConstraint(
                condition=~models.Q(etat="ouverte") | ~models.Q(effet_silence=""),
                name="ouverte_dit_effet_du_silence",
            ),
        ]

    def __str__(self) -> str:
        return self.titre

    @property
    def demarche(self) -> "Demarche | None":
        """The Demarche of the catalogue; None: this version does not have it."""
        return REGISTRE.obtenir(self.code)

    @property
    def choix_proposes(self) -> list[str]:
        """The lines of `choix`, each once, in the order of the town."""
        lignes = map(str.strip, self.choix.splitlines())
        return list(dict.fromkeys(filter(None, lignes)))

    @property
    def repondant(self) -> Repondant:
        """The town's service, but for what this démarche says otherwise."""
        ville = dits()
        ailleurs = self.service_adresse or self.service_courriel
        return Repondant(
            service=self.service or ville.service.en_titre,
            adresse=self.service_adresse if ailleurs else ville.adresse,
            courriel=self.service_courriel if ailleurs else ville.courriel,
            telephone=self.service_telephone or ville.telephone,
            voies_de_recours=self.voies_de_recours or voies_de_recours(ville.tribunal),
        )

    def manques(self) -> list[str]:
        """What the town must still choose or write before it may open this démarche, in French.

        Silence and its delay: CRPA L231-1, L231-4, R112-11-1 (D1, D2). Delay of a complement:
        L114-5 (D3). The service: R112-11-1. Ways of appeal: R112-11-1 and CJA R421-5, which make
        them a mention of every rejection. Notice: RGPD article 13 (D9). Proof of address: R113-8,
        the town's choice (D7).
        """
        demarche = self.demarche
        if demarche is None:
            return ["le formulaire : cette version du portail ne le contient pas encore"]
        sans_objet, qui = self.effet_silence == self.Silence.SANS_OBJET, self.repondant
        decide, sans_piece = demarche.decision, not demarche.genres_pieces
        exigences = {
            "l’effet du silence": self.effet_silence,
            "l’effet du silence « sans objet » : rien n’y est décidé": decide or sans_objet,
            "le délai du silence, en mois": sans_objet or self.delai_silence_mois,
            "le délai laissé à la famille pour compléter": not decide
            or self.delai_complement_jours,
            "le choix du justificatif (obligatoire, facultatif…)": sans_piece or self.justificatif,
            "l’adresse postale ou l’adresse e-mail du service": qui.adresse or qui.courriel,
            "le téléphone du service": qui.telephone,
            "les voies et délais de recours": not decide or qui.voies_de_recours,
            "la notice sur les données personnelles": self.notice_donnees,
        }
        return [*(dit for dit, rempli in exigences.items() if not rempli), *demarche.manques()]


@register_setting(icon="time")
class ReglageDelais(BaseGenericSetting):
    brouillon_jours = models.PositiveSmallIntegerField(
        "durée de vie d’un brouillon, en jours",
        default=60,
        validators=[MinValueValidator(15), MaxValueValidator(365)],
        help_text=(
            "Comptée depuis le dernier enregistrement. Ensuite, le brouillon et ses documents sont"
            " supprimés."
        ),
    )
    rappel_brouillon_jours = models.PositiveSmallIntegerField(
        "rappel avant la suppression d’un brouillon, en jours",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(14)],
    )
    rappel_complement_jours = models.PositiveSmallIntegerField(
        "rappel avant la date limite d’un complément, en jours",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(14)],
    )

    class Meta:
        verbose_name = "délais des démarches"


@register_setting(icon="pick")
class ReglageQuotient(BaseGenericSetting):
    DEPARTS = [
        (Depart.ATTESTATION.value, "Le premier jour du mois de l’attestation"),
        (Depart.RECEPTION.value, "Le premier jour du mois où la demande est reçue"),
        (Depart.SUIVANT.value, "Le premier jour du mois suivant"),
    ]
    LES_MOIS = list(enumerate(MOIS, start=1))

    depart = models.CharField(
        "un quotient déclaré commence",
        max_length=11,
        choices=DEPARTS,
        default=Depart.ATTESTATION.value,
    )
    fin_jour = models.PositiveSmallIntegerField(
        "et finit le", default=31, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    fin_mois = models.PositiveSmallIntegerField(
        "du mois de", default=1, choices=LES_MOIS, help_text="De l’année suivante."
    )
    valeur_basse = models.PositiveIntegerField("faire confirmer un quotient sous", default=50)
    valeur_haute = models.PositiveIntegerField(
        "faire confirmer un quotient au-dessus de", default=5000
    )
    rappel_jours = models.PositiveSmallIntegerField(
        "rappeler la famille avant la fin, en jours",
        default=30,
        validators=[MaxValueValidator(120)],
        help_text=(
            "Un e-mail par adulte, une fois, et une ligne sur son tableau de bord. 0 : pas de"
            " rappel."
        ),
    )

    siret = models.CharField(
        "SIRET de la collectivité, pour API Particulier",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^[0-9]{14}\Z", "Un SIRET a 14 chiffres.")],
        help_text=(
            "Celui de l’habilitation qui permet de demander les quotients à la CAF et à la MSA."
            " Vide : le portail ne les demande pas."
        ),
    )

    class Meta:
        verbose_name = "quotient familial"
