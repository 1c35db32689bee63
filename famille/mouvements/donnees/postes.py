"""What a purge deletes of the household's file: one Poste a kind
(famille.mouvements.donnees.purge)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from famille import models
from famille.dossier.documents.orphelins import fichiers_orphelins, purger_orphelins
from famille.journal.modifications import oublier_les_modifications
from famille.models import Alerte, Consultation, Document, EnvoiGroupe, FicheSanitaire, Fil, Foyer
from famille.models.message import FilQuerySet
from famille.socle.requetes.jours import minuit

from . import Poste, PosteAilleurs, poste
from .copies import perimees
from .effacement import foyers_partis, foyers_vides
from .effacer_le_dossier import (
    effacer_les_partis,
    supprimer_documents,
    supprimer_exports,
    supprimer_fils,
)
from .purge_comptable import effacer_les_factures, foyers_a_solder

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


def conversations(limite: date) -> FilQuerySet:
    """Closed, or sent to many and never answered."""
    return Fil.objects.filter(
        etat__in=[Fil.Etat.CLOS, Fil.Etat.ENVOYE], dernier_le__lt=minuit(limite)
    )


def envois(limite: date) -> QuerySet[EnvoiGroupe]:
    """Messages to many of which no household has its own any more."""
    return EnvoiGroupe.objects.filter(envoye_le__lt=minuit(limite), fils=None)


def _d_avant(modele: type[Model], champ: str) -> Callable[[date], QuerySet[Any]]:
    """Its rows of before a day."""
    return lambda limite: modele._default_manager.filter(**{f"{champ}__lt": minuit(limite)})


def courriels(limite: date) -> QuerySet[models.Courriel]:
    """Sent, or given up long ago."""
    return models.Courriel.objects.filter(
        Q(envoye_le__lt=minuit(limite)) | Q(envoye_le=None, prochain_essai_le__lt=minuit(limite))
    )


def _supprimer_les_modifications(dues: QuerySet[models.Modification]) -> int:
    """Household by household: PostgreSQL lets them go under its name only."""
    cles = list(dues.values_list("pk", flat=True))
    for foyer in Foyer.objects.filter(pk__in=dues.values("foyer")):
        oublier_les_modifications(foyer, pk__in=cles)
    return len(cles)


def _supprimer_les_envois(dus: QuerySet[EnvoiGroupe]) -> int:
    partis = list(dus)
    supprimer_documents(Document.objects.filter(envoi__in=partis, foyer=None, enfant=None))
    for envoi in partis:
        envoi.delete()
    return len(partis)


@transaction.atomic
def _effacer_copies() -> int:
    return supprimer_exports(perimees())


POSTES = [
    poste("fiches", "Fiches sanitaires périmées", "sante", fiches),
    poste(
        "papiers-sante",
        "Documents de santé périmés",
        "sante",
        papiers_de_sante,
        supprimer_documents,
    ),
    poste("lectures", "Traces de consultation", "lectures", _d_avant(Consultation, "le")),
    poste(
        "modifications",
        "Journal des modifications",
        "modifications",
        _d_avant(models.Modification, "le"),
        _supprimer_les_modifications,
    ),
    poste("courriels", "E-mails envoyés", "courriels", courriels),
    # with the mails that say the same: their keys keep a fact from being told twice
    poste("alertes", "Alertes envoyées", "courriels", _d_avant(Alerte, "cree_le")),
    poste("notifications", "Notifications", "notifications", _d_avant(models.Notification, "le")),
    poste("conversations", "Conversations closes", "conversations", conversations, supprimer_fils),
    poste("envois", "Messages groupés", "conversations", envois, _supprimer_les_envois),
    Poste(
        "factures",
        "Dossiers dont la comptabilité est échue",
        "factures",
        foyers_a_solder,
        effacer_les_factures,
    ),
    Poste(
        "foyers",
        "Familles parties",
        "foyers",
        lambda limite: list(foyers_partis(limite).values_list("pk", flat=True)),
        effacer_les_partis,
    ),
    poste(
        "foyers-vides", "Dossiers effacés devenus vides", "foyers", lambda _limite: foyers_vides()
    ),
    PosteAilleurs(
        "orphelins",
        "Fichiers sans document",
        lambda: len(list(fichiers_orphelins())),
        purger_orphelins,
    ),
    PosteAilleurs(
        "copies", "Copies de données expirées", lambda: perimees().count(), _effacer_copies
    ),
]
