"""Where children were at school before, and the moves of many at once."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models.champs import un_compte
from famille.models.ecoles import Classe, Ecole, Niveau
from famille.models.enfant import Enfant
from famille.regles.scolarite import dire_annee
from famille.socle.dire import en_chiffres


class ScolaritePassee(models.Model):
    """What a child's row said of his school until that day included. His row says what is true
    today: what he had on a past day is the first of these that ends on that day or after it, else
    his row (famille.dossier.foyers.ecoles.passe). No two of one child end on one day."""

    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="scolarites")
    jusqu_au = models.DateField("jusqu’au")
    ecole = models.ForeignKey(
        Ecole, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    classe = models.ForeignKey(
        Classe, on_delete=models.DO_NOTHING, null=True, blank=True, related_name="+"
    )
    niveau = models.CharField(max_length=4, choices=Niveau, blank=True)
    ecole_dite = models.CharField("école dite", max_length=120, blank=True)
    classe_dite = models.CharField("classe dite", max_length=80, blank=True)

    class Meta:
        verbose_name = "scolarité passée"
        verbose_name_plural = "scolarités passées"
        ordering = ["enfant", "jusqu_au"]
        constraints = [
            models.UniqueConstraint(fields=["enfant", "jusqu_au"], name="scolarite_une_par_jour"),
            models.CheckConstraint(
                condition=Q(classe=None) | Q(ecole__isnull=False), name="scolarite_classe_d_ecole"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enfant}, jusqu’au {en_chiffres(self.jusqu_au)}"

    @property
    def nom_ecole(self) -> str:
        return self.ecole.nom if self.ecole else self.ecole_dite

    @property
    def nom_classe(self) -> str:
        if self.classe:
            return self.classe.nom
        return self.classe_dite or self.get_niveau_display()


class RangementDEcole(models.Model):
    """Children of one school put where they go, all at once: the passage to the next school year,
    or what a list of ONDE says. Applied in one transaction, undone for thirty days.

    `suites`: of a passage, "class|level" → key of the class of the new year. `classes`: keys of
    those that were added for it. `demande_le`: asked, to be done on the day of `effet`.
    """

    class Genre(models.TextChoices):
        PASSAGE = "passage", "Passage de classe"
        ONDE = "onde", "Liste d’ONDE"

    genre = models.CharField(max_length=8, choices=Genre)
    ecole = models.ForeignKey(Ecole, on_delete=models.CASCADE, related_name="rangements")
    annee = models.PositiveSmallIntegerField("année scolaire")
    effet = models.DateField("à partir du")
    suites = models.JSONField(default=dict, blank=True)
    classes = models.JSONField(default=list, blank=True)
    cree_le = models.DateTimeField(default=timezone.now, editable=False)
    par = un_compte()
    demande_le = models.DateTimeField("demandé le", null=True, blank=True)
    applique_le = models.DateTimeField("fait le", null=True, blank=True)
    annule_le = models.DateTimeField("annulé le", null=True, blank=True)

    class Meta:
        verbose_name = "rangement d’une école"
        verbose_name_plural = "rangements d’écoles"
        ordering = ["-cree_le", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["ecole", "annee"],
                condition=Q(genre="passage"),
                name="un_passage_par_ecole_et_annee",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_genre_display()} {dire_annee(self.annee)}, {self.ecole}"

    @property
    def est_fait(self) -> bool:
        return self.applique_le is not None and self.annule_le is None


class LigneRangee(models.Model):
    """One child in a rangement, or one line of a list of ONDE of whom no child is known. `avant`,
    `apres`: columns of the child (famille.dossier.foyers.ecoles.lecture.COLONNES). `dit`: what the
    list says of a pupil, never his number. `a_la_main`: an agent has chosen."""

    class Sorte(models.TextChoices):
        PASSE = "passe", "Passe"
        REDOUBLE = "redouble", "Redouble"
        SAUTE = "saute", "Saute une classe"
        QUITTE = "quitte", "Quitte nos écoles"
        A_DECIDER = "a_decider", "À décider"
        DEPLACE = "deplace", "Change d’école ou de classe"
        ECRITURE = "ecriture", "Écrit autrement"
        NOUVEAU = "nouveau", "Sans dossier"
        PARTI = "parti", "N’est plus dans la liste"

    class Etat(models.TextChoices):
        A_FAIRE = "a_faire", "À faire"
        FAITE = "faite", "Faite"
        LAISSEE = "laissee", "Laissée"

    rangement = models.ForeignKey(RangementDEcole, on_delete=models.CASCADE, related_name="lignes")
    enfant = models.ForeignKey(
        Enfant, on_delete=models.CASCADE, null=True, blank=True, related_name="lignes_rangees"
    )
    sorte = models.CharField(max_length=10, choices=Sorte)
    a_la_main = models.BooleanField("choisi par un agent", default=False)
    vers = models.ForeignKey(
        Classe, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    dit = models.JSONField(default=dict, blank=True)
    avant = models.JSONField(default=dict, blank=True)
    apres = models.JSONField(default=dict, blank=True)
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.A_FAIRE)
    raison = models.CharField(max_length=200, blank=True)
    passee = models.ForeignKey(
        ScolaritePassee, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "ligne d’un rangement"
        verbose_name_plural = "lignes d’un rangement"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["rangement", "enfant"], name="enfant_range_une_fois"),
        ]

    def __str__(self) -> str:
        return f"{self.enfant or self.nom_dit} : {self.get_sorte_display()}"

    @property
    def nom_dit(self) -> str:
        return f"{self.dit.get('prenom', '')} {self.dit.get('nom', '')}".strip()

    @property
    def ne_le(self) -> date | None:
        lu = self.dit.get("naissance")
        return date.fromisoformat(lu) if lu else None
