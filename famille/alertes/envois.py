"""The outbox of what telephones are told (docs/comprendre/alertes.md).

A row is written in the transaction of the mail that says the same, for who asked for it, and sent
by a task. Its key is made of the mail's and of where it goes: the same fact is told there once.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.template import Context, Engine
from django.utils import timezone
from django_q.tasks import async_task

from famille.models import Alerte, ChoixAlerte
from famille.regles.alertes import SUJETS, SujetAlerte

from .canal import Canal, Destination, Suite
from .reessais import delai, duree_de_prise
from .registre import CANAUX, ouverts

PAR_TACHE = 10  # messages of one task, each of which a server may keep waiting some seconds
Etat = Alerte.Etat


@dataclass(frozen=True)
class Annonce:
    """What a mail has just told. `cle`: the mail's; `compte`: the key of who it goes to; `gabarit`:
    templates/alertes/<gabarit>.txt; `lien`: a path of the portal; `quand`: not before."""

    cle: str
    compte: int
    sujet: SujetAlerte
    gabarit: str
    contexte: dict[str, Any]
    lien: str
    quand: datetime


def alerter(annonces: Collection[Annonce]) -> None:
    """Write what each account asked to be told, in the caller's transaction, and have it sent on
    commit. Nothing is read where the town has no such way."""
    canaux = ouverts() if annonces else []
    if not canaux:
        return
    destinations = _destinations(annonces, canaux)
    alertes = [
        _alerte(annonce, canal.code, destination)
        for annonce in annonces
        for canal in canaux
        for destination in destinations.get((annonce.compte, annonce.sujet.code, canal.code), ())
    ]
    Alerte.objects.bulk_create(alertes, ignore_conflicts=True, batch_size=500)
    maintenant = timezone.now()
    dues = [str(une.pk) for une in alertes if une.prochain_essai_le <= maintenant]
    for lot in batched(dues, PAR_TACHE, strict=False):
        tache = partial(async_task, "famille.taches.envoyer_alertes", lot)
        transaction.on_commit(tache, robust=True)  # not handed over: the schedule finds it


def _destinations(
    annonces: Collection[Annonce], canaux: Collection[Canal]
) -> dict[tuple[int, str, str], list[Destination]]:
    """(account, thing, way) → where, for what was asked. One query, and one for each way."""
    choix = ChoixAlerte.objects.filter(
        utilisateur__in={annonce.compte for annonce in annonces},
        utilisateur__is_active=True,
        sujet__in={annonce.sujet.code for annonce in annonces},
        canal__in=[canal.code for canal in canaux],
    )
    choisis = list(choix.values_list("utilisateur", "sujet", "canal"))
    trouvees: dict[tuple[int, str, str], list[Destination]] = {}
    for canal in canaux:
        comptes = {compte for compte, _sujet, code in choisis if code == canal.code}
        siennes = canal.destinations(comptes) if comptes else []
        for compte, sujet, code in choisis:
            if code == canal.code:
                trouvees[compte, sujet, code] = [une for une in siennes if une.compte == compte]
    return trouvees


def _alerte(annonce: Annonce, canal: str, destination: Destination) -> Alerte:
    gabarit = Engine.get_default().get_template(f"alertes/{annonce.gabarit}.txt")
    texte = gabarit.render(Context(annonce.contexte, autoescape=False))
    return Alerte(
        cle=":".join((annonce.cle, canal, str(destination.appareil or ""))),
        utilisateur_id=annonce.compte,
        appareil_id=destination.appareil,
        sujet=annonce.sujet.code,
        canal=canal,
        texte=" ".join(texte.split()),
        lien=annonce.lien,
        prochain_essai_le=annonce.quand,
        expire_le=annonce.quand + annonce.sujet.validite,
    )


def retirer_alertes(prefixe: str) -> None:
    """What the mails whose keys begin so had told has not happened, or is over: nobody's telephone
    is told, unless it has been."""
    Alerte.objects.filter(cle__startswith=prefixe, etat=Etat.PREPAREE).delete()


def retarder_alertes(cle: str, jusqu_a: datetime) -> None:
    """Hold the alerts of the mail of this key until then."""
    for alerte in Alerte.objects.filter(cle__startswith=f"{cle}:", etat=Etat.PREPAREE, essais=0):
        alerte.prochain_essai_le = jusqu_a
        alerte.expire_le = jusqu_a + SUJETS[alerte.sujet].validite
        alerte.save(update_fields=["prochain_essai_le", "expire_le"])


def a_envoyer() -> QuerySet[Alerte]:
    """QuerySet of those that wait and whose time has come, the oldest first."""
    return Alerte.objects.filter(
        etat=Etat.PREPAREE, prochain_essai_le__lte=timezone.now()
    ).order_by("prochain_essai_le")


def envoyer(pk: str | UUID) -> bool:
    """Send one, if nobody else is at it. bool: it was accepted now.

    Taking the row is one conditional update, as for a mail: of two tasks, one sends.
    """
    maintenant = timezone.now()
    prise = a_envoyer().filter(pk=pk).order_by()
    if not prise.update(
        etat=Etat.EN_COURS, prochain_essai_le=maintenant + duree_de_prise(), essais=F("essais") + 1
    ):
        return False
    alerte = Alerte.objects.select_related("appareil", "utilisateur").get(pk=pk)
    canal = CANAUX[alerte.canal]
    suite = _sans_objet(alerte, canal, maintenant) or canal.envoyer(alerte)
    return _conclure(alerte, canal, suite)


def _sans_objet(alerte: Alerte, canal: Canal, maintenant: datetime) -> Suite | None:
    """Why it is not sent at all: too late, or nobody asks for it any more."""
    if alerte.expire_le <= maintenant:
        return Suite(Etat.PERIMEE)
    encore_voulue = ChoixAlerte.objects.filter(
        utilisateur=alerte.utilisateur_id,
        utilisateur__is_active=True,
        sujet=alerte.sujet,
        canal=alerte.canal,
    )
    if not canal.est_ouvert() or not encore_voulue.exists():
        return Suite(Etat.REFUSEE, erreur="plus demandée")
    return None


def _conclure(alerte: Alerte, canal: Canal, suite: Suite) -> bool:
    etat, maintenant = suite.etat, timezone.now()
    if etat == Etat.PREPAREE and alerte.essais >= canal.essais_max:
        etat = Etat.REFUSEE
    acceptee = etat == Etat.ACCEPTEE
    attente: timedelta = suite.attendre or delai(alerte.essais)
    # a report of delivery that came before our note of it is not written over
    Alerte.objects.filter(pk=alerte.pk, etat=Etat.EN_COURS).update(
        etat=etat,
        identifiant=suite.identifiant[:100],
        parts=suite.parts,
        derniere_erreur=suite.erreur[:100],
        envoyee_le=maintenant if acceptee else None,
        prochain_essai_le=maintenant + attente,
    )
    return acceptee


def rejouer_les_coupees() -> None:
    """Alerts whose worker was killed in the middle: sent again on a channel that shows them once;
    on another, left, so that nobody is told twice."""
    coupees = Alerte.objects.filter(etat=Etat.EN_COURS, prochain_essai_le__lte=timezone.now())
    rejouables = [code for code, canal in CANAUX.items() if canal.rejouable]
    coupees.filter(canal__in=rejouables).update(etat=Etat.PREPAREE)
    coupees.exclude(canal__in=rejouables).update(
        etat=Etat.INCONNUE, derniere_erreur="envoi interrompu"
    )
