"""A billing run: drafts computed by a job, checked by an agent, published by another job
(publication.py).

Each job may run twice, and resumes after a kill -9 without a double or a gap.
"""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import batched

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from famille.actions import supprimer_brouillons
from famille.argent.factures.actions import Brouillon, ecrire_brouillons
from famille.argent.factures.retouches import oublier_les_retouches, remettre_brouillon
from famille.models import (
    Facture,
    LigneFacture,
    MandatSEPA,
    Rattachement,
    ServicePreleve,
    Travail,
    Utilisateur,
)
from famille.socle.dire import pluriel
from famille.socle.erreurs import Refus
from famille.travaux.actions import AReprendre, Avancement, lancer
from reservations.consommation.lecture import foyers_du_mois
from reservations.consommation.lignes import lire_consommations
from reservations.lecture.filtres import Mois
from reservations.lecture.payeurs import payeurs_de
from reservations.models import Activite, CampagneFacturation

from .brouillons import BilanBrouillons, a_facturer, brouillons_de, totaux

Etat = CampagneFacturation.Etat
FOYERS_PAR_LOT = 200  # households of one transaction: what a kill -9 loses
DUREE_TOUR = 40  # seconds, below the cluster's timeout: a long job hands over to its own next turn
_DEPASSE = "Ce calcul a été repris par un autre : c’est lui qui continue."


def commencer_campagne(
    mois: Mois, activites: Iterable[Activite], *, par: Utilisateur
) -> CampagneFacturation:
    """Begin the run of this month for these activities: a job computes its drafts. Two agents at
    once get the same run.

    Refus: no activity; a month that has not begun.
    """
    if not activites:
        raise Refus("Choisissez au moins une activité à facturer.", champ="activites")
    if mois.debut > timezone.localdate():
        raise Refus("Ce mois n’a pas commencé : il n’y a rien à facturer.", champ="mois")
    try:
        with transaction.atomic():
            campagne = CampagneFacturation.objects.create(mois=mois.debut, par=par)
            campagne.activites.set(activites)
            _lancer(campagne, "facturation", "Calcul", par=par)
    except IntegrityError:
        return CampagneFacturation.objects.get(
            mois=mois.debut, etat__in=CampagneFacturation.EN_COURS
        )
    return campagne


@transaction.atomic
def recalculer_campagne(campagne: CampagneFacturation, *, par: Utilisateur) -> None:
    """Compute its drafts again, since a presence, a tariff or a quotient has changed. Refus: it is
    no longer to be checked."""
    _avancer(campagne, Etat.A_VERIFIER, Etat.PREPARATION)
    CampagneFacturation.objects.filter(pk=campagne.pk).update(jusqua=0, bilan={}, modifiees=[])
    supprimer_brouillons(campagne.prefixe)
    _lancer(campagne, "facturation", "Calcul", par=par)


@transaction.atomic
def publier_campagne(
    campagne: CampagneFacturation,
    *,
    par: Utilisateur,
    mois_en_cours: bool = False,
    dans: timedelta | None = None,
) -> None:
    """Publish its drafts: numbered, sent, never changed again. `mois_en_cours`: the agent has
    confirmed that the month is not over. `dans`: a delay in which it can be cancelled. Refus: the
    month is not over, and that was not confirmed; or the run is not to be checked."""
    if not mois_en_cours and est_en_cours(campagne):
        raise Refus(
            f"Le mois {Mois.du(campagne.mois).complement} n’est pas fini : ce qui en reste ne sera"
            " pas sur ces factures. Cochez la case pour publier quand même."
        )
    _avancer(campagne, Etat.A_VERIFIER, Etat.PUBLICATION)
    campagne.modifiees, campagne.publiee_par = [], par
    campagne.publiee_apres = timezone.now() + dans if dans else None
    campagne.save(update_fields=["modifiees", "publiee_par", "publiee_apres"])
    if not dans:
        _lancer(campagne, "facturation-publication", "Publication", par=campagne.publiee_par)


@transaction.atomic
def annuler_la_publication(campagne: CampagneFacturation) -> None:
    """Cancel a publication that waits: the run is to be checked again. Refus: it has begun."""
    tenues = CampagneFacturation.objects.filter(
        pk=campagne.pk, etat=Etat.PUBLICATION, publiee_apres__isnull=False
    )
    if not tenues.update(etat=Etat.A_VERIFIER, publiee_apres=None):
        raise Refus(
            "La publication a commencé : les factures sont numérotées. Une erreur se corrige par un"
            " avoir."
        )


def publier_ce_qui_est_retenu() -> int:
    """Begin to publish the runs whose delay is over. How many."""
    venues = CampagneFacturation.objects.filter(
        etat=Etat.PUBLICATION, publiee_apres__lte=timezone.now()
    )
    return sum(_laisser_partir(campagne) for campagne in venues)


@transaction.atomic
def _laisser_partir(campagne: CampagneFacturation) -> bool:
    """Begin this one. False: it was cancelled meanwhile, or another task has begun it."""
    tenue = CampagneFacturation.objects.filter(
        pk=campagne.pk, etat=Etat.PUBLICATION, publiee_apres__lte=timezone.now()
    )
    if not tenue.update(publiee_apres=None):
        return False
    campagne.refresh_from_db()
    _lancer(campagne, "facturation-publication", "Publication", par=campagne.publiee_par)
    return True


def est_en_cours(campagne: CampagneFacturation) -> bool:
    """Whether its month is not over."""
    return Mois.du(campagne.mois).fin >= timezone.localdate()


@transaction.atomic
def remettre_dans_la_campagne(campagne: CampagneFacturation, facture: Facture) -> None:
    """Take back a draft that was put aside. It is published with the others, or alone if they are:
    the run is then to be checked again. Refus: its publication is asked, or another run of its
    month is under way."""
    if campagne.etat == Etat.PUBLICATION:
        raise Refus(
            "La publication de ce mois est demandée : annulez-la d’abord, ou attendez qu’elle soit"
            " faite, puis reprenez cette facture."
        )
    remettre_brouillon(facture)
    if campagne.etat != Etat.PUBLIEE:
        return
    try:
        with transaction.atomic():
            _avancer(campagne, Etat.PUBLIEE, Etat.A_VERIFIER)
    except IntegrityError:
        raise Refus(
            "Une autre campagne de ce mois est en cours : publiez-la ou abandonnez-la, puis"
            " reprenez cette facture."
        ) from None


@transaction.atomic
def compter_de_nouveau(campagne: CampagneFacturation) -> None:
    """Compute its totals again from its invoices, lines added by hand included."""
    tenue = CampagneFacturation.objects.select_for_update().get(pk=campagne.pk)
    tenue.bilan |= totaux(Facture.objects.filter(cle__startswith=campagne.prefixe))
    tenue.save(update_fields=["bilan"])


@transaction.atomic
def abandonner_campagne(campagne: CampagneFacturation) -> int:
    """Delete the drafts of a run, of which nothing was sent. How many. Refus: it is not to be
    checked."""
    _avancer(campagne, Etat.A_VERIFIER, Etat.ABANDONNEE)
    oublier_les_retouches(prefixe=campagne.prefixe)
    return supprimer_brouillons(campagne.prefixe)


def executer_calcul(travail: Travail, avancer: Avancement) -> dict:
    """The job: drafts of the month's households, by lots, resumed. dict(phrase, adresse)."""
    fin_du_tour = time.monotonic() + DUREE_TOUR
    campagne = CampagneFacturation.objects.get(pk=travail.parametres["campagne"])
    if campagne.etat != Etat.PREPARATION:
        return dire_la_fin(campagne)
    passage = _prendre(campagne)
    mois, activites = Mois.du(campagne.mois), list(campagne.activites.values_list("pk", flat=True))
    foyers = foyers_du_mois(mois, activites)
    restants = [foyer for foyer in foyers if foyer > campagne.jusqua]
    for lot in batched(restants, FOYERS_PAR_LOT, strict=False):
        if time.monotonic() > fin_du_tour:
            raise AReprendre
        _facturer(campagne, passage, mois, lot, activites)
        avancer(foyers.index(lot[-1]) + 1, len(foyers))
    CampagneFacturation.objects.filter(
        pk=campagne.pk, passage=passage, etat=Etat.PREPARATION
    ).update(etat=Etat.A_VERIFIER)
    compter_de_nouveau(campagne)
    campagne.refresh_from_db()
    return dire_la_fin(campagne)


def _avancer(
    campagne: CampagneFacturation, avant: CampagneFacturation.Etat, apres: CampagneFacturation.Etat
) -> None:
    if not CampagneFacturation.objects.filter(pk=campagne.pk, etat=avant).update(etat=apres):
        raise Refus("Cette campagne vient de changer d’état : relisez-la avant de décider.")
    campagne.etat = apres


def _lancer(
    campagne: CampagneFacturation, genre: str, quoi: str, *, par: Utilisateur | None
) -> None:
    titre = f"{quoi} des factures {Mois.du(campagne.mois).complement}"
    campagne.travail = lancer(genre, titre, {"campagne": campagne.pk}, par=par)
    campagne.save(update_fields=["travail"])


@transaction.atomic
def _prendre(campagne: CampagneFacturation) -> int:
    """Take the run for this execution of the job: the earlier ones can no longer write."""
    prise = CampagneFacturation.objects.select_for_update().get(pk=campagne.pk)
    campagne.passage, campagne.jusqua = prise.passage + 1, prise.jusqua
    campagne.save(update_fields=["passage"])
    return campagne.passage


@transaction.atomic
def _facturer(
    campagne: CampagneFacturation,
    passage: int,
    mois: Mois,
    foyers: Sequence[int],
    activites: list[int],
) -> None:
    """Write the drafts of these households. Refus: another execution has taken over."""
    en_cours = CampagneFacturation.objects.select_for_update().get(pk=campagne.pk)
    if (en_cours.passage, en_cours.etat) != (passage, Etat.PREPARATION):
        raise Refus(_DEPASSE)
    bilan = BilanBrouillons.depuis(en_cours.bilan)
    brouillons = brouillons_du_jour(campagne, mois, foyers, activites, bilan)
    ecrire_brouillons(brouillons)
    bilan.ajouter(brouillons)
    en_cours.jusqua, en_cours.bilan = foyers[-1], bilan.en_donnees()
    en_cours.save(update_fields=["jusqua", "bilan"])


def brouillons_du_jour(
    campagne: CampagneFacturation,
    mois: Mois,
    foyers: Sequence[int],
    activites: list[int],
    bilan: BilanBrouillons,
) -> list[Brouillon]:
    """The drafts of what these households owe, without what another invoice bills already."""
    lignes = list(lire_consommations(mois, foyers=foyers, activites=activites))
    ailleurs = LigneFacture.objects.filter(
        source__in=[ligne.quoi.source for ligne in lignes], corrigee=False
    ).exclude(facture__cle__startswith=campagne.prefixe, facture__etat=Facture.Etat.BROUILLON)
    deja = set(ailleurs.values_list("source", flat=True))
    retenues = a_facturer(lignes, deja=deja, rattaches=rattachements_de(foyers), bilan=bilan)
    return brouillons_de(
        retenues,
        mois,
        prefixe=campagne.prefixe,
        mandats=mandats_de(foyers),
        payeurs=payeurs_de(foyers),
    )


def rattachements_de(
    foyers: Sequence[int],
) -> dict[tuple[int, int], list[tuple[date, date | None]]]:
    """(child, household) → [(first day, last day or None)]."""
    periodes = defaultdict(list)
    lus = Rattachement.objects.filter(foyer__in=foyers)
    for enfant, foyer, debut, fin in lus.values_list("enfant", "foyer", "debut", "fin"):
        periodes[enfant, foyer].append((debut, fin))
    return periodes


def mandats_de(foyers: Sequence[int]) -> dict[int, dict[str, int]]:
    """household → service → mandate that collects: in force, and not suspended."""
    mandats: dict[int, dict[str, int]] = defaultdict(dict)
    prelevables = MandatSEPA.objects.prelevables()
    lus = ServicePreleve.objects.filter(foyer__in=foyers, fin=None, mandat__in=prelevables)
    for foyer, service, mandat in lus.values_list("foyer", "service", "mandat"):
        mandats[foyer][service] = mandat
    return mandats


def dire_la_fin(campagne: CampagneFacturation) -> dict:
    """The result of a job, for its page: dict(phrase, adresse)."""
    siennes = Facture.objects.filter(cle__startswith=campagne.prefixe)
    publiee = campagne.etat == Etat.PUBLIEE
    nombre = siennes.count() if publiee else siennes.brouillons().count()
    s = pluriel(nombre)
    fin = f"publiée{s}" if publiee else f"prête{s} à vérifier"
    rien = "Rien à facturer pour ce mois et ces activités."
    adresse = reverse("reservations_bureau:campagne", args=[campagne.pk])
    return {"phrase": f"{nombre} facture{s} {fin}." if nombre else rien, "adresse": adresse}
