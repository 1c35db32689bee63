"""What agents decide of a batch: its lines applied or taken back, one household a transaction."""

import time
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from demarches.models import LotDeQuotients, QuotientDemande
from famille.dossier.foyers.acces.changements_dits import annoncer_le_changement
from famille.models import Travail, Utilisateur
from famille.socle.dire import compte, en_mois
from famille.socle.erreurs import Refus
from famille.travaux.actions import AReprendre, lancer

from .actions import Suite, annuler, appliquer

DUREE = 25.0  # seconds of one task: the queue kills it at sixty (Q_CLUSTER)
APPLIQUER, ANNULER = "quotients-appliques", "quotients-annules"
OBJET = "le quotient familial, que la CAF ou la MSA nous a donné"
OBJET_REPRIS = "le quotient familial, revenu à celui d’avant"
EN_COURS = (Travail.Etat.PRET, Travail.Etat.EN_COURS)
PAS_FINI = (
    "Les réponses de la CAF et de la MSA arrivent encore : tout appliquer attend la fin du lot,"
    " pour que vous ayez tout lu. Les lignes cochées peuvent être appliquées dès maintenant."
)
RIEN = "Aucune des lignes choisies n’est à appliquer : seul ce qui est trouvé peut l’être."
RIEN_A_ANNULER = "Aucune des lignes choisies n’est appliquée : il n’y a rien à annuler."


def demander_l_application(
    lot: LotDeQuotients,
    cles: Collection[int] | None,
    *,
    tous: Q = QuotientDemande.PROCHE,
    par: Utilisateur,
) -> Travail:
    """`cles`: of the lines; None: all that are found and answer `tous`; what changes by more than
    20 % is ticked by an agent. Refus: none is to be applied, or all of a batch that still runs: who
    pressed would have read a part of them."""
    if cles is None and lot.travail and lot.travail.etat in EN_COURS:
        raise Refus(PAS_FINI)
    lignes = lot.lignes.a_appliquer()
    choisies = lignes.filter(tous) if cles is None else lignes.filter(pk__in=cles)
    return _demander(APPLIQUER, lot, choisies, RIEN, par=par)


def demander_l_annulation(
    lot: LotDeQuotients, cles: Collection[int] | None, *, par: Utilisateur
) -> Travail:
    """`cles`: of the lines; None: all that are applied. Refus: none is."""
    appliquees = lot.lignes.filter(suite=Suite.APPLIQUE)
    choisies = appliquees if cles is None else appliquees.filter(pk__in=cles)
    return _demander(ANNULER, lot, choisies, RIEN_A_ANNULER, par=par)


def _demander(
    genre: str,
    lot: LotDeQuotients,
    lignes: QuerySet[QuotientDemande],
    rien: str,
    *,
    par: Utilisateur,
) -> Travail:
    cles = list(lignes.order_by("pk").values_list("pk", flat=True))
    if not cles:
        raise Refus(rien)
    quoi = "appliqués" if genre == APPLIQUER else "annulés"
    titre = f"Quotients de {en_mois(lot.mois)} {quoi}"
    return lancer(genre, titre, {"lignes": cles}, par=par)


def executer(travail: Travail, avancer: Callable[[int, int], None]) -> dict[str, Any]:
    """Lines that are done are not done again."""
    lignes = _un_a_un(travail, avancer, partial(_appliquer_et_le_dire, par=travail.demandeur))
    appliques = lignes.filter(suite=Suite.APPLIQUE).count()
    autres = lignes.exclude(suite=Suite.APPLIQUE).count()
    phrase = compte(appliques, "quotient appliqué", "quotients appliqués")
    suite = (
        f" {compte(autres, 'foyer garde le sien', 'foyers gardent le leur')} : c’est déjà le même,"
        " ou le dossier en a un plus récent."
        if autres
        else ""
    )
    return {"phrase": f"{phrase}.{suite}"}


@transaction.atomic
def _appliquer_et_le_dire(ligne: QuotientDemande, *, par: Utilisateur) -> None:
    """What an agent does to a file is told to the family, and no figure of it in a mail."""
    if appliquer(ligne, par=par):
        annoncer_le_changement([ligne.foyer], OBJET, par=par)


@transaction.atomic
def _annuler_et_le_dire(ligne: QuotientDemande, *, par: Utilisateur) -> None:
    annuler(ligne, par=par)
    annoncer_le_changement([ligne.foyer], OBJET_REPRIS, par=par)


def executer_l_annulation(travail: Travail, avancer: Callable[[int, int], None]) -> dict[str, Any]:
    def _annuler(ligne: QuotientDemande) -> None:
        with suppress(Refus):
            _annuler_et_le_dire(ligne, par=travail.demandeur)

    lignes = _un_a_un(travail, avancer, _annuler)
    annules = lignes.filter(suite=Suite.ANNULE).count()
    laisses = lignes.count() - annules
    phrase = compte(annules, "quotient annulé", "quotients annulés")
    suite = (
        f" {compte(laisses, 'autre reste', 'autres restent')} : une facture publiée depuis en"
        " dépend, ou le dossier a changé."
        if laisses
        else ""
    )
    return {"phrase": f"{phrase}.{suite}"}


def _un_a_un(
    travail: Travail,
    avancer: Callable[[int, int], None],
    geste: Callable[[QuotientDemande], None],
) -> QuerySet[QuotientDemande]:
    fin = time.monotonic() + DUREE
    cles = travail.parametres["lignes"]
    for rang in range(travail.parametres.get("rang", 0), len(cles)):
        if time.monotonic() > fin:
            travail.parametres["rang"] = rang
            Travail.objects.filter(pk=travail.pk).update(parametres=travail.parametres)
            raise AReprendre
        avancer(rang, len(cles))
        ligne = QuotientDemande.objects.filter(pk=cles[rang]).first()
        if ligne:
            geste(ligne)
    return QuotientDemande.objects.filter(pk__in=cles)
