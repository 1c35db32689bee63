"""Invoices past their years: they go together with all that they are tied to, or not at all."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from famille import models
from famille.models import Facture, LigneFacture, LigneReponse, MandatSEPA, Paiement, PartPaiement
from famille.models.argent.mandat import MandatQuerySet

from .effacement import nommes

FINIS = [
    etat for etat in Paiement.Etat if etat not in (Paiement.Etat.OUVERT, Paiement.Etat.A_VERIFIER)
]


def factures_echues(limite: date) -> QuerySet[Facture]:
    """Published before `limite`, and nothing left to pay or to give back."""
    echues = Facture.objects.publiees().filter(emise_le__lt=limite)
    return echues.exclude(genre=Facture.Genre.FACTURE, total__gt=F("regle")).exclude(
        genre=Facture.Genre.FACTURE, total__lt=F("regle")
    )


def foyers_a_solder(limite: date) -> list[Any]:
    """Keys of the households of which at least one invoice, or ended mandate, may go."""
    foyers = set(factures_echues(limite).values_list("foyer", flat=True))
    partent = {foyer for foyer in foyers if _qui_partent(foyer, limite)}
    return sorted(partent | set(_mandats_finis(limite).values_list("foyer", flat=True)))


@transaction.atomic
def effacer_les_factures(cles: Iterable[int], limite: date) -> int:
    """Of how many households something was deleted."""
    effaces = 0
    for foyer in cles:
        siennes = Facture.objects.select_for_update(of=("self",)).filter(foyer=foyer)
        list(siennes.values_list("pk"))  # holds them
        partent = _qui_partent(foyer, limite)
        _effacer(partent)
        echeanciers = models.Echeancier.objects.filter(fini_le__date__lt=limite, factures=None)
        echeanciers.filter(foyer=foyer).delete()
        mandats = _mandats_finis(limite).filter(foyer=foyer).delete()[0]
        effaces += bool(partent or mandats)
    _effacer_ce_qui_est_seul(limite)
    return effaces


def _effacer_ce_qui_est_seul(limite: date) -> None:
    """Before `limite`: what the bank and the Treasury gave back, once nothing of it waits; rights
    and statements of payers, of which no invoice keeps anything."""
    attendent = models.LigneBancaire.objects.en_attente().values("retour")
    retours = models.RetourBancaire.objects.filter(cree_le__date__lt=limite)
    retours.exclude(pk__in=attendent).delete()
    a_voir = LigneReponse.objects.filter(suite=LigneReponse.Suite.A_VOIR).values("reponse")
    models.ReponseTresor.objects.filter(cree_le__date__lt=limite).exclude(pk__in=a_voir).delete()
    models.DroitPayeur.objects.filter(fin__lt=limite, parts=None).delete()
    models.RelevePayeur.objects.filter(cree_le__date__lt=limite, parts=None).delete()


def _qui_partent(foyer: int, limite: date) -> set[int]:
    """Keys of the invoices that may go: due, and tied (credit notes, payments) to due ones only."""
    partent = set(factures_echues(limite).filter(foyer=foyer).values_list("pk", flat=True))
    while partent and (retenues := partent & _liees_a_d_autres(foyer, partent)):
        partent -= retenues
    return partent


def _liees_a_d_autres(foyer: int, partent: set[int]) -> set[int]:
    """The keys of invoices tied to one that stays, or to a payment that is not over."""
    avoirs = Facture.objects.filter(foyer=foyer, corrige__isnull=False)
    lignes = LigneFacture.objects.filter(facture__foyer=foyer, corrige__isnull=False)
    imputations = models.Imputation.objects.filter(de__foyer=foyer)
    paires: list[Any] = [
        *avoirs.values_list("pk", "corrige"),
        *lignes.values_list("facture", "corrige__facture"),
        *imputations.values_list("de", "vers"),
    ]
    par_paiement: dict[int, set[int]] = {}
    retenues = set()
    parts = PartPaiement.objects.filter(paiement__foyer=foyer)
    for paiement, etat, facture in parts.values_list("paiement", "paiement__etat", "facture"):
        par_paiement.setdefault(paiement, set()).add(facture)
        if etat not in FINIS:
            retenues.add(facture)
    for groupe in [*map(set, paires), *par_paiement.values()]:
        if not groupe <= partent:
            retenues |= groupe
    return retenues


def _effacer(factures: set[int]) -> None:
    """Rows that hold others go first: credit notes before what they correct."""
    paiements = list(
        PartPaiement.objects.filter(facture__in=factures).values_list("paiement", flat=True)
    )
    for modele in (
        *(models.Relance, models.Remboursement, PartPaiement),
        *(models.CreanceTransmise, models.RecouvrementTresor),
    ):
        modele.objects.filter(facture__in=factures).delete()
    models.Imputation.objects.filter(de__in=factures).delete()
    LigneFacture.objects.filter(facture__in=factures).update(corrige=None)
    Facture.objects.filter(pk__in=factures, genre=Facture.Genre.AVOIR).delete()
    Facture.objects.filter(pk__in=factures).delete()
    Paiement.objects.filter(pk__in=paiements, parts=None).delete()
    # lists of which nothing is left
    models.LotRemboursement.objects.filter(remboursements=None).exclude(etat="prepare").delete()
    models.EtatNominatif.objects.filter(creances=None).delete()
    models.TitreTresor.objects.filter(lignes=None, origine__isnull=False).delete()
    models.TitreTresor.objects.filter(lignes=None, annulations=None).delete()
    models.BordereauTresor.objects.filter(titres=None).exclude(
        etat__in=["prepare", "envoye"]
    ).delete()


def _mandats_finis(limite: date) -> MandatQuerySet:
    """Those ended before `limite`, which no invoice and no payment names any more."""
    return MandatSEPA.objects.filter(~nommes(), fin__lt=limite)
