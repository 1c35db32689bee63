"""A right at a payer: what it pays of the days of a child or of a household, between two days."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from famille.models.argent.mandat import Service
from famille.models.champs import un_compte
from famille.models.document import Document
from famille.models.enfant import Enfant
from famille.models.foyer import Foyer
from famille.models.placements.payeur import TiersPayeur
from famille.socle.dire import compte, en_chiffres, en_euros, en_nombre

CENT = Decimal(100)


class DroitPayeur(models.Model):
    """From `debut` to `fin` included. The payer pays `pourcent` of what is left to pay when its
    turn comes (`TiersPayeur.ordre`), and no more than `par_jour` for a child and a day, `plafond`
    in all, `jours` days in all (of all its children together). `enfant`: None, all those of the
    household; `services`: empty, all. What is asked for a late pick-up or for an absence stays the
    family's, unless `retards`, `absences`.

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
        """What it pays, in words: "50 % de ce qui reste", "8,00 € au plus par enfant et par
        jour"."""
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
