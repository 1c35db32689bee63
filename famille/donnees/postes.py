"""What a purge deletes of the household's file: one Poste a kind (famille.donnees.purge)."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet

from famille.documents.orphelins import fichiers_orphelins, purger_orphelins
from famille.journal.modifications import oublier_les_modifications
from famille.models import (
    Alerte,
    Consultation,
    Courriel,
    Document,
    EnvoiGroupe,
    ExportDonnees,
    FicheSanitaire,
    Fil,
    Foyer,
    Modification,
    Notification,
)
from famille.socle.requetes.jours import minuit

from . import Poste, PosteAilleurs, poste
from .effacement import foyers_partis, foyers_vides
from .effacer_le_dossier import (
    supprimer_documents,
    supprimer_exports,
    supprimer_fils,
    supprimer_foyers_vides,
)
from .foyers import effacer_les_partis
from .purge_comptable import effacer_les_factures, foyers_a_solder

if TYPE_CHECKING:
    from famille.models.alerte import NotificationQuerySet
    from famille.models.message import FilQuerySet


FIN_DE_SAISON = (8, 31)  # month, day


def fiches(limite: date) -> QuerySet[FicheSanitaire]:
    return FicheSanitaire.objects.filter(valable_jusqu_au__lt=limite)


def papiers_de_sante(limite: date) -> QuerySet[Document]:
    """Past their end, or, without one, of a season that ended before `limite`; not those of a
    record in force, nor those that a demande holds (`demarches` lets go of its own)."""
    perimes = Q(valable_jusqu_au__lt=limite) | Q(
        valable_jusqu_au=None, depose_le__lt=minuit(debut_de_saison(limite))
    )
    en_vigueur = FicheSanitaire.objects.filter(valable_jusqu_au__gte=limite)
    papiers = Document.objects.filter(perimes, genre__in=Document.DE_SANTE)
    for nom in ("pai_document", "vaccins_document"):
        papiers = papiers.exclude(pk__in=en_vigueur.filter(**{f"{nom}__isnull": False}).values(nom))
    return papiers


def debut_de_saison(limite: date) -> date:
    """The first day of the season that follows the last one to have ended before `limite`.

    >>> debut_de_saison(date(2026, 11, 25)), debut_de_saison(date(2026, 8, 31))
    (datetime.date(2026, 9, 1), datetime.date(2025, 9, 1))
    """
    annee = limite.year if (limite.month, limite.day) > FIN_DE_SAISON else limite.year - 1
    return date(annee, 9, 1)


def conversations(limite: date) -> "FilQuerySet":
    """Closed, or sent to many and never answered."""
    return Fil.objects.filter(
        etat__in=[Fil.Etat.CLOS, Fil.Etat.ENVOYE], dernier_le__lt=minuit(limite)
    )


def envois(limite: date) -> QuerySet[EnvoiGroupe]:
    """Messages to many of which no household has its own any more."""
    return EnvoiGroupe.objects.filter(envoye_le__lt=minuit(limite), fils=None)


def lectures(limite: date) -> QuerySet[Consultation]:
    return Consultation.objects.filter(le__lt=minuit(limite))


def modifications(limite: date) -> QuerySet[Modification]:
    return Modification.objects.filter(le__lt=minuit(limite))


def courriels(limite: date) -> QuerySet[Courriel]:
    """Sent, or given up long ago."""
    return Courriel.objects.filter(
        Q(envoye_le__lt=minuit(limite)) | Q(envoye_le=None, prochain_essai_le__lt=minuit(limite))
    )


def alertes(limite: date) -> QuerySet[Alerte]:
    """With the mails that say the same: their keys are what keeps a fact from being told twice."""
    return Alerte.objects.filter(cree_le__lt=minuit(limite))


def notifications(limite: date) -> "NotificationQuerySet":
    return Notification.objects.filter(le__lt=minuit(limite))


def _cles(lignes: Callable[..., Any]) -> Callable[[Any], list[Any]]:
    return lambda limite: list(lignes(limite).values_list("pk", flat=True))


@transaction.atomic
def _effacer_papiers(cles: Iterable[Any], limite: date) -> int:
    return supprimer_documents(papiers_de_sante(limite).filter(pk__in=cles))


@transaction.atomic
def _effacer_modifications(cles: Iterable[int], limite: date) -> int:
    """Household by household: PostgreSQL lets them go under its name only."""
    dues = modifications(limite).filter(pk__in=cles)
    nombre = dues.count()
    for foyer in Foyer.objects.filter(pk__in=dues.values("foyer")):
        oublier_les_modifications(foyer, pk__in=cles, le__lt=minuit(limite))
    return nombre


@transaction.atomic
def _effacer_fils(cles: Iterable[int], limite: date) -> int:
    return supprimer_fils(conversations(limite).filter(pk__in=cles))


@transaction.atomic
def _effacer_envois(cles: Iterable[int], limite: date) -> int:
    dus = list(envois(limite).filter(pk__in=cles))
    supprimer_documents(Document.objects.filter(envoi__in=dus, foyer=None, enfant=None))
    for envoi in dus:
        envoi.delete()
    return len(dus)


@transaction.atomic
def _effacer_vides(cles: Iterable[int], _limite: date) -> int:
    return supprimer_foyers_vides(cles)


def _copies() -> QuerySet[ExportDonnees]:
    from .copie import perimees  # noqa: PLC0415 - which reads these

    return perimees()


@transaction.atomic
def _effacer_copies() -> int:
    return supprimer_exports(_copies())


POSTES = [
    poste("fiches", "Fiches sanitaires périmées", "sante", fiches),
    Poste(
        "papiers-sante",
        "Documents de santé périmés",
        "sante",
        _cles(papiers_de_sante),
        _effacer_papiers,
    ),
    poste("lectures", "Traces de consultation", "lectures", lectures),
    Poste(
        "modifications",
        "Journal des modifications",
        "modifications",
        _cles(modifications),
        _effacer_modifications,
    ),
    poste("courriels", "E-mails envoyés", "courriels", courriels),
    poste("alertes", "Alertes envoyées", "courriels", alertes),
    poste("notifications", "Notifications", "notifications", notifications),
    Poste(
        "conversations",
        "Conversations closes",
        "conversations",
        _cles(conversations),
        _effacer_fils,
    ),
    Poste("envois", "Messages groupés", "conversations", _cles(envois), _effacer_envois),
    Poste(
        "factures",
        "Dossiers dont la comptabilité est échue",
        "factures",
        foyers_a_solder,
        effacer_les_factures,
    ),
    Poste("foyers", "Familles parties", "foyers", _cles(foyers_partis), effacer_les_partis),
    Poste(
        "foyers-vides",
        "Dossiers effacés devenus vides",
        "foyers",
        lambda _l: _vides(),
        _effacer_vides,
    ),
    PosteAilleurs(
        "orphelins",
        "Fichiers sans document",
        lambda: len(list(fichiers_orphelins())),
        purger_orphelins,
    ),
    PosteAilleurs(
        "copies", "Copies de données expirées", lambda: _copies().count(), _effacer_copies
    ),
]


def _vides() -> list[Any]:
    return list(foyers_vides().values_list("pk", flat=True))
