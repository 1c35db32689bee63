"""Keys: made, recognised, revoked. The secret is shown once; what is kept tells nothing of it."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from wagtail.log_actions import log

from famille.comptes.journal import noter
from famille.models import AppelAPI, CleAPI, Utilisateur
from famille.socle.erreurs import Refus

from .portees import portees

DEBUT = "pf"  # what a scanner of secrets finds one by
DUREE_MAX = timedelta(days=2 * 366)
GARDE = timedelta(days=183)  # of what was asked with it: the least that the CNIL advises of logs
ENTRE_DEUX = timedelta(minutes=1)  # how exactly the last call is told
ACTION_FAITE, ACTION_REVOQUEE = "famille.cle-faite", "famille.cle-revoquee"


@transaction.atomic
def creer_cle(
    nom: str, voulues: Collection[str], *, expire_le: date, par: Utilisateur
) -> tuple[CleAPI, str]:
    """(key, what its owner must copy now). Refus: nothing to read, not offered, or for too long."""
    connues = portees()
    gardees = [code for code in connues if code in set(voulues)]
    if not gardees or len(gardees) != len(set(voulues)):
        raise Refus("Choisissez au moins une chose que cette clé pourra lire.", champ="portees")
    jour = timezone.localdate()
    if not jour <= expire_le <= jour + DUREE_MAX:
        raise Refus(
            "Choisissez un dernier jour entre aujourd’hui et dans deux ans.", champ="expire_le"
        )
    prefixe, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    cle = CleAPI.objects.create(
        nom=nom.strip(),
        prefixe=prefixe,
        empreinte=_empreinte(secret),
        portees=gardees,
        expire_le=expire_le,
        par=par,
    )
    log(instance=cle, action=ACTION_FAITE, user=par, data={"portees": gardees})
    noter("cle faite", par, cle=cle.pk)
    return cle, f"{DEBUT}_{prefixe}_{secret}"


@transaction.atomic
def revoquer_cle(cle: CleAPI, *, par: Utilisateur) -> None:
    """At its next question it is refused. Once is enough."""
    maintenant = timezone.now()
    ouverte = CleAPI.objects.filter(pk=cle.pk, revoquee_le=None)
    if ouverte.update(revoquee_le=maintenant, revoquee_par=par):
        log(instance=cle, action=ACTION_REVOQUEE, user=par)
        noter("cle revoquee", par, cle=cle.pk)


def reconnaitre(jeton: str) -> CleAPI | None:
    """The key whose secret this is, in force today. One query."""
    debut, _tiret, reste = jeton.partition("_")
    prefixe, _tiret, secret = reste.partition("_")
    if debut != DEBUT or not prefixe.isalnum() or not prefixe.isascii() or not secret:
        return None
    cle = CleAPI.objects.en_service(timezone.localdate()).filter(prefixe=prefixe[:20]).first()
    attendue = cle.empreinte if cle else _empreinte("")
    return cle if constant_time_compare(_empreinte(secret), attendue) else None


def noter_l_appel(cle: CleAPI, ressource: str, *, statut: int, lignes: int) -> None:
    """Keep what was asked with it, and when it last was."""
    maintenant = timezone.now()
    AppelAPI.objects.create(
        cle=cle, le=maintenant, ressource=ressource[:40], statut=statut, lignes=lignes
    )
    if cle.vue_le is None or maintenant - cle.vue_le >= ENTRE_DEUX:
        CleAPI.objects.filter(pk=cle.pk).update(vue_le=maintenant)


def oublier_les_anciens() -> int:
    """How many calls were forgotten, six months after."""
    return AppelAPI.objects.filter(le__lt=timezone.now() - GARDE).delete()[0]


def _empreinte(secret: str) -> str:
    """256 bits drawn at random: no dictionary holds them, a fast print is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
