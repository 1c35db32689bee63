"""What runs out of the request. Each task takes a primary key and may run twice."""

import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from famille.comptes.adresse_en_attente import adresse_recente
from famille.courriels.genres import SECRETS, GenreDeCourriel
from famille.socle.allauth_interne import request_password_reset

from . import actions
from .alertes import envois as alertes
from .argent.paiement.fournisseur import FournisseurIndisponible
from .argent.prelevement.suites import encaisser_les_remises, rendre_sans_mandat
from .argent.regie.recouvrement.echeanciers import suivre_les_echeanciers
from .argent.regie.relancer import relancer_les_retards as relancer
from .comptes.bureau.adresses_du_personnel import mot_de_passe_des
from .courriels import boite_d_envoi
from .dossier.documents import analyse
from .dossier.documents.cachets import actions as cachets
from .dossier.foyers.echeances import rappeler_les_dossiers as rappeler
from .echanges.webhooks import envois as webhooks
from .models import Document, Livraison, Utilisateur
from .mouvements.donnees import copies, purge

TROP_TOT = GenreDeCourriel(f"{SECRETS}trop_tot", "comptes/mot_de_passe_trop_tot")

UN_JOUR = 24 * 60  # minutes
PLANIFICATIONS = (  # (name, function, minutes)
    ("courriels en attente", "famille.taches.relancer_courriels", 1),
    ("webhooks en attente", "famille.taches.relancer_livraisons", 1),
    ("webhooks à oublier", "famille.echanges.webhooks.envois.oublier_les_anciennes", UN_JOUR),
    ("appels de l’API à oublier", "famille.echanges.api.cles.oublier_les_anciens", UN_JOUR),
    ("alertes en attente", "famille.taches.relancer_alertes", 1),
    ("appareils oubliés", "famille.alertes.actions.oublier_les_anciens", UN_JOUR),
    ("fichiers à analyser", "famille.taches.relancer_analyses", 2),
    ("cachets à lire", "famille.taches.lire_les_cachets", 2),
    ("paiements en attente", "famille.taches.relancer_paiements", 1),
    ("prélèvements du jour", "famille.taches.suivre_les_prelevements", 30),
    ("factures en retard", "famille.taches.relancer_les_retards", 60),
    ("dossiers à renouveler", "famille.taches.rappeler_les_dossiers", 60),
    ("copies de données", "famille.taches.relancer_copies", 10),
    ("purge du mois", "famille.taches.purger_du_mois", 60),
    ("reprises à oublier", "famille.mouvements.reprise.actions.purger_les_anciennes", UN_JOUR),
    ("formulaires reçus", "famille.journal.une_fois.purger_les_anciens", UN_JOUR),
    ("sessions finies", "famille.comptes.sessions.vie.purger_les_anciennes", 60),
    ("essais de connexion", "famille.comptes.connexion.essais.purger_les_anciens", 60),
    ("fichiers sans document", "famille.dossier.documents.orphelins.purger_orphelins", UN_JOUR),
    ("notes finies", "famille.dossier.foyers.notes.purger_les_finies", UN_JOUR),
    ("doublons possibles", "famille.dossier.doublons.chercher.chercher_les_doublons", UN_JOUR),
    ("fusions à oublier", "famille.dossier.fusion.annulation.oublier_les_perimees", UN_JOUR),
    ("invitations à envoyer", "famille.mouvements.invitations.actions.envoyer_les_invitations", 10),
    (
        "passage de classe de la rentrée",
        "famille.dossier.foyers.ecoles.passage_ville.passer_a_la_rentree",
        60,
    ),
    (
        "passages de classe à oublier",
        "famille.dossier.foyers.ecoles.rangements.oublier_les_perimes",
        UN_JOUR,
    ),
    ("exports à effacer", "famille.travaux.fichiers.purger_les_anciens", UN_JOUR),
)
HEURES_OUVREES = (8, 18)
_PAR_TOUR, _PAR_TOUR_DE_WEBHOOKS = 50, 500
# seconds after which a turn begins nothing more: a server that hangs must not outlive the task
_DUREE_TOUR = 25


def envoyer_courriel(pk: str) -> bool:
    """Whether the mail left now."""
    return boite_d_envoi.envoyer(pk)


def envoyer_courriels(cles: tuple[str, ...]) -> int:
    """How many mails of these keys left now; those left out are sent by `relancer_courriels`."""
    return boite_d_envoi.envoyer_plusieurs(_tant_qu_il_reste_du_temps(cles))


def relancer_courriels() -> int:
    """How many mails left, among those whose first task was lost or refused."""
    cles = list(boite_d_envoi.a_envoyer().values_list("pk", flat=True)[:_PAR_TOUR])
    return boite_d_envoi.envoyer_plusieurs(_tant_qu_il_reste_du_temps(cles))


def envoyer_alertes(cles: tuple[str, ...]) -> int:
    """How many of these messages to telephones were accepted now; those left out are sent by
    `relancer_alertes`."""
    return sum(alertes.envoyer(pk) for pk in _tant_qu_il_reste_du_temps(cles))


def relancer_alertes() -> int:
    """How many were accepted, among those whose task was lost, refused, held or cut."""
    alertes.rejouer_les_coupees()
    cles = list(alertes.a_envoyer().values_list("pk", flat=True)[:_PAR_TOUR])
    return sum(alertes.envoyer(pk) for pk in _tant_qu_il_reste_du_temps(cles))


def envoyer_livraisons(cles: tuple[str, ...]) -> int:
    """How many of these were taken by the town's other software now; those left out are sent by
    `relancer_livraisons`."""
    return sum(webhooks.envoyer(pk) for pk in _tant_qu_il_reste_du_temps(cles))


def relancer_livraisons() -> int:
    """How many were taken, among those held, refused, or whose task was lost or cut."""
    attendent = Livraison.objects.a_envoyer()
    cles = list(attendent.values_list("pk", flat=True)[:_PAR_TOUR_DE_WEBHOOKS])
    return sum(webhooks.envoyer(pk) for pk in _tant_qu_il_reste_du_temps(cles))


def envoyer_lien_de_mot_de_passe(pk: int) -> bool:
    """Whether a mail with a link to choose a new password is in the outbox. `pk` of the account;
    None: nobody's address was typed, and this task runs all the same, so that the page takes as
    long. An address that an agent has just changed gets no such link for a day (actions.acces): the
    mail says from when."""
    compte = Utilisateur.objects.filter(pk=pk, is_active=True).first()
    if compte is None:
        return False
    if attente := adresse_recente(compte) or mot_de_passe_des(compte):
        boite_d_envoi.preparer(
            TROP_TOT.cle(compte.pk, f"{attente:%Y%m%d%H%M%S}"),
            compte.email,
            {"des": attente, "famille": not compte.est_du_personnel},
        )
        return False
    request_password_reset(None, compte.email, [compte], None)
    return True


def analyser_document(pk: UUID | str) -> str:
    """The state of the document afterwards, "" when it no longer exists."""
    return analyse.analyser_document(pk)


def relancer_analyses() -> int:
    """How many files were scanned: those that wait, and those put before the town had an antivirus.

    In any order, so that files that clamd never answers for do not stand in the way of the others.
    """
    if not settings.CLAMD:
        return 0
    attend = [Document.Etat.EN_ANALYSE, Document.Etat.NON_ANALYSE]
    cles = list(
        Document.objects.filter(etat__in=attend)
        .order_by("?")
        .values_list("pk", flat=True)[:_PAR_TOUR]
    )
    return sum(
        analyse.analyser_document(pk) not in ("", *attend)
        for pk in _tant_qu_il_reste_du_temps(cles)
    )


def lire_les_cachets() -> int:
    """How many of the papers handed to the service were looked at (2D-Doc), the oldest first."""
    cles = list(cachets.a_lire().order_by("depose_le").values_list("pk", flat=True)[:_PAR_TOUR])
    return sum(bool(cachets.lire_le_cachet(pk)) for pk in _tant_qu_il_reste_du_temps(cles))


def _tant_qu_il_reste_du_temps(cles: Any) -> Iterator[Any]:
    fin = time.monotonic() + _DUREE_TOUR
    for cle in cles:
        if time.monotonic() >= fin:
            return
        yield cle


def relancer_paiements() -> int:
    """How many online payments have changed, asked about in their turn (D15)."""
    return actions.relancer_paiements(timezone.now())


def interroger_paiement(pk: int) -> str:
    """The state afterwards, "" when nobody could say. A notification came: only the provider's
    answer counts."""
    try:
        return actions.repondre_a_la_notification(pk)
    except FournisseurIndisponible:  # asked again in its turn
        return ""


def suivre_les_prelevements() -> int:
    """How many debits count as paid now, their day having come; invoices without a mandate any more
    are given back to their families (D16)."""
    rendre_sans_mandat()
    return encaisser_les_remises(timezone.localdate())


def relancer_les_retards() -> int:
    """How many late invoices were reminded, in the steps of the town; by day, since mails leave at
    once. Plans are followed too: those that are paid end, an instalment that is late is
    reminded."""
    maintenant = timezone.localtime()
    if not HEURES_OUVREES[0] <= maintenant.hour < HEURES_OUVREES[1]:
        return 0
    suivre_les_echeanciers(maintenant.date())
    return relancer(maintenant.date())


def rappeler_les_dossiers() -> int:
    """How many mails were written to families of whose child's file something ends soon."""
    return rappeler()


def purger_du_mois() -> bool:
    """Whether this month's purge is over; it goes on each hour until then, where the town has
    switched it on (D9)."""
    return purge.purger_du_mois(duree=_DUREE_TOUR)


def preparer_copie(pk: UUID) -> bool:
    """Whether this copy of somebody's data was made now, and he was told."""
    return copies.preparer_copie(pk)


def relancer_copies() -> int:
    """How many copies were made whose task was lost; those past their day are deleted."""
    copies.purger_les_perimees()
    return sum(copies.preparer_copie(pk) for pk in _tant_qu_il_reste_du_temps(copies.a_preparer()))
