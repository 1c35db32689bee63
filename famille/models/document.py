"""A private file of a household or a child: uploaded once, proposed wherever it serves (D6)."""

import uuid
from datetime import date
from pathlib import PurePath

from django.core.files.storage import storages
from django.core.files.storage.base import Storage
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from famille.models.utilisateur import Utilisateur
from famille.socle.chiffrement import CACHET

from .acces import ecrit_depuis_sa_venue, enfants_ouverts_a, foyers_ouverts_a
from .champs import JSONChiffre, un_compte
from .enfant import Enfant
from .envoi import EnvoiGroupe
from .foyer import Foyer

LIRE_LA_SANTE = (
    "famille.view_fichesanitaire"  # who may read what families say of their children's health (D10)
)


def stockage_prive() -> Storage:
    return storages["prive"]


def nom_au_hasard(document: "Document", nom: str) -> str:
    """A random path: of the name given it keeps the extension alone, which our check chose."""
    cle = uuid.uuid4().hex
    return f"{cle[:2]}/{cle}{PurePath(nom).suffix.lower()}"


class DocumentQuerySet(models.QuerySet):
    def de(self, utilisateur: Utilisateur | int, jour: date | None = None) -> "DocumentQuerySet":
        """What this account may open, on that day, by default today: papers of its households, and
        of its children once kept on file (D11). Until its coming is confirmed (AccesAConfirmer),
        neither those of health, the others' drafts, nor conversations' pieces."""
        foyers = Foyer.objects.de(utilisateur, jour)
        enfants = Enfant.objects.du(foyers, jour)
        des_foyers = Document.objects.filter(foyer__in=foyers).order_by().values("pk")
        des_enfants = Document.objects.filter(
            foyer=None, classe_le__isnull=False, enfant__in=enfants
        )
        # an "or" of the two is answered by no index: every paper of the town is read
        siens = self.filter(pk__in=des_foyers.union(des_enfants.order_by().values("pk")))
        en_messages = Document.messages.through.objects.filter(document=OuterRef("pk"))
        reserves = (
            Q(genre__in=Document.DE_SANTE)
            | Q(remis_le=None, classe_le=None)
            | Q(Exists(en_messages))
        )
        siens_depuis = ecrit_depuis_sa_venue(utilisateur, par="depose_par", le="depose_le")
        ouverts = Q(foyer__in=foyers_ouverts_a(utilisateur, jour)) | Q(
            foyer=None, enfant__in=enfants_ouverts_a(utilisateur, jour)
        )
        return siens.filter(~reserves | ouverts | siens_depuis)

    def recus_par(self, utilisateur: Utilisateur) -> "DocumentQuerySet":
        """The pieces of messages to many households, this account's among them: nobody's papers."""
        envois = EnvoiGroupe.objects.filter(fils__foyer__in=Foyer.objects.de(utilisateur))
        return self.filter(envoi__in=envois.values("pk"))

    def remis(self, agent: Utilisateur) -> "DocumentQuerySet":
        """What this agent may open, given the right: papers handed to the service, and his own
        (D8). A family's draft is its own; health papers ask for their own right (D10)."""
        lisibles = Q(remis_le__isnull=False) | Q(classe_le__isnull=False)
        if not agent.has_perm(LIRE_LA_SANTE):
            lisibles &= ~Q(genre__in=Document.DE_SANTE)
        return self.filter(lisibles | Q(depose_par=agent))

    def du_dossier(self) -> "DocumentQuerySet":
        return self.filter(classe_le__isnull=False)


class Document(models.Model):
    """One file, of a foyer, of a child alone (both homes see it), or of a message sent to many.
    `classe_le` is empty while it only serves a démarche; validating the démarche files it.
    `remis_le` is empty until the family sends it. An infected one keeps its row, not its
    content."""

    class Etat(models.TextChoices):
        EN_ANALYSE = "en-analyse", "Analyse en cours"
        SAIN = "sain", "Analysé, aucun virus"
        INFECTE = "infecte", "Bloqué : virus détecté"
        NON_ANALYSE = "non-analyse", "Non analysé"

    class Genre(models.TextChoices):
        JUSTIFICATIF_DOMICILE = "domicile", "Justificatif de domicile"
        IDENTITE = "identite", "Pièce d’identité"
        PAI = "pai", "Projet d’accueil individualisé"
        VACCINS = "vaccins", "Carnet de vaccination"
        MEDICAL = "medical", "Certificat médical"
        NAISSANCE = "naissance", "Acte de naissance"
        ASSURANCE = "assurance", "Attestation d’assurance"
        RIB = "rib", "Relevé d’identité bancaire (RIB)"
        QUOTIENT = "quotient", "Attestation de quotient familial"
        AUTRE = "autre", "Autre document"

    DE_SANTE = (Genre.PAI, Genre.VACCINS, Genre.MEDICAL)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    foyer = models.ForeignKey(
        Foyer, on_delete=models.CASCADE, null=True, blank=True, related_name="documents"
    )
    enfant = models.ForeignKey(
        Enfant, on_delete=models.CASCADE, null=True, blank=True, related_name="documents"
    )
    envoi = models.ForeignKey(
        EnvoiGroupe,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="documents",
        editable=False,
    )
    genre = models.CharField("nature", max_length=12, choices=Genre, default=Genre.AUTRE)
    nom = models.CharField("nom du fichier", max_length=150)
    fichier = models.FileField(
        storage=stockage_prive, upload_to=nom_au_hasard, max_length=120, blank=True
    )
    type_mime = models.CharField(max_length=40)
    taille = models.PositiveIntegerField("taille en octets")
    sha256 = models.CharField(max_length=64)
    depose_par = un_compte()
    depose_le = models.DateTimeField("déposé le", default=timezone.now)
    emis_le = models.DateField("daté du", null=True, blank=True)
    valable_jusqu_au = models.DateField("valable jusqu’au", null=True, blank=True)
    remis_le = models.DateTimeField("remis au service le", null=True, blank=True)
    classe_le = models.DateTimeField("classé au dossier le", null=True, blank=True)
    etat = models.CharField("antivirus", max_length=12, choices=Etat, default=Etat.EN_ANALYSE)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        ordering = ["-depose_le"]
        indexes = [
            # what the antivirus has yet to look at
            models.Index(
                fields=["etat"],
                condition=Q(etat__in=["en-analyse", "non-analyse"]),
                name="document_a_analyser",
            ),
            # the papers of the last weeks, looked at for a 2D-Doc
            models.Index(fields=["depose_le"], name="document_par_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(foyer__isnull=False) | Q(enfant__isnull=False) | Q(envoi__isnull=False),
                name="document_a_un_titulaire",
            ),
        ]

    def __str__(self) -> str:
        return self.nom

    @property
    def a_expire(self) -> bool:
        fin = self.valable_jusqu_au
        return fin is not None and fin < timezone.localdate()

    @property
    def ouvrable(self) -> bool:
        """An infected file is opened by nobody; one that the antivirus looks at, not yet."""
        return self.etat in (self.Etat.SAIN, self.Etat.NON_ANALYSE)


class CachetLu(models.Model):
    """That a paper was looked at, and what its 2D-Doc is worth. `contenu`: of a right signature
    only, whose paper it is and where (famille.regles.cachets.papier), to be compared with the file
    as it is when an agent reads it. It goes with the document."""

    class Etat(models.TextChoices):
        SANS = "sans", "Sans code lisible"
        VALABLE = "valable", "Signature valable"
        NON_VALABLE = "non-valable", "Signature non valable"
        INCONNU = "inconnu", "Émetteur inconnu de la liste"

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="cachet")
    etat = models.CharField("cachet", max_length=12, choices=Etat)
    type_papier = models.CharField("type de papier", max_length=2, blank=True)
    emetteur = models.CharField("certificat", max_length=9, blank=True)
    signataire = models.CharField(max_length=100, blank=True)
    date_document = models.DateField("date du document", null=True, blank=True)
    signe_le = models.DateField("signé le", null=True, blank=True)
    contenu = JSONChiffre(usage=CACHET, default=dict)
    lu_le = models.DateTimeField("lu le", default=timezone.now)

    class Meta:
        verbose_name = "cachet d’un document"
        verbose_name_plural = "cachets des documents"

    def __str__(self) -> str:
        return self.get_etat_display()
