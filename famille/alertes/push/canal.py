"""Web Push: posts to the server of the browser's maker, which wakes the browser up."""

import hashlib
import json
import logging
import time
from collections.abc import Collection
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.utils import timezone

from famille.alertes.canal import Canal, Destination, Etat, Suite
from famille.models import Alerte, AppareilAlerte
from famille.regles.alertes import PUSH, SUJETS

from .adresses import est_permise
from .message import chiffrer, de_base64, en_base64
from .vapid import autorisation

logger = logging.getLogger(__name__)
DELAI = (3.05, 10)  # seconds to connect, then to answer
ATTENTE = (
    timedelta(minutes=1),
    timedelta(hours=6),
)  # what a service may ask for, at least, at most
FINIES = (404, 410)  # RFC 8030, 7.3: the browser has withdrawn it, or is gone
TROP_LONG = 413
TROP_DE_DEMANDES = 429


class Push(Canal):
    code = PUSH
    rejouable = True  # the same Topic and tag: a second one takes the place of the first
    essais_max = 8

    def est_ouvert(self) -> bool:
        return bool(settings.PUSH)

    def destinations(self, comptes: Collection[int]) -> list[Destination]:
        appareils = AppareilAlerte.objects.filter(utilisateur__in=comptes).order_by("pk")
        return [
            Destination(compte, appareil)
            for compte, appareil in appareils.values_list("utilisateur", "pk")
        ]

    def envoyer(self, alerte: Alerte) -> Suite:
        appareil = alerte.appareil
        if appareil is None or not est_permise(
            appareil.abonnement["endpoint"], en_plus=settings.PUSH["faux"]
        ):
            return Suite(Etat.REFUSEE, erreur="adresse")
        try:
            statut, attente = self._poster(alerte, appareil, alerte.texte)
            if statut == TROP_LONG:
                statut, attente = self._poster(alerte, appareil, SUJETS[alerte.sujet].titre)
        except requests.RequestException as erreur:
            return Suite(Etat.PREPAREE, erreur=type(erreur).__name__)
        return self._suite(statut, attente, appareil)

    def _poster(self, alerte: Alerte, appareil: AppareilAlerte, texte: str) -> tuple[int, str]:
        """(status, Retry-After). requests.RequestException: no answer."""
        sien = appareil.abonnement
        # the same for the same fact: a message that waits is replaced by the next one of its Topic
        fait = alerte.cle.partition(":")[0]  # (RFC 8030, 5.4)
        marque = en_base64(hashlib.sha256(fait.encode()).digest()[:24])
        corps = chiffrer(
            json.dumps({"texte": texte, "lien": alerte.lien, "cle": marque}).encode(),
            p256dh=de_base64(sien["p256dh"]),
            auth=de_base64(sien["auth"]),
        )
        reste = max(0, int((alerte.expire_le - timezone.now()).total_seconds()))
        entetes = {
            "Content-Type": "application/octet-stream",
            "Content-Encoding": "aes128gcm",
            "TTL": str(reste),
            "Urgency": SUJETS[alerte.sujet].urgence,
            "Topic": marque,
            "Authorization": autorisation(
                settings.PUSH["cle"],
                settings.PUSH["contact"],
                sien["endpoint"],
                maintenant=int(time.time()),
            ),
        }
        with requests.post(
            sien["endpoint"],
            data=corps,
            headers=entetes,
            timeout=DELAI,
            allow_redirects=False,
            stream=True,  # its body is of no use
        ) as reponse:
            return reponse.status_code, reponse.headers.get("Retry-After", "")

    def _suite(self, statut: int, attente: str, appareil: AppareilAlerte) -> Suite:
        if 200 <= statut < 300:
            return Suite(Etat.ACCEPTEE)
        if statut in FINIES:
            AppareilAlerte.objects.filter(pk=appareil.pk).delete()
            return Suite(Etat.REFUSEE, erreur=f"HTTP {statut}")
        if statut == TROP_DE_DEMANDES or statut >= 500:
            return Suite(Etat.PREPAREE, attendre=lire_attente(attente), erreur=f"HTTP {statut}")
        # the key or the token is wrong, for everybody: an operator reads it, no device is forgotten
        hote = urlsplit(appareil.abonnement["endpoint"]).hostname
        logger.error("Push service %s refuses what the portal sends: HTTP %s", hote, statut)
        return Suite(Etat.REFUSEE, erreur=f"HTTP {statut}")


def lire_attente(entete: str) -> timedelta | None:
    """How long a Retry-After asks to wait (RFC 9110, 10.2.3: seconds or a date), within reason;
    None: it does not say."""
    if entete.isascii() and entete.isdigit():
        voulue = timedelta(seconds=min(int(entete), 10**6))
    else:
        try:
            voulue = parsedate_to_datetime(entete) - timezone.now()
        except (ValueError, TypeError):  # not a date, or one without a zone
            return None
    return min(max(voulue, ATTENTE[0]), ATTENTE[1])
