"""What was asked of the CAF and the MSA, with whose leave, and what they answered: the trace of
each question (CRPA L114-8, R114-9-7) and what an agent does with it."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from famille.models import Foyer, QuotientFamilial, Travail
from famille.models.champs import un_compte
from famille.socle.dire import en_chiffres, en_mois


class AccordCaisses(models.Model):
    """A household's leave to ask for its quotient: `texte`, as `par` has read it."""

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="accords_caisses")
    par = un_compte()
    texte = models.TextField()
    donne_le = models.DateTimeField("donné le", default=timezone.now)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "accord pour la CAF ou la MSA"
        verbose_name_plural = "accords pour la CAF ou la MSA"
        ordering = ["-donne_le", "-pk"]

    def __str__(self) -> str:
        return f"Accord {self.pk}"


class LotDeQuotients(models.Model):
    """The quotients of many households asked at once. `mois`: the month wanted; `accord_seul`: only
    of those who have given their leave; `attendre`: until when the service has asked to wait."""

    mois = models.DateField("mois du quotient")
    accord_seul = models.BooleanField(default=True)
    attendre = models.DateTimeField(null=True, editable=False)
    travail = models.ForeignKey(Travail, on_delete=models.SET_NULL, null=True, related_name="+")
    cree_le = models.DateTimeField("demandé le", default=timezone.now)
    par = un_compte()

    class Meta:
        verbose_name = "lot de quotients"
        verbose_name_plural = "lots de quotients"
        ordering = ["-cree_le", "-pk"]

    def __str__(self) -> str:
        jour = en_chiffres(timezone.localdate(self.cree_le))
        return f"Quotients de {en_mois(self.mois)}, demandés le {jour}"


class QuotientDemandeQuerySet(models.QuerySet):
    def du_jour(self, foyer: Foyer, minuit: Any) -> "QuotientDemandeQuerySet":
        """What a parent has asked of this household since midnight."""
        return self.filter(foyer=foyer, lot=None, le__gte=minuit)

    def a_appliquer(self) -> "QuotientDemandeQuerySet":
        """Found, and nothing was decided of them."""
        return self.filter(issue=QuotientDemande.Issue.TROUVE, suite="")


class QuotientDemande(models.Model):
    """One question about one household. `lot`: None, a parent's own; `code`: the service's word for
    what failed; `par_adulte`: first name, issue and code of several adults asked in turn, none of
    whom had a quotient; `avant`: the quotient that the file held; `quotient`: what was written of
    it, and `precedent`, which ended on `precedent_fin`, was closed for it."""

    class Issue(models.TextChoices):
        A_DEMANDER = "a-demander", "À demander"
        TROUVE = "trouve", "Trouvé"
        ABSENT = "absent", "Pas allocataire"
        INCONNU = "inconnu", "Non identifié"
        REFUSE = "refuse", "Question refusée"
        PANNE = "panne", "Sans réponse"

    # Of what is found: close to what the file holds, far from it, or the first that it has.
    PROCHE = Q(fort=False, avant__isnull=False)
    LOIN = Q(fort=True)
    PREMIER = Q(avant__isnull=True)

    SANS_REPONSE = (Issue.REFUSE, Issue.PANNE)
    A_REPRENDRE = (Issue.A_DEMANDER, *SANS_REPONSE)  # what a batch that is taken up again asks

    class Suite(models.TextChoices):
        APPLIQUE = "applique", "Appliqué"
        INCHANGE = "inchange", "Déjà au dossier"
        REFUSE = "refuse", "Laissé comme avant"
        ANNULE = "annule", "Annulé"

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="quotients_demandes")
    lot = models.ForeignKey(
        LotDeQuotients, on_delete=models.CASCADE, null=True, related_name="lignes"
    )
    par = un_compte()
    le = models.DateTimeField("demandé le", default=timezone.now)
    issue = models.CharField(max_length=10, choices=Issue, default=Issue.A_DEMANDER)
    code = models.CharField(max_length=40, blank=True)
    par_adulte = models.JSONField(default=list, blank=True)
    essais = models.PositiveSmallIntegerField(default=0)
    valeur = models.PositiveIntegerField(null=True)
    mois = models.DateField("mois du quotient", null=True)
    calcule = models.DateField("calculé en", null=True)
    regime = models.CharField("régime", max_length=3, blank=True)
    avant = models.DecimalField(max_digits=8, decimal_places=2, null=True)
    fort = models.BooleanField("change de plus de 20 %", default=False)
    suite = models.CharField(max_length=8, choices=Suite, blank=True)
    suite_le = models.DateTimeField(null=True)
    quotient = models.ForeignKey(
        QuotientFamilial, on_delete=models.SET_NULL, null=True, related_name="demandes"
    )
    precedent = models.ForeignKey(
        QuotientFamilial, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    precedent_fin = models.DateField(null=True)

    objects = QuotientDemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "quotient demandé"
        verbose_name_plural = "quotients demandés"
        ordering = ["-le", "-pk"]
        indexes = [models.Index(fields=["lot", "issue"], name="quotient_du_lot")]

    def __str__(self) -> str:
        return f"{self.foyer}, {self.get_issue_display().lower()}"

    @property
    def sans_reponse(self) -> bool:
        """The service has said nothing of the person: the question may be asked again."""
        return self.issue in self.SANS_REPONSE


def qui_ont_donne_leur_accord() -> Exists:
    """Condition on Foyer."""
    return Exists(AccordCaisses.objects.filter(foyer=OuterRef("pk"), retire_le=None))


def qui_l_ont_retire() -> Q:
    """Condition on Foyer: they said yes, then no."""
    siens = AccordCaisses.objects.filter(foyer=OuterRef("pk"))
    return Exists(siens) & ~Exists(siens.filter(retire_le=None))  # type: ignore[return-value]
