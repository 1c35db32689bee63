"""What forbids to erase a household, and what is kept of it: for family, agent and purge."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from famille import models
from famille.models import Enfant, Facture, Foyer, Paiement, ReglageConservation
from famille.models.enfant import EnfantQuerySet
from famille.models.foyer import FoyerQuerySet
from famille.regles.conservation import dire

from . import pieces

EFFACE = "Dossier effacé"  # the name of what is left of a household
COMPTE_EFFACE = "compte.invalid"  # the domain of the address of a closed account (RFC 2606)


@dataclass(frozen=True)
class PartDossier:
    """One kind of data: `garde` ("" when it is erased) says why, and for how long, it stays."""

    titre: str
    garde: str = ""


def obstacles(foyer: Foyer) -> list[str]:
    """French sentences: why this household cannot be erased today, the rooms' all together."""
    return [
        phrase
        for piece in pieces()
        if hasattr(piece, "obstacles")
        for phrase in piece.obstacles(foyer)
    ]


def obstacles_de_la_compta(foyer: Foyer) -> list[str]:
    """What money still asks of this household."""
    factures = Facture.objects.filter(foyer=foyer)
    vifs = Paiement.objects.filter(
        foyer=foyer, etat__in=[Paiement.Etat.OUVERT, Paiement.Etat.A_VERIFIER]
    )
    essais = {
        "Une facture reste à payer : le dossier ne peut être effacé qu’une fois réglé.": (
            factures.dues()
        ),
        "Une facture est en préparation : elle doit d’abord être publiée, puis réglée.": (
            factures.brouillons()
        ),
        "Un trop-perçu doit vous être rendu : il le sera avant l’effacement.": (
            factures.trop_percues()
        ),
        "Un paiement est en cours : attendez d’en connaître le résultat.": vifs,
    }
    return [phrase for phrase, lignes in essais.items() if lignes.exists()]


def enfants_qui_restent(foyer: Foyer) -> EnfantQuerySet:
    """QuerySet of the Enfant that another household has, or has had: that one keeps them."""
    autres = Foyer.objects.exclude(pk=foyer.pk)
    return Enfant.objects.filter(rattachements__foyer=foyer).filter(foyers__in=autres).distinct()


def bilan(foyer: Foyer) -> list[PartDossier]:
    """What becomes of each kind of data when the household is erased, in the words of a family."""
    reglage = ReglageConservation.lire()
    return [
        PartDossier("Votre compte, vos coordonnées, vos adresses, votre quotient familial"),
        PartDossier("Vos contacts, les autorisations, la santé et les documents de vos enfants"),
        _enfants(foyer),
        PartDossier(
            "Vos messages, vos autres démarches et leurs pièces, vos réservations et présences"
        ),
        *_comptabilite(foyer, reglage),
        PartDossier(
            "La trace de cette demande", f"sans votre nom, {_pendant(reglage, 'demandes')}"
        ),
        PartDossier(
            "La trace des consultations de votre dossier",
            f"par sécurité, {_pendant(reglage, 'lectures')}",
        ),
    ]


def _enfants(foyer: Foyer) -> PartDossier:
    partages = enfants_qui_restent(foyer)
    if not partages:
        return PartDossier("Vos enfants : nom, naissance, école, inscriptions")
    noms = ", ".join(enfant.prenom for enfant in partages)
    return PartDossier(
        f"Vos enfants, sauf pour leur autre foyer ({noms})",
        f"{noms} : l’autre foyer garde son propre dossier",
    )


def _comptabilite(foyer: Foyer, reglage: ReglageConservation) -> list[Any]:
    """The invoices and what proves them; a household that has none reads nothing of them."""
    if not (
        Facture.objects.filter(foyer=foyer).exists()
        or Paiement.objects.filter(foyer=foyer).exists()
    ):
        return []
    raison = (
        "pièces de la comptabilité publique,"
        f" {_pendant(reglage, 'factures', loi='10 ans en usage')}"
    )
    return [PartDossier("Vos factures, vos paiements et les mandats qui les ont payés", raison)]


def _pendant(reglage: ReglageConservation, code: str, loi: str = "") -> str:
    valeur = getattr(reglage, code)
    return (
        f"pendant {dire(code, valeur)}"
        if valeur
        else f"pour une durée que la collectivité fixe{loi and f' ({loi})'}"
    )


def nommes() -> Q:
    """Of a MandatSEPA: an invoice, a payment or a refund still names it."""
    dit = Q()
    for modele in (Facture, Paiement, models.Remboursement):
        dit |= Q(pk__in=modele._default_manager.filter(mandat__isnull=False).values("mandat"))
    return dit


def foyers_vides() -> FoyerQuerySet:
    """QuerySet of the Foyer already erased that nothing holds any more."""
    vides = Foyer.objects.filter(nom=EFFACE, fusionnes=None)
    for piece in pieces():
        for cles in getattr(piece, "retenus", list)():
            vides = vides.exclude(pk__in=cles)
    return vides


def foyers_partis(limite: date) -> FoyerQuerySet:
    """QuerySet of the Foyer where nothing has happened since `limite` (date), whatever the room."""
    partis = Foyer.objects.ouverts().exclude(nom=EFFACE)
    for piece in pieces():
        for cles in piece.actifs(limite) if hasattr(piece, "actifs") else ():
            partis = partis.exclude(pk__in=cles)
    return partis
