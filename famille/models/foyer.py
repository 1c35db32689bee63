"""The household: adults, addresses and quotients, with dates (G17), agents' notes."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from phonenumber_field.modelfields import PhoneNumberField

from famille.models.champs import un_compte
from famille.models.utilisateur import Utilisateur
from famille.regles.foyer import mots_cherches
from famille.socle.dire import en_chiffres
from famille.socle.saisie.pays import FRANCE, lignes_postales


class FoyerQuerySet(models.QuerySet):
    def de(self, utilisateur: Utilisateur | int, jour: date | None = None) -> "FoyerQuerySet":
        """This account's households on that day, by default today: the one door of family views."""
        return self.filter(
            Q(responsables__utilisateur=utilisateur)
            & (Q(responsables__fin=None) | Q(responsables__fin__gte=jour or timezone.localdate()))
        ).distinct()

    def avec_les_fusionnes(self, foyers: Iterable["Foyer"]) -> "FoyerQuerySet":
        """These households and the files merged into them, whose journals they take over."""
        cles = [foyer.pk for foyer in foyers]
        return self.filter(Q(pk__in=cles) | Q(fusionne_dans__in=cles))

    def ouverts(self) -> "FoyerQuerySet":
        """Without the files that were merged into another."""
        return self.filter(fusionne_dans=None)

    def avec_adultes(self) -> "FoyerQuerySet":
        return self.prefetch_related("responsables")

    def cherches(self, texte: str) -> "FoyerQuerySet":
        """The households that hold each word of `texte`: name, number, child, mail, telephone."""
        foyers = self
        for mot in mots_cherches(texte):
            foyers = foyers.filter(recherche__contains=mot)
        return foyers

    def cherches_partout(self, texte: str) -> "FoyerQuerySet":
        """`cherches`, by address too, the best answers first."""
        foyers = self
        for mot in mots_cherches(texte):
            foyers = foyers.filter(Q(recherche__contains=mot) | Q(lieux__contains=mot))
        return foyers.exacts_d_abord(texte)

    def exacts_d_abord(self, texte: str) -> "FoyerQuerySet":
        """First the households with exactly these names, in either order; then those at this
        address ("12 rue…", not 112); then those found by their people alone; then the others."""
        mots = mots_cherches(texte)
        if not mots:
            return self.order_by("nom", "numero")
        par_les_gens = Q(*(("recherche__contains", mot) for mot in mots))
        phrase, envers = " ".join(mots), " ".join(reversed(mots))
        lus = self.alias(
            noms=Concat(Value(" "), "recherche", Value(" "), output_field=models.TextField()),
            adresse=Concat(Value(" "), "lieux", output_field=models.TextField()),
        )
        nomme = Q(noms__contains=f" {phrase} ") | Q(noms__contains=f" {envers} ")
        rangs = [When(nomme, then=Value(0)), When(par_les_gens, then=Value(2))]
        if len(mots) > 1:
            rangs.insert(1, When(adresse__contains=f" {phrase}", then=Value(1)))
        return lus.order_by(Case(*rangs, default=Value(3)), "nom", "numero")


class Foyer(models.Model):
    """A household's file. `recherche`, `lieux`: names, numbers and addresses, normalised."""

    class Situation(models.TextChoices):
        MARIES = "maries", "Mariés"
        PACSES = "pacses", "Pacsés"
        VIE_COMMUNE = "vie-commune", "En vie commune"
        SEPARES = "separes", "Séparés ou divorcés"
        PARENT_SEUL = "parent-seul", "Parent seul"
        VEUF = "veuf", "Veuf ou veuve"
        ACCUEIL = "accueil", "Famille d’accueil"

    class Regime(models.TextChoices):
        GENERAL = "general", "Régime général (CAF)"
        MSA = "msa", "Régime agricole (MSA)"
        AUTRE = "autre", "Autre régime"

    # set by famille.dossier.foyers.bureau.dossier: (child living there now or soon, what the file
    # lacks)
    enfants_lus: list[tuple[Any, list[Any]]]

    numero = models.CharField("numéro de dossier", max_length=12, unique=True)
    nom = models.CharField("nom du foyer", max_length=120)
    situation = models.CharField(
        "situation familiale", max_length=12, choices=Situation, blank=True
    )
    # of its family allowances, "" when unknown: only the figures for the CAF read it
    regime = models.CharField(
        "régime des prestations familiales",
        max_length=8,
        choices=Regime,
        blank=True,
        default="",
        db_default="",
    )
    cree_le = models.DateTimeField("créé le", default=timezone.now, editable=False)
    # the file this one was merged into: only the journal stays here, unchanged
    fusionne_dans = models.ForeignKey(
        "self",
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        editable=False,
        related_name="fusionnes",
    )
    recherche = models.TextField(editable=False, blank=True)
    lieux = models.TextField(editable=False, blank=True)

    objects = FoyerQuerySet.as_manager()

    class Meta:
        verbose_name = "foyer"
        verbose_name_plural = "foyers"
        ordering = ["nom", "numero"]
        indexes = [  # the two orders of the agents' list
            models.Index(fields=["nom", "numero", "id"], name="foyer_par_nom"),
            models.Index(fields=["-cree_le", "-id"], name="foyer_recents"),
        ]

    def __str__(self) -> str:
        return f"Foyer {self.nom}"

    def adultes_au(self, jour: date) -> "list[Responsable]":
        """The adults of the household on `jour`, in order."""
        return [un for un in self.responsables.all() if un.fin is None or un.fin >= jour]

    def adresse_au(self, jour: date) -> "AdresseFoyer | None":
        """The AdresseFoyer in force on `jour` (date), or None."""
        passees = [adresse for adresse in self.adresses.all() if adresse.depuis <= jour]
        return max(passees, key=lambda adresse: (adresse.depuis, adresse.pk), default=None)

    @property
    def adresse(self) -> "AdresseFoyer | None":
        return self.adresse_au(timezone.localdate())

    @property
    def adresse_a_venir(self) -> "AdresseFoyer | None":
        """The next AdresseFoyer, already validated and not yet in force, or None."""
        aujourdhui = timezone.localdate()
        futures = [adresse for adresse in self.adresses.all() if adresse.depuis > aujourdhui]
        return min(futures, key=lambda adresse: (adresse.depuis, -adresse.pk), default=None)

    @property
    def habite_agglomeration(self) -> bool:
        adresse = self.adresse
        return bool(adresse and adresse.dans_agglomeration)


class CommuneMembre(models.Model):
    """A town whose inhabitants have the members' tariff, whatever its border (IdentiteSite)."""

    nom = models.CharField(max_length=100)
    code_postal = models.CharField("code postal", max_length=5)

    class Meta:
        verbose_name = "commune au tarif des habitants"
        verbose_name_plural = "communes au tarif des habitants"
        ordering = ["nom"]
        constraints = [
            models.UniqueConstraint(fields=["nom", "code_postal"], name="commune_membre_unique")
        ]

    def __str__(self) -> str:
        return f"{self.code_postal} {self.nom}"


class AdresseFoyer(models.Model):
    """An address from a date on; the latest past one is in force. Moving adds a row."""

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="adresses")
    voie = models.CharField("numéro et rue", max_length=120)
    complement = models.CharField("complément", max_length=120, blank=True)
    code_postal = models.CharField("code postal", max_length=10, blank=True)
    commune = models.CharField(max_length=100)
    pays = models.CharField(max_length=2, default=FRANCE)  # ISO 3166-1
    dans_agglomeration = models.BooleanField("dans l’agglomération", default=False)
    depuis = models.DateField("à partir du")
    cree_le = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "adresse"
        ordering = ["-depuis", "-pk"]
        # finds who moves out of the town soon: partial, since most live in it
        indexes = [
            models.Index(
                fields=["depuis"],
                condition=models.Q(dans_agglomeration=False),
                name="adresse_hors_de_la_ville",
            )
        ]

    def __str__(self) -> str:
        return ", ".join(self.lignes)

    @property
    def lignes(self) -> list[str]:
        """The lines of a postal address."""
        return lignes_postales(
            self.voie, self.complement, self.code_postal, self.commune, self.pays
        )

    @property
    def ville(self) -> str:
        """The town as it is said, with its country where it is not France."""
        return ", ".join(self.lignes[1 + bool(self.complement) :])


class ResponsableQuerySet(models.QuerySet):
    def actuels(self, jour: date | None = None) -> "ResponsableQuerySet":
        """The adults of the household on that day, by default today."""
        return self.filter(Q(fin=None) | Q(fin__gte=jour or timezone.localdate()))

    def partis_avec_leurs_papiers(self) -> "ResponsableQuerySet":
        """Adults who have left and may still read the invoices of their time."""
        return self.filter(garde_ses_factures=True, fin__lt=timezone.localdate())

    def qui_lisent_leurs_factures(self) -> "ResponsableQuerySet":
        """Today's adults, and `partis_avec_leurs_papiers`."""
        return self.filter(
            Q(garde_ses_factures=True) | Q(fin=None) | Q(fin__gte=timezone.localdate())
        )


class Responsable(models.Model):
    """An adult with parental authority, and his account. `fin`: the last day in this household."""

    class Lien(models.TextChoices):
        PARENT = "parent", "Parent"
        TUTEUR = "tuteur", "Tuteur ou tutrice"
        ACCUEIL = "accueil", "Assistant familial ou assistante familiale"

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="responsables")
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="responsabilites",
    )
    prenom = models.CharField("prénom", max_length=100)
    nom = models.CharField(max_length=100)
    lien = models.CharField(
        "lien avec les enfants", max_length=8, choices=Lien, default=Lien.PARENT
    )
    telephone_portable = PhoneNumberField("téléphone portable", blank=True)
    telephone_fixe = PhoneNumberField("autre téléphone", blank=True)
    fin = models.DateField("dernier jour dans le foyer", null=True, blank=True)
    # set when a departure is recorded (famille.dossier.foyers.vie), not when a mistake is removed
    garde_ses_factures = models.BooleanField("lit encore ses factures", default=False)

    objects = ResponsableQuerySet.as_manager()

    class Meta:
        verbose_name = "responsable"
        verbose_name_plural = "responsables"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["foyer", "utilisateur"], name="responsable_une_fois_par_foyer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prenom} {self.nom}"

    @property
    def est_parti(self) -> bool:
        return self.fin is not None and self.fin < timezone.localdate()

    @property
    def a_un_compte(self) -> bool:
        """Whether mails reach this adult: an account in use."""
        return self.utilisateur is not None and self.utilisateur.is_active


class NoteDuFoyerQuerySet(models.QuerySet):
    def en_cours(self, jour: date | None = None) -> "NoteDuFoyerQuerySet":
        """The notes that still hold on that day, by default today."""
        return self.filter(Q(jusqu_au=None) | Q(jusqu_au__gte=jour or timezone.localdate()))


class NoteDuFoyer(models.Model):
    """An agents' note. `a_savoir`: shown at the top of the household's page. It is never edited; an
    agent deletes it, or the night after `jusqu_au`, its last day."""

    LONGUEUR_MAX = 500

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="notes")
    texte = models.CharField(max_length=LONGUEUR_MAX)
    a_savoir = models.BooleanField("à savoir", default=False)
    jusqu_au = models.DateField("jusqu’au", null=True, blank=True)
    par = un_compte()
    le = models.DateTimeField(default=timezone.now)

    objects = NoteDuFoyerQuerySet.as_manager()

    class Meta:
        verbose_name = "note"
        ordering = ["-le", "-pk"]

    def __str__(self) -> str:
        return f"Note du {en_chiffres(self.jour)}"

    @property
    def jour(self) -> date:
        return timezone.localdate(self.le)


class QuotientFamilial(models.Model):
    class Source(models.TextChoices):
        DECLARE = "declare", "Déclaré par la famille"
        ATTESTE = "atteste", "Attesté par un document"
        API = "api", "Transmis par la CAF ou la MSA"

    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="quotients")
    valeur = models.DecimalField(max_digits=8, decimal_places=2)
    debut = models.DateField("à partir du")
    fin = models.DateField("jusqu’au", null=True, blank=True)
    source = models.CharField(max_length=8, choices=Source, default=Source.DECLARE)
    cree_le = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "quotient familial"
        verbose_name_plural = "quotients familiaux"
        ordering = ["-debut", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(valeur__gte=0), name="quotient_positif"),
            models.CheckConstraint(
                condition=Q(fin=None) | Q(fin__gte=F("debut")), name="quotient_dates_en_ordre"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.valeur} depuis le {en_chiffres(self.debut)}"
