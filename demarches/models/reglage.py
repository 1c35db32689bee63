"""What a town decides of each démarche. Legal choices have no default (droit.md, D2)."""

from django.db import models


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

    code = models.SlugField(max_length=40, unique=True)
    titre = models.CharField(max_length=120)
    resume = models.CharField("résumé", max_length=200, blank=True)
    icone = models.CharField("icône", max_length=30, blank=True)
    ordre = models.PositiveSmallIntegerField(default=0)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.FERMEE)
    introduction = models.TextField(blank=True)  # rich text
    pieces_a_preparer = models.TextField("pièces à préparer", blank=True)  # one a line
    justificatif = models.CharField("justificatif", max_length=13, choices=Piece, blank=True)
    effet_silence = models.CharField("effet du silence", max_length=12, choices=Silence, blank=True)
    delai_jours = models.PositiveSmallIntegerField("délai de réponse annoncé, en jours", null=True, blank=True)
    delai_silence_mois = models.PositiveSmallIntegerField("délai du silence, en mois", null=True, blank=True)
    delai_complement_jours = models.PositiveSmallIntegerField("délai pour compléter, en jours", null=True, blank=True)
    service = models.CharField(max_length=120, blank=True)
    service_adresse = models.TextField("adresse du service", blank=True)
    service_courriel = models.EmailField("adresse e-mail du service", blank=True)
    service_telephone = models.CharField("téléphone du service", max_length=30, blank=True)
    voies_de_recours = models.TextField("voies et délais de recours", blank=True)
    notice_donnees = models.TextField("notice sur les données personnelles", blank=True)

    class Meta:
        verbose_name = "réglage de démarche"
        verbose_name_plural = "réglages des démarches"
        ordering = ["ordre", "titre"]

    def __str__(self):
        return self.titre
