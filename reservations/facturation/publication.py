"""The publication of a billing run: its drafts are checked once more, numbered, sent; those that
have changed wait."""

import time
from collections import defaultdict
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from famille.actions import publier_factures
from famille.argent.factures.actions import Brouillon, ecrire_brouillons
from famille.argent.factures.annonces import annoncer
from famille.models import BrouillonEcarte, Facture, LigneFacture, PartPayeur, Travail, Utilisateur
from famille.travaux.actions import AReprendre, Avancement
from reservations.consommation.aides import tenir_les_droits
from reservations.lecture.filtres import Mois
from reservations.models import CampagneFacturation

from .actions import DUREE_TOUR, brouillons_du_jour, dire_la_fin
from .brouillons import BilanBrouillons, totaux

Etat = CampagneFacturation.Etat
FACTURES_PAR_LOT = 200  # of one transaction: what a kill -9 makes do again


def executer_publication(travail: Travail, avancer: Avancement) -> dict:
    """The job: the drafts of a run, by lots; each lot is numbered and announced in one
    transaction."""
    fin_du_tour = time.monotonic() + DUREE_TOUR
    campagne = CampagneFacturation.objects.get(pk=travail.parametres["campagne"])
    siennes = Facture.objects.filter(cle__startswith=campagne.prefixe)
    total = siennes.count()
    while _publier_un_lot(campagne.pk, par=travail.par):
        avancer(siennes.publiees().count(), total)
        if time.monotonic() > fin_du_tour:
            raise AReprendre
    _finir_la_publication(campagne.pk)
    avancer(total, total)
    campagne.refresh_from_db()
    return dire_la_fin(campagne)


@transaction.atomic
def _publier_un_lot(pk: int, *, par: Utilisateur | None) -> int:
    """How many drafts were dealt with: published, or written anew and left to be checked when what
    they bill has changed since. 0: none is left."""
    campagne = CampagneFacturation.objects.select_for_update().get(pk=pk)
    restants = (
        Facture.objects.brouillons()
        .filter(cle__startswith=campagne.prefixe)
        .exclude(cle__in=campagne.modifiees)
        .exclude(cle__in=BrouillonEcarte.objects.values("cle"))
    )
    lot = list(restants.order_by("foyer__nom", "pk")[:FACTURES_PAR_LOT])
    perimees = _rafraichir(campagne, lot)
    publiees = publier_factures(
        [facture.pk for facture in lot if facture.cle not in perimees],
        par=par,
        jour=timezone.localdate(),
    )
    annoncer(publiees)
    return len(lot)


def _rafraichir(campagne: CampagneFacturation, lot: list[Facture]) -> set[str]:
    """`cle` of the drafts that this lot shows to be out of date: written anew, or gone, and noted
    on the campaign.

    A mandate that has begun or ended since moves lines from one draft of its household to another:
    both are done again.
    """
    if not lot:
        return set()
    activites = list(campagne.activites.values_list("pk", flat=True))
    foyers = sorted({facture.foyer_id for facture in lot})
    tenir_les_droits(foyers)
    justes = {
        un.cle: un
        for un in brouillons_du_jour(
            campagne, Mois.du(campagne.mois), foyers, activites, BilanBrouillons()
        )
    }
    ecrites = _contenus(lot)
    perimees = {
        facture.cle: facture.foyer_id
        for facture in lot
        if not _est_juste(ecrites[facture.pk], justes.get(facture.cle))
    }
    if not perimees:
        return set()
    touches, a_jour = set(perimees.values()), {facture.cle for facture in lot} - set(perimees)
    siens = Facture.objects.brouillons().filter(cle__startswith=campagne.prefixe, foyer__in=touches)
    siens.exclude(cle__in=justes).delete()
    refaits = [un for un in justes.values() if un.foyer in touches and un.cle not in a_jour]
    ecrire_brouillons(refaits)
    modifiees = {*perimees, *(un.cle for un in refaits)}
    campagne.modifiees = [*campagne.modifiees, *sorted(modifiees)]
    campagne.save(update_fields=["modifiees"])
    return modifiees


def _contenus(lot: list[Facture]) -> dict[int, list[tuple]]:
    """Draft → (source, quantity, amount, parts of others) of each of its lines, but for those that
    an agent has added: only these columns, a computation is long."""
    parts = defaultdict(list)
    for ligne, droit, montant in PartPayeur.objects.filter(ligne__facture__in=lot).values_list(
        "ligne", "droit", "montant"
    ):
        parts[ligne].append((droit, montant))
    contenus: dict[int, list[tuple]] = {facture.pk: [] for facture in lot}
    lues = LigneFacture.objects.filter(facture__in=lot).exclude(source="").order_by()
    colonnes = ("facture", "pk", "source", "quantite", "montant")
    for facture, pk, source, quantite, montant in lues.values_list(*colonnes):
        contenus[facture].append((source, quantite, montant, sorted(parts.get(pk, ()))))
    return contenus


def _est_juste(ecrit: list[tuple], juste: Brouillon | None) -> bool:
    return juste is not None and sorted(ecrit) == sorted(
        (
            ligne.source,
            ligne.quantite,
            ligne.montant,
            sorted((droit, sum(du.values(), Decimal(0))) for droit, du in ligne.parts),
        )
        for ligne in juste.lignes
    )


@transaction.atomic
def _finir_la_publication(pk: int) -> None:
    """Published, or to be checked again when drafts that had changed are left; those put aside wait
    outside. Its totals are those of now."""
    campagne = CampagneFacturation.objects.select_for_update().get(pk=pk)
    if campagne.etat != Etat.PUBLICATION:
        return
    siennes = Facture.objects.filter(cle__startswith=campagne.prefixe)
    ecartes = BrouillonEcarte.objects.values("cle")
    if siennes.brouillons().exclude(cle__in=ecartes).exists():
        campagne.etat = Etat.A_VERIFIER
    else:
        campagne.etat, campagne.publiee_le = Etat.PUBLIEE, timezone.now()
    campagne.bilan |= totaux(siennes)
    campagne.save(update_fields=["etat", "publiee_le", "bilan"])
