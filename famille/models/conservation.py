"""How long the town keeps what it knows, what was purged, copies that families asked for (D9)."""

import uuid
from datetime import date

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from famille.models.champs import ReglageDeLaVille
from famille.regles.conservation import DUREES
from famille.socle.dire import en_chiffres

from .champs import un_compte


def duree(code: str, *, au_moins: int = 0) -> models.PositiveSmallIntegerField:
    """A period of DUREES, without a default: empty keeps everything, the choice is the town's."""
    dit = DUREES[code]
    return models.PositiveSmallIntegerField(
        f"{dit.titre}, en {dit.unite}",
        null=True,
        blank=True,
        validators=[MinValueValidator(au_moins)],
        help_text=f"{dit.depart} {dit.fondement}",
    )


@register_setting(icon="history", name="conservation")
class ReglageConservation(ReglageDeLaVille):
    """The periods that the town has decided, and since when. An empty one purges nothing."""

    decidees_le = models.DateField(
        "durées applicables à partir du",
        null=True,
        blank=True,
        help_text=(
            "La date de la décision de la collectivité. Vide ou à venir : rien n’est supprimé."
        ),
    )
    purge_automatique = models.BooleanField(
        "supprimer chaque mois, sans intervention",
        default=True,
        help_text=(
            "La première fois, sept jours après : d’ici là, l’administration lit la liste que donne"
            " « manage.py purger ». Sinon, elle lance elle-même « manage.py purger --executer »."
        ),
    )
    sante = duree("sante")
    lectures = duree("lectures", au_moins=6)  # PostgreSQL lets none go sooner
    # reminders are not sent twice because their mail is still there
    courriels = duree("courriels", au_moins=6)
    notifications = duree("notifications", au_moins=1)
    conversations = duree("conversations", au_moins=1)
    demandes = duree("demandes", au_moins=1)
    demandes_sans_suite = duree("demandes_sans_suite", au_moins=1)
    voeux = duree("voeux", au_moins=2)  # an appeal against the answer: two months
    # what is billed and what is due are compared again thirteen months back
    reservations = duree("reservations", au_moins=2)
    modifications = duree("modifications", au_moins=12)
    factures = duree("factures", au_moins=1)
    foyers = duree("foyers", au_moins=1)

    panels = [
        MultiFieldPanel(
            [FieldPanel("decidees_le"), FieldPanel("purge_automatique")],
            heading="Quand elles s’appliquent",
            help_text=(
                "Faites valider ces durées par le délégué à la protection des données et par les"
                " archives départementales : éliminer des archives publiques demande leur visa"
                " (code du patrimoine, L. 212-2)."
            ),
        ),
        MultiFieldPanel(
            [FieldPanel(code) for code in DUREES],
            heading="Combien de temps",
            help_text=(
                "Vide : conservé sans limite, tant que la collectivité n’a pas choisi. Les familles"
                " lisent ces durées sur la page « Durées de conservation »."
            ),
        ),
    ]

    class Meta:
        verbose_name = "durées de conservation"
        verbose_name_plural = "durées de conservation"

    def en_vigueur(self, jour: date) -> dict[str, int]:
        """code → number, of the periods that are set; {} before the day that they apply."""
        if self.decidees_le is None or self.decidees_le > jour:
            return {}
        return {code: valeur for code in DUREES if (valeur := getattr(self, code)) is not None}

    @property
    def manquent(self) -> list[str]:
        """What is still to decide before families are invited (RGPD, articles 5 and 13)."""
        sans = [duree.titre for code, duree in DUREES.items() if getattr(self, code) is None]
        return sans if self.decidees_le else [*sans, "le jour de la décision"]


class Purge(models.Model):
    """What one run deleted: how many of each kind, before which day. Kept ten years."""

    # of the schedule's own: its first day; else by hand
    mois = models.DateField(null=True, blank=True, unique=True)
    par = un_compte()
    commencee_le = models.DateTimeField("commencée le", default=timezone.now)
    finie_le = models.DateTimeField("finie le", null=True, blank=True)
    comptes = models.JSONField(default=dict)  # kind → how many
    limites = models.JSONField(default=dict)  # kind → ISO day before which

    class Meta:
        verbose_name = "purge"
        ordering = ["-commencee_le", "-pk"]

    def __str__(self) -> str:
        return f"Purge du {en_chiffres(self.commencee_le)}"


class ExportDonnees(models.Model):
    """A copy of all that an adult may know of his data, made by a task and kept for one day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports"
    )
    demande_le = models.DateTimeField("demandé le", default=timezone.now)
    pret_le = models.DateTimeField("prêt le", null=True, blank=True)
    fichier = models.CharField(max_length=200, blank=True)  # path in the private storage
    taille = models.PositiveBigIntegerField("taille en octets", default=0)

    class Meta:
        verbose_name = "copie de données"
        verbose_name_plural = "copies de données"
        ordering = ["-demande_le"]
        constraints = [
            models.UniqueConstraint(
                fields=["utilisateur"],
                condition=models.Q(pret_le=None),
                name="un_export_en_cours_par_compte",
            )
        ]

    def __str__(self) -> str:
        return f"Copie demandée le {en_chiffres(self.demande_le)}"
