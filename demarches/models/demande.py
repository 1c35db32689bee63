"""A demande: its draft, what was sent and the answer are one row."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.conf import settings
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from demarches.registre import REGISTRE
from demarches.regles.avancement import Avancement
from famille.models import (
    Enfant,
    Fil,
    Foyer,
    Responsable,
    Utilisateur,
    ecrit_depuis_sa_venue,
    enfants_ouverts_a,
    foyers_ouverts_a,
)
from famille.models.champs import JSONChiffre
from famille.socle import chiffrement

from .reglage import ReglageDemarche

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from demarches.declaration.demarche import Demarche
    from demarches.models.suites import Complement

    DemandeDatee = WithAnnotations["Demande", "AvecSaDecision"]


class ChampAvancement(models.JSONField):
    """A field that holds an Avancement; for migrations, it is a JSONField."""

    _pyi_private_set_type: Avancement
    _pyi_private_get_type: Avancement

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        return Avancement.de(super().from_db_value(value, expression, connection))

    def get_prep_value(self, value: Any) -> Any:
        return value.en_json() if isinstance(value, Avancement) else super().get_prep_value(value)

    def deconstruct(self) -> Any:
        nom, _chemin, arguments, options = super().deconstruct()
        return nom, "django.db.models.JSONField", arguments, options | {"default": dict}


class DemandeQuerySet(models.QuerySet):
    def de(self, utilisateur: "Utilisateur | int", jour: "date | None" = None) -> "DemandeQuerySet":
        """The demandes of the account's households: the one door of every family view. In a
        household that has not confirmed it, only those that the account wrote
        (famille.models.acces), since demandes may tell of health."""
        siennes = self.filter(foyer__in=Foyer.objects.de(utilisateur, jour))
        depuis = ecrit_depuis_sa_venue(utilisateur, par="par", le="cree_le")
        return siennes.filter(Q(foyer__in=foyers_ouverts_a(utilisateur, jour)) | depuis)

    def brouillons(self) -> "DemandeQuerySet":
        return self.filter(statut=Demande.Statut.BROUILLON)

    def deposees(self) -> "DemandeQuerySet":
        return self.exclude(statut=Demande.Statut.BROUILLON)

    def sans_les_reponses(self) -> "DemandeQuerySet":
        """Defer the encrypted columns of answers: they are neither read nor decrypted."""
        return self.defer("saisie", "avancement", "recapitulatif", "changements")

    def avec_suivi(self) -> "DemandeQuerySet":
        """With what the family's pages show of each, in a fixed number of queries."""
        return self.select_related("foyer", "enfant", "accuse").prefetch_related(
            "passages", "complements"
        )

    def pour_la_liste(self) -> "DemandeQuerySet":
        """The latest first: two queries, with `decidee_le`, the last change of state."""
        return self.avec_decision().prefetch_related("complements")

    def avec_decision(self) -> "DemandeQuerySet":
        """`pour_la_liste` without complements: one query."""
        # Grouped rows forget the order of the model.
        return (
            self.select_related("enfant", "fil")
            .annotate(decidee_le=models.Max("passages__le"))
            .order_by("-deposee_le", "-modifie_le")
        )

    def a_traiter(self) -> "DemandeQuerySet":
        """The demandes that an agent can answer: without those that wait on a list for a place
        (demarches.catalogue.place_en_accueil_de_loisirs.mise_sur_liste)."""
        return self.filter(statut=Demande.Statut.EN_ATTENTE, sur_liste_le=None)


class Demande(models.Model):
    class Statut(models.TextChoices):
        BROUILLON = "brouillon", "Brouillon"
        EN_ATTENTE = "en-attente", "En attente de validation"
        A_COMPLETER = "a-completer", "À compléter"
        REPONDUE = "repondue", "Répondue"
        CLOSE = "close", "Close"
        VALIDEE = "validee", "Validée"
        REJETEE = "rejetee", "Rejetée"
        RETIREE = "retiree", "Retirée"

    class Canal(models.TextChoices):
        PORTAIL = "portail", "Portail"
        GUICHET = "guichet", "Guichet"
        TELEPHONE = "telephone", "Téléphone"
        COURRIER = "courrier", "Courrier"

        @property
        def dit(self) -> str:
            """Its words in the middle of a sentence."""
            lieux = ["dans le portail", "au guichet", "par téléphone", "par courrier"]
            return dict(zip(type(self), lieux, strict=True))[self]

    # The one table of next states; nothing leaves VALIDEE, REJETEE or RETIREE. A closed
    # conversation may be reopened.
    SUITES = {
        Statut.BROUILLON: {Statut.EN_ATTENTE},
        Statut.EN_ATTENTE: {
            *(Statut.VALIDEE, Statut.REJETEE, Statut.A_COMPLETER, Statut.RETIREE),
            *(Statut.REPONDUE, Statut.CLOSE),
        },
        Statut.A_COMPLETER: {Statut.EN_ATTENTE, Statut.REJETEE},
        Statut.REPONDUE: {Statut.EN_ATTENTE, Statut.REPONDUE, Statut.CLOSE},
        Statut.CLOSE: {Statut.REPONDUE},
        Statut.VALIDEE: set(),
        Statut.REJETEE: set(),
        Statut.RETIREE: set(),
    }
    # A demande is either decided or answered (`Demarche.decision`); each has its states in SUITES.
    DECISIONS = {Statut.VALIDEE, Statut.REJETEE, Statut.A_COMPLETER, Statut.RETIREE}
    REPONSES = {Statut.REPONDUE, Statut.CLOSE}

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    numero = models.CharField("numéro", max_length=14, unique=True, null=True, blank=True)
    code = models.CharField("démarche", max_length=40, db_index=True)
    foyer = models.ForeignKey(Foyer, on_delete=models.CASCADE, related_name="demandes")
    enfant = models.ForeignKey(
        Enfant, on_delete=models.CASCADE, null=True, blank=True, related_name="demandes"
    )
    statut = models.CharField(max_length=12, choices=Statut, default=Statut.BROUILLON)
    canal = models.CharField(max_length=10, choices=Canal, default=Canal.PORTAIL)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # {step: {field: [raw values]}} as typed, so that an invalid page is kept too; read back through
    # the forms.
    saisie = JSONChiffre(usage=chiffrement.REPONSES, default=dict)
    avancement = ChampAvancement(default=Avancement)
    # What was sent, as label/value pairs by page, frozen when it was: the receipt and the desk read
    # this.
    recapitulatif = JSONChiffre(usage=chiffrement.REPONSES, default=list)
    # What validation changed, as [{"libelle", "avant", "apres"}], frozen with the decision.
    changements = JSONChiffre(usage=chiffrement.REPONSES, default=list)
    cree_le = models.DateTimeField("commencée le", default=timezone.now)
    modifie_le = models.DateTimeField("enregistrée le", default=timezone.now)
    deposee_le = models.DateTimeField("déposée le", null=True, blank=True)
    echeance = models.DateField("réponse avant le", null=True, blank=True)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="demandes_prises",
    )
    prise_le = models.DateTimeField("prise en charge le", null=True, blank=True)
    # For a place: an agent has put it on the list, since there is none yet, and told the family.
    sur_liste_le = models.DateTimeField("mise sur liste le", null=True, blank=True, editable=False)
    # For a conversation (`Demarche.decision` False): its thread, and the number of the demande that
    # it is about.
    fil = models.OneToOneField(
        Fil, on_delete=models.SET_NULL, null=True, blank=True, related_name="demande"
    )
    a_propos = models.CharField("à propos de", max_length=40, blank=True)

    # set by the reader (demarches.instruction.acces)
    la_famille_ecrit: bool
    coche = False  # whether the agent ticked the box of validation (`Demarche.a_cocher`)

    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande"
        verbose_name_plural = "demandes"
        ordering = ["-deposee_le", "-modifie_le"]
        indexes = [
            # The desk's list, in its two orders, and the weeks of its charts (bench/pages).
            # Their last columns are only counted: what waits, by démarche and by agent, and what
            # came in a week, are read in the index alone.
            models.Index(
                fields=["statut", "echeance", "deposee_le", "id", "code", "agent", "sur_liste_le"],
                name="demande_par_urgence",
            ),
            models.Index(fields=["statut", "-deposee_le", "id"], name="demande_par_etat_recentes"),
            models.Index(fields=["-deposee_le", "id", "statut"], name="demande_recentes"),
            models.Index(fields=["foyer", "statut"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(statut="brouillon") | Q(numero__isnull=False, deposee_le__isnull=False),
                name="demande_deposee_a_numero_et_date",
            ),
        ]
        permissions = [("instruire_demande", "Peut instruire les demandes")]

    def __str__(self) -> str:
        return self.numero or "Brouillon"

    @cached_property
    def enfants_fermes(self) -> frozenset[int]:
        """The children (pk) whose health the account that fills this may not read yet."""
        if self.canal != self.Canal.PORTAIL:
            return frozenset()
        jour, siens = timezone.localdate(), Foyer.objects.filter(pk=self.foyer_id).order_by()
        fermes = Enfant.objects.du(siens, jour).exclude(pk__in=enfants_ouverts_a(self.par_id, jour))
        return frozenset(fermes.values_list("pk", flat=True))

    @classmethod
    def tenue(cls, pk: uuid.UUID) -> "Demande":
        """The row of this key, locked until the transaction ends, with those it is about."""
        lues = cls.objects.select_for_update(of=("self",)).select_related("foyer", "enfant")
        return lues.get(pk=pk)

    def peut_devenir(self, statut: "Demande.Statut") -> bool:
        autres = self.REPONSES if self.attend_une_decision else self.DECISIONS
        return statut in self.SUITES[self.Statut(self.statut)] - autres

    @property
    def attend_une_decision(self) -> bool:
        """Whether it awaits a decision; else it is a conversation, answered and closed."""
        return self.demarche is None or self.demarche.decision

    @property
    def demarche(self) -> "Demarche | None":
        """The Demarche of the catalogue; None: this version no longer has it."""
        return REGISTRE.obtenir(self.code)

    @property
    def sa_demarche(self) -> "Demarche":
        """`demarche`, for what needs it: a page to fill, a decision to take. LookupError: this
        version no longer has it."""
        if (demarche := self.demarche) is None:
            raise LookupError(f"no démarche {self.code} in the catalogue")
        return demarche

    @property
    def son_enfant(self) -> Enfant:
        """The child that it is about, for a démarche `par_enfant`: none begins without one.
        LookupError: it is about the household."""
        if self.enfant is None:
            raise LookupError(f"the demande {self.pk} is about no child")
        return self.enfant

    @property
    def statut_dit(self) -> str:
        return dire_le_statut(self.statut, self.demarche)

    @property
    def statut_dit_a_la_famille(self) -> str:
        """The state in the family's words: a conversation that agents close is over."""
        return "Terminée" if self.statut == self.Statut.CLOSE else self.statut_dit

    @property
    def donnees(self) -> dict[str, Any]:
        """Page → its cleaned values."""
        return self.sa_demarche.donnees(self)

    @property
    def titre(self) -> str:
        return str(self.demarche.titre) if self.demarche else self.code

    @property
    def objet(self) -> str:
        """What the subject of a mail says: "Naissance", "Place en accueil de loisirs (Hugo)"; ""
        where the title alone tells of somebody's health."""
        if self.demarche is None or self.demarche.titre_sensible:
            return ""
        return f"{self.titre_court} ({self.enfant.prenom})" if self.enfant else self.titre_court

    @property
    def titre_court(self) -> str:
        return (self.demarche and self.demarche.titre_court) or self.titre

    @cached_property
    def reglage(self) -> Any:
        """The ReglageDemarche of its démarche, or None; read once in the life of this object."""
        return ReglageDemarche.objects.filter(code=self.code).first()

    @cached_property
    def adultes_du_foyer(self) -> list[Responsable]:
        """Its current adults, with their accounts; read once in the life of this object."""
        actuels = Responsable.objects.actuels(timezone.localdate()).filter(foyer=self.foyer_id)
        return list(actuels.select_related("utilisateur"))

    @cached_property
    def enfants_du_foyer(self) -> list[Enfant]:
        """The children now attached to it; read once in the life of this object."""
        siens = Foyer.objects.filter(pk=self.foyer_id).order_by()
        return list(Enfant.objects.du(siens, timezone.localdate()))

    @cached_property
    def autres_a_l_etude(self) -> "list[Demande]":
        """The other undecided demandes of this household, the oldest first."""
        statuts = (self.Statut.EN_ATTENTE, self.Statut.A_COMPLETER)
        autres = Demande.objects.filter(foyer=self.foyer_id, statut__in=statuts)
        autres = autres.exclude(pk=self.pk).order_by("deposee_le")
        return list(autres.prefetch_related("pieces__document", "complements"))

    @cached_property
    def lu(self) -> dict[Any, Any]:
        """A cache of what its pages have read, by key; a write removes its entry."""
        return {}

    @cached_property
    def visee(self) -> "Demande | None":
        """The Demande of this household that this one is about (`a_propos`), or None."""
        siennes = Demande.objects.filter(foyer=self.foyer_id, numero=self.a_propos)
        return siennes.first() if self.a_propos else None

    @property
    def modifiable(self) -> bool:
        """Whether the family still has the pen."""
        return self.statut in (self.Statut.BROUILLON, self.Statut.A_COMPLETER)

    @cached_property
    def complement_attendu(self) -> "Complement | None":
        """The Complement asked and not yet received, or None."""
        if self.statut != self.Statut.A_COMPLETER:
            return None
        return next((une for une in self.complements.all() if une.recu_le is None), None)

    @property
    def pages_a_refaire(self) -> list[str]:
        """Codes of the pages that an agent gave back; [] for a draft."""
        return self.complement_attendu.etapes if self.complement_attendu else []

    @property
    def canal_de_la_saisie(self) -> "Demande.Canal":
        """The channel of what is being written. A complement comes by the portal, unless an agent
        has begun to enter it and is the one who writes (demarches.instruction.acces)."""
        complement = self.complement_attendu
        if complement is None:
            return self.Canal(self.canal)
        la_famille = getattr(self, "la_famille_ecrit", False)
        saisie = None if la_famille else getattr(complement, "saisie", None)
        return self.Canal(saisie.canal) if saisie else self.Canal.PORTAIL

    def auteur_de(self, etape: str | None) -> Utilisateur:
        """The account that sent this page last, with the demande or in a complement."""
        rendue = self._rendue(etape)
        if rendue is None:
            return self.par
        envois = self.passages.filter(de=self.Statut.A_COMPLETER, vers=self.Statut.EN_ATTENTE)
        envoi = envois.filter(le__gte=rendue.recu_le).first()
        return (envoi and envoi.par) or self.par

    def _rendue(self, etape: str | None) -> "Complement | None":
        recus = [une for une in self.complements.all() if une.recu_le and etape in une.etapes]
        return recus[-1] if recus else None

    @property
    def pieces_jointes(self) -> list[Any]:
        """list[PieceJointe], with their documents; read again each time, unless prefetched."""
        if "pieces" in self._prefetches:
            return list(self.pieces.all())
        return list(self.pieces.select_related("document__cachet"))

    @property
    def _prefetches(self) -> dict[str, Any]:
        return getattr(self, "_prefetched_objects_cache", {})


class AvecSaDecision(TypedDict):
    """The annotation of `avec_decision`: when the state last changed."""

    decidee_le: datetime


def dire_le_statut(statut: str, demarche: "Demarche | None") -> str:
    """A state in words: a message waits for an answer, not for a validation."""
    message = demarche is not None and not demarche.decision
    if message and statut == Demande.Statut.EN_ATTENTE:
        return "En attente de réponse"
    return Demande.Statut(statut).label
