"""The outbox of what other software is told (docs/comprendre/webhooks.md): a row in the transaction
of the fact, for each webhook, sent by a task. At least once: between the receiver's answer and our
note of it, a killed worker sends it again, under the same `webhook-id`."""

import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import batched
from typing import Any
from uuid import UUID

import requests
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_q.tasks import async_task

from famille.alertes.reessais import delai, duree_de_prise
from famille.comptes.journal import noter
from famille.courriels.boite_d_envoi import preparer
from famille.courriels.genres import GenreDeCourriel
from famille.models import Livraison, Utilisateur, Webhook

from .adresses import Interdite, poster
from .faits import FaitAnnonce
from .signature import entetes

CONFIEES = 50  # messages of one fact, or of several at once, that do not wait for the schedule
PAR_TACHE = 5  # messages of one task, each of which a server may keep waiting some seconds
ESSAIS_MAX = 24  # with the delays of famille.alertes.reessais: nearly four days, beyond PATIENCE
PATIENCE = timedelta(days=3)  # of failures in a row, after which a webhook is closed
GARDE = timedelta(days=90)  # of what was sent, or given up
FERME = GenreDeCourriel("webhook-ferme", "famille/webhook_ferme")
RESPONSABLES = "famille.change_webhook"
Etat = Livraison.Etat


@dataclass(frozen=True)
class Nouvelle:
    """`cle`: of the fact itself, the same for the same fact; `donnees()`: identifiers, of nobody by
    name, read only if somebody is to be told. `quand`: not before, for what may be taken back."""

    fait: FaitAnnonce
    cle: str
    donnees: Callable[[], Mapping[str, Any]]
    quand: datetime | None = None


def annoncer(*annonces: Nouvelle) -> None:
    """Write what each open webhook wants of these, in the caller's transaction, and have it sent on
    commit. One query where the town has no webhook."""
    ouverts = list(Webhook.objects.filter(ferme_le=None)) if annonces else []
    maintenant, livraisons = timezone.now(), []
    for annonce in annonces:
        code = annonce.fait.code
        siens = [un for un in ouverts if code in un.faits]
        donnees = dict(annonce.donnees()) if siens else {}
        # as Standard Webhooks has it
        corps = {"type": code, "timestamp": maintenant.isoformat(), "data": donnees}
        livraisons += [
            Livraison(
                webhook=webhook,
                cle=f"{code}:{annonce.cle}",
                fait=code,
                corps=corps,
                prochain_essai_le=annonce.quand or maintenant,
            )
            for webhook in siens
        ]
    if not livraisons:
        return
    Livraison.objects.bulk_create(livraisons, ignore_conflicts=True, batch_size=500)
    _confier([une.pk for une in livraisons if une.prochain_essai_le <= maintenant])


def _confier(cles: Sequence[UUID]) -> None:
    """The first of them at once; a month of invoices published together goes with the schedule."""
    for lot in batched(map(str, cles[:CONFIEES]), PAR_TACHE, strict=False):
        tache = partial(async_task, "famille.taches.envoyer_livraisons", lot)
        transaction.on_commit(tache, robust=True)  # not handed over: the schedule finds it


def retirer(fait: FaitAnnonce, cle: str) -> None:
    """What was to be told under keys that begin so has not happened: nobody more is told."""
    siennes = Livraison.objects.filter(fait=fait.code, cle__startswith=f"{fait.code}:{cle}")
    siennes.filter(etat=Etat.PREPAREE, essais=0).delete()


def envoyer(pk: str | UUID) -> bool:
    """Send one, if nobody else is at it; whether it was taken now. One conditional update takes it
    for longer than a task may live: killed in the middle, it becomes due again by itself."""
    maintenant = timezone.now()
    prise = Livraison.objects.a_envoyer().filter(pk=pk).order_by()
    if not prise.update(
        etat=Etat.EN_COURS,
        prochain_essai_le=maintenant + duree_de_prise(),
        essais=F("essais") + 1,
    ):
        return False
    livraison = Livraison.objects.select_related("webhook").get(pk=pk)
    statut, erreur = _essayer(livraison)
    if statut is not None and 200 <= statut < 300:
        _recue(livraison, statut)
        return True
    _manquee(livraison, statut, erreur)
    return False


def _essayer(livraison: Livraison) -> tuple[int | None, str]:
    """(status, a word for the administrator), outside of any transaction."""
    corps = json.dumps(livraison.corps, ensure_ascii=False, separators=(",", ":")).encode()
    signes = entetes(
        livraison.webhook.secret,
        identifiant=str(livraison.pk),
        instant=int(timezone.now().timestamp()),
        corps=corps,
    )
    try:
        statut = poster(
            livraison.webhook.adresse, corps, {"Content-Type": "application/json", **signes}
        )
    except Interdite:
        return None, "adresse interdite ou inconnue"
    except requests.RequestException as erreur:  # the class only: it may quote the address
        return None, type(erreur).__name__
    return statut, "" if 200 <= statut < 300 else f"réponse {statut}"


@transaction.atomic
def _recue(livraison: Livraison, statut: int) -> None:
    maintenant = timezone.now()
    Livraison.objects.filter(pk=livraison.pk).update(
        etat=Etat.RECUE, statut=statut, livree_le=maintenant, derniere_erreur=""
    )
    Webhook.objects.filter(pk=livraison.webhook_id).update(livre_le=maintenant, echoue_depuis=None)


@transaction.atomic
def _manquee(livraison: Livraison, statut: int | None, erreur: str) -> None:
    maintenant = timezone.now()
    finie = livraison.essais >= ESSAIS_MAX
    Livraison.objects.filter(pk=livraison.pk).update(
        etat=Etat.ABANDONNEE if finie else Etat.PREPAREE,
        statut=statut,
        derniere_erreur=erreur[:100],
        prochain_essai_le=maintenant + delai(livraison.essais),
    )
    siens = Webhook.objects.filter(pk=livraison.webhook_id, ferme_le=None)
    siens.filter(echoue_depuis=None).update(echoue_depuis=maintenant)
    if siens.filter(echoue_depuis__lte=maintenant - PATIENCE).update(ferme_le=maintenant):
        _prevenir(livraison.webhook)


def _prevenir(webhook: Webhook) -> None:
    """Whoever may open it again is told, once."""
    noter("webhook ferme", webhook=webhook.pk)
    cle = FERME.cle(webhook.pk, uuid.uuid4())
    for compte in Utilisateur.objects.qui_peuvent(RESPONSABLES):
        contexte = {"prenom": compte.first_name, "nom": webhook.nom, "jours": PATIENCE.days}
        preparer(cle.pour(compte), compte.email, contexte)


def oublier_les_anciennes() -> int:
    """How many deliveries were forgotten, 90 days after they were written."""
    finies = Livraison.objects.filter(cree_le__lt=timezone.now() - GARDE)
    return finies.filter(etat__in=(Etat.RECUE, Etat.ABANDONNEE)).delete()[0]
