"""Openings by wishes (docs/comprendre/voeux.md): by which rules places are given, what a household
asks, its children and the blocs that it ranks; the allocation of one opening, its seed committed
before the first wish, and its result."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from famille.models import Enfant, Foyer, Travail
from famille.models.champs import TexteChiffre, un_compte

from .activites import Activite
from .calendrier import Ouverture
from .communs import DuFoyerQuerySet, dates_en_ordre


class Tirage(models.Model):
    """`empreinte` is shown from the first day; the seed only once the result is published.
    `dossier`: what is exported (reservations.regles.voeux.dossier), frozen by the last computation;
    `resultat`: {place: pseudonyms}. `jusqua`: how many lists have been booked, so that a job that
    stops goes on from there."""

    class Etat(models.TextChoices):
        ENGAGE = "engage", "Graine déposée"
        CALCULE = "calcule", "Aperçu prêt"
        PUBLICATION = "publication", "Publication en cours"
        PUBLIE = "publie", "Publié"

    ouverture = models.OneToOneField(Ouverture, on_delete=models.PROTECT, related_name="tirage")
    graine = TexteChiffre(usage="graine")
    empreinte = models.CharField(max_length=64)
    engage_le = models.DateTimeField("graine déposée le", default=timezone.now)
    etat = models.CharField("état", max_length=11, choices=Etat, default=Etat.ENGAGE)
    dossier = models.JSONField(default=dict)
    resultat = models.JSONField(default=dict)
    empreinte_resultat = models.CharField(max_length=64, blank=True)
    bilan = models.JSONField(default=dict)
    calcule_le = models.DateTimeField("calculé le", null=True, blank=True)
    publie_le = models.DateTimeField("publié le", null=True, blank=True)
    par = un_compte()
    travail = models.ForeignKey(
        Travail, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "tirage"
        ordering = ["-engage_le"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat="publie") | Q(publie_le__isnull=False),
                name="un_tirage_publie_a_sa_date",
            )
        ]

    def __str__(self) -> str:
        return f"Vœux : {self.ouverture}"

    @property
    def publie(self) -> bool:
        return self.etat == self.Etat.PUBLIE


class CritereDePriorite(models.Model):
    """The rows in force on the last day of the wishes count, in the order of `rang`: the first one
    that tells two children apart decides. Never rewritten once it has served: it gets an end."""

    class Genre(models.TextChoices):
        COMMUNE = "commune", "Habiter la commune ou l’agglomération"
        TRAVAIL = "travail", "Les deux parents travaillent, ou le parent seul travaille"
        FRATRIE = "fratrie", "Un frère ou une sœur est inscrit dans le même centre"
        DEJA_VENU = "deja-venu", "L’enfant est déjà venu dans ce centre l’année d’avant"

    # What the portal does not know: the family says it, an agent checks it.
    DECLARES = (Genre.TRAVAIL,)

    genre = models.CharField("critère", max_length=10, choices=Genre)
    rang = models.PositiveSmallIntegerField(
        "ordre", help_text="1 pour le premier : il départage avant tous les autres."
    )
    deliberation = models.CharField(
        "délibération", max_length=120, help_text="Par exemple : n° 2026-41 du 12 juin 2026."
    )
    debut = models.DateField("applicable du")
    fin = models.DateField("au", null=True, blank=True)

    class Meta:
        verbose_name = "critère de priorité"
        verbose_name_plural = "critères de priorité"
        ordering = ["rang", "-debut"]
        constraints = [
            models.UniqueConstraint(fields=["genre", "debut"], name="critere_une_fois"),
            dates_en_ordre("critere", sans_fin=True),
        ]

    def __str__(self) -> str:
        return self.get_genre_display()


class DeclarationQuerySet(DuFoyerQuerySet):
    def valables(self, jour: date) -> "DeclarationQuerySet":
        """Those that an agent has accepted, and that still hold on `jour`."""
        return self.filter(etat=DeclarationDePriorite.Etat.ACCEPTEE, jusqu_au__gte=jour)


class DeclarationDePriorite(models.Model):
    """What a household says of itself, until it is checked it counts for nothing. `jusqu_au`: the
    end of the school year in which it was accepted."""

    class Etat(models.TextChoices):
        A_VERIFIER = "a-verifier", "À vérifier"
        ACCEPTEE = "acceptee", "Acceptée"
        REFUSEE = "refusee", "Refusée"

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="priorites_declarees")
    genre = models.CharField("critère", max_length=10, choices=CritereDePriorite.Genre)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.A_VERIFIER)
    motif = models.CharField(max_length=200, blank=True)  # why it was refused; the family reads it
    declaree_le = models.DateTimeField("déclarée le", default=timezone.now)
    par = un_compte()
    verifiee_le = models.DateTimeField("vérifiée le", null=True, blank=True)
    verifiee_par = un_compte()
    jusqu_au = models.DateField("valable jusqu’au")

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = "priorité déclarée"
        verbose_name_plural = "priorités déclarées"
        ordering = ["declaree_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["foyer", "genre", "jusqu_au"], name="une_declaration_par_saison"
            )
        ]

    def __str__(self) -> str:
        return self.get_genre_display()


class ListeDeVoeux(models.Model):
    """Of one child, or of brothers and sisters who want the same weeks together or not at all.
    `maximum`: of choices; `tout_ou_rien`: all of them or none. Nothing is held for it. `servie_le`:
    its part of the result has been booked or queued."""

    tirage = models.ForeignKey(Tirage, on_delete=models.PROTECT, related_name="listes")
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="listes_de_voeux")
    pseudonyme = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    maximum = models.PositiveSmallIntegerField("nombre souhaité")
    tout_ou_rien = models.BooleanField("toutes ces journées ou aucune", default=False)
    par = un_compte()
    cree_le = models.DateTimeField("faits le", default=timezone.now)
    modifiee_le = models.DateTimeField("modifiés le", default=timezone.now)
    servie_le = models.DateTimeField("réponse donnée le", null=True, blank=True)

    objects = DuFoyerQuerySet.as_manager()

    class Meta:
        verbose_name = "liste de vœux"
        verbose_name_plural = "listes de vœux"
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(maximum__gte=1), name="un_voeu_au_moins")]

    def __str__(self) -> str:
        return f"{self.foyer} · {self.tirage}"


class EnfantDeListe(models.Model):
    """A child of a list; `pseudonyme` draws his lot, and stands for him in the exported file."""

    liste = models.ForeignKey(ListeDeVoeux, on_delete=models.CASCADE, related_name="enfants")
    tirage = models.ForeignKey(Tirage, on_delete=models.CASCADE, related_name="+")
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="+")
    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="listes_de_voeux")
    pseudonyme = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = "enfant d’une liste de vœux"
        verbose_name_plural = "enfants des listes de vœux"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["tirage", "foyer", "enfant"], name="une_liste_par_enfant"
            )
        ]

    def __str__(self) -> str:
        return str(self.enfant)


class VoeuDeListe(models.Model):
    """One child on one bloc, at a rank of his list (from 1); brothers and sisters share the ranks.
    `issue` and `raison`: what the published result says of it
    (reservations.regles.voeux.raisons)."""

    class Issue(models.TextChoices):
        OBTENU = "obtenu", "Obtenu"
        EN_FILE = "en-file", "En liste d’attente"
        NON_OBTENU = "non-obtenu", "Pas obtenu"

    liste = models.ForeignKey(ListeDeVoeux, on_delete=models.CASCADE, related_name="voeux")
    rang = models.PositiveSmallIntegerField()
    enfant = models.ForeignKey(Enfant, on_delete=models.CASCADE, related_name="voeux")
    activite = models.ForeignKey(Activite, on_delete=models.PROTECT, related_name="voeux")
    bloc = models.CharField(max_length=24)
    debut = models.DateField("premier jour")
    issue = models.CharField(max_length=10, choices=Issue, blank=True)
    raison = models.JSONField(default=dict)

    class Meta:
        verbose_name = "vœu"
        verbose_name_plural = "vœux"
        ordering = ["liste", "rang", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["liste", "enfant", "activite", "bloc"], name="un_voeu_par_bloc"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rang} · {self.enfant} · {self.activite} · {self.bloc}"
