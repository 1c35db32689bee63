"""The outbox. A mail is a row written in the transaction of what it tells; a task sends it
(docs/comprendre/fichiers.md).

Each mail also writes a notification with the same key, so that its reader's inbox misses nothing.
Some kinds also alert a telephone, for those who asked (famille.alertes).

A mail is sent at least once: between the mail server's "accepted" and our note of it, a killed
worker sends it again, under the same Message-ID, by which most mail boxes show it once.
"""

import contextlib
import hashlib
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import MIMEPart
from functools import partial, reduce
from itertools import batched
from operator import or_
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Lower
from django.template import Context, Engine
from django.utils import timezone
from django.utils.safestring import SafeString
from django_q.tasks import async_task
from wagtail.contrib.settings.context_processors import SettingProxy
from wagtail.models import Site

from famille.alertes.envois import Annonce, alerter, retarder_alertes, retirer_alertes
from famille.alertes.reessais import delai, duree_de_prise
from famille.models import Courriel, Notification, Utilisateur

from .genres import SECRETS, CleDeCourriel

logger = logging.getLogger(__name__)
ENVOI, ENVOIS = "famille.taches.envoyer_courriel", "famille.taches.envoyer_courriels"
PAR_TACHE = 10  # mails of one task, each of which a server may keep waiting some seconds
ESSAIS_MAX = 20  # with the delays below: about three days
_SUJET = re.compile(r"Sujet\s?:(.*)")  # the space before a colon does not break, in good typography
# A token of django.core.signing: it opens something to whoever holds it.
_JETON = re.compile(r"[\w.-]+:[\w-]{4,8}:[\w-]{43}(?![\w-])")
_RETIRE = "lien-retire-apres-l-envoi"


def adresse_absolue(chemin: str) -> str:
    """A path of the portal as a whole address, for a mail."""
    return f"{settings.ADRESSE}{chemin}"


@dataclass(frozen=True)
class Lettre:
    """A mail to write. `cle` makes it unique, and its kind names the template."""

    cle: CleDeCourriel
    destinataire: str
    contexte: dict


class Remise(contextlib.AbstractContextManager):
    """Groups mails that are written one after the other: one task sends PAR_TACHE of them, since a
    task costs half as much as a mail. If the worker is killed before the end, the schedule finds
    the mails that are left."""

    def __init__(self) -> None:
        self._cles: list[str] = []
        self._par_tache = PAR_TACHE

    def ajouter(self, cle: str) -> None:
        """Add a mail by the key of its row, once committed."""
        self._cles.append(cle)
        if len(self._cles) >= self._par_tache:
            self._partir()

    def __exit__(self, *_erreur: object) -> None:
        self._par_tache = 1  # a mail committed after this goes alone
        if self._cles:
            self._partir()

    def _partir(self) -> None:
        async_task(ENVOIS, tuple(self._cles))
        self._cles = []


@transaction.atomic
def preparer(
    cle: CleDeCourriel,
    destinataire: str,
    contexte: dict,
    *,
    pieces: Sequence[dict] = (),
    pas_avant: datetime | None = None,
    remise: Remise | None = None,
) -> Courriel:
    """Write a mail in the outbox and have it sent on commit. The Courriel, or the one that has this
    `cle` already.

    `pieces`: the small text files that go with it, dict(nom, type, texte); `type` is a text/… type
    with its parameters. `pas_avant`: it is held until that moment, then the schedule sends it;
    meanwhile `retenir` may take it back. `remise`: the group of a caller that writes several.
    """
    lettre = Lettre(cle, destinataire, contexte)
    redige = _rediger(lettre)
    champs = {nom: getattr(redige, nom) for nom in ("destinataire", "sujet", "texte", "html")}
    defauts = champs | {"pieces": list(pieces), "prochain_essai_le": pas_avant or timezone.now()}
    courriel, nouveau = Courriel.objects.get_or_create(cle=str(cle), defaults=defauts)
    if nouveau:
        _notifier([(courriel, lettre)])
    if nouveau and not pas_avant:
        confier = remise.ajouter if remise else partial(async_task, ENVOI)
        # not handed over: the schedule finds it
        transaction.on_commit(partial(confier, str(courriel.pk)), robust=True)
    return courriel


@transaction.atomic
def preparer_plusieurs(lettres: Sequence[Lettre]) -> None:
    """`preparer` for many mails in a few statements, with their notifications; they leave by lots
    of PAR_TACHE."""
    if not lettres:
        return
    # read once for all
    reglages = SettingProxy(request_or_site=Site.objects.get(is_default_site=True))
    courriels = [_rediger(lettre, settings=reglages) for lettre in lettres]
    Courriel.objects.bulk_create(courriels, ignore_conflicts=True, batch_size=500)
    _notifier(list(zip(courriels, lettres, strict=True)))
    for lot in batched([str(courriel.pk) for courriel in courriels], PAR_TACHE, strict=False):
        transaction.on_commit(partial(async_task, ENVOIS, lot), robust=True)


def _rediger(lettre: Lettre, **communs: Any) -> Courriel:
    """The mail, not saved. ValueError: the first line of the text is not the subject."""
    contexte = {**lettre.contexte, **communs, "adresse_portail": settings.ADRESSE}
    gabarit = f"courriels/{lettre.cle.genre.gabarit}"
    sujet, texte = _lire(_rendre(f"{gabarit}.txt", contexte, echapper=False))
    # text before the doctype puts some mail readers in quirks mode
    html = _rendre(f"{gabarit}.html", {**contexte, "sujet": sujet}).lstrip()
    return Courriel(
        cle=str(lettre.cle),
        destinataire=lettre.destinataire,
        sujet=sujet,
        texte=texte,
        html=html,
    )


def courriels_de(cle: CleDeCourriel) -> QuerySet[Courriel]:
    """The mails about this fact, to all recipients."""
    return Courriel.objects.filter(cle__startswith=cle.prefixe)


def compter_les_courriels(cles: Sequence[CleDeCourriel]) -> list[int]:
    """How many mails each of these facts has, in their order. One query."""
    if not cles:
        return []
    siens = [Q(cle__startswith=cle.prefixe) for cle in cles]
    nombres = {f"n{rang}": Count("pk", filter=sien) for rang, sien in enumerate(siens)}
    lus = Courriel.objects.filter(reduce(or_, siens)).order_by().aggregate(**nombres)
    return [lus[nom] for nom in nombres]


def deja_ecrits(cles: Iterable[CleDeCourriel]) -> set[str]:
    """The keys of these, each of one account, that the outbox already holds. One query."""
    siens = Courriel.objects.filter(cle__in={str(cle) for cle in cles})
    return set(siens.order_by().values_list("cle", flat=True))


@transaction.atomic
def retenir(cle: CleDeCourriel) -> bool:
    """Delete the mails of this fact, all still held. False: one has left, or a task is sending it;
    the caller must then roll back its transaction."""
    courriels = courriels_de(cle)
    attendus = courriels.count()
    intacts = courriels.filter(envoye_le=None, essais=0, prochain_essai_le__gt=timezone.now())
    retirer_notifications(cle)
    return intacts.delete()[0] == attendus


def retirer_notifications(cle: CleDeCourriel) -> None:
    """Delete this fact's notifications and alerts: it did not happen, or is already over."""
    Notification.objects.filter(cle__startswith=cle.prefixe).delete()
    if cle.genre.alerte:
        retirer_alertes(cle.prefixe)


def retarder(courriel: Courriel, jusqu_a: datetime) -> None:
    """Hold a mail just written, and its alerts, until then. One that was tried is left alone."""
    if jusqu_a > courriel.prochain_essai_le and not courriel.essais:
        Courriel.objects.filter(pk=courriel.pk).update(prochain_essai_le=jusqu_a)
        retarder_alertes(courriel.cle, jusqu_a)


def _notifier(ecrits: list[tuple[Courriel, Lettre]]) -> None:
    """Write the notification of each mail, in its reader's account; a mail that opens an account
    has none (docs/comprendre/acces.md)."""
    ecrits = [
        (courriel, lettre)
        for courriel, lettre in ecrits
        if lettre.cle.genre.notifie and not lettre.cle.genre.secret
    ]
    liens = {courriel.cle: _lien_de_la_notice(lettre.contexte) for courriel, lettre in ecrits}
    adresses = {courriel.destinataire.lower() for courriel, _lettre in ecrits}
    connus = Utilisateur.objects.annotate(adresse=Lower("email")).filter(adresse__in=adresses)
    cles = dict(connus.order_by().values_list("adresse", "pk"))
    Notification.objects.bulk_create(
        (
            Notification(
                cle=courriel.cle,
                utilisateur_id=cles[courriel.destinataire.lower()],
                titre=courriel.sujet,
                lien=_chemin(liens[courriel.cle]),
                le=courriel.prochain_essai_le,
            )
            for courriel, _lettre in ecrits
            if courriel.destinataire.lower() in cles
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
    alerter(
        [
            Annonce(
                cle=courriel.cle,
                compte=cles[courriel.destinataire.lower()],
                sujet=lettre.cle.genre.alerte,
                gabarit=lettre.cle.genre.gabarit,
                contexte=lettre.contexte,
                lien=_chemin(liens[courriel.cle]),
                quand=courriel.prochain_essai_le,
            )
            for courriel, lettre in ecrits
            if lettre.cle.genre.alerte and courriel.destinataire.lower() in cles
        ]
    )


def _lien_de_la_notice(contexte: dict[str, Any]) -> str:
    """The link of a notification: `lien_connecte` when the mail's own link is signed, since a
    notification stays and its reader is signed in. ValueError: the link is signed."""
    lien = contexte.get("lien_connecte", contexte.get("lien", ""))
    if _JETON.search(lien):
        raise ValueError("a notice keeps no signed link: give the mail a lien_connecte")
    return lien


def _chemin(lien: str) -> str:
    """A mail's link as a path of the portal; "" when it leads elsewhere."""
    return lien.removeprefix(settings.ADRESSE) if lien.startswith(f"{settings.ADRESSE}/") else ""


def _rendre(gabarit: str, contexte: dict[str, Any], *, echapper: bool = True) -> SafeString:
    moteur = Engine.get_default()  # Django's own `get_template` says nothing of escaping
    return moteur.get_template(gabarit).render(Context(contexte, autoescape=echapper))


def _lire(rendu: str) -> tuple[str, str]:
    """(subject, body) of a rendered text. ValueError: its first line is not the subject."""
    premiere, _fin, corps = rendu.lstrip().partition("\n")
    # a carriage return typed in a name ends no line here
    sujet = _SUJET.match(" ".join(premiere.splitlines()))
    if sujet is None:
        raise ValueError(f"a mail begins with 'Sujet :', not with {premiere!r}")
    return sujet[1].strip()[:200], corps.strip() + "\n"


def a_envoyer() -> QuerySet[Courriel]:
    """The mails that are due."""
    return Courriel.objects.filter(
        envoye_le=None, essais__lt=ESSAIS_MAX, prochain_essai_le__lte=timezone.now()
    ).order_by("cree_le")


def envoyer_plusieurs(cles: Iterable[str | UUID]) -> int:
    """Send these mails over one connection, since opening one costs more than a mail. The number
    that left. After a refusal, the next mail opens another connection."""
    facteur = mailers.default
    try:
        return sum(envoyer(pk, facteur) for pk in cles)
    finally:
        _fermer(facteur)


def envoyer(pk: str | UUID, facteur: BaseEmailBackend | None = None) -> bool:
    """Send one mail, unless another task is sending it. True: it has left. A mail that the server
    refuses, or whose address cannot be written, waits for its next try; the mails after it still
    leave. `facteur`: a connection to keep open for the next mail.

    Taking the row is one conditional update, which holds it for longer than a task may live: a
    worker killed in the middle leaves a row that becomes due again by itself.
    """
    maintenant = timezone.now()
    prise = a_envoyer().filter(pk=pk).order_by()
    if not prise.update(prochain_essai_le=maintenant + duree_de_prise(), essais=F("essais") + 1):
        return False
    courriel = Courriel.objects.get(pk=pk)
    try:
        if facteur:
            facteur.open()
        (facteur or mailers.default).send_messages([_message(courriel)])
    except (OSError, ValueError) as erreur:  # SMTPException, UnicodeError
        if facteur:
            _fermer(facteur)
        if isinstance(erreur, ValueError):  # no server has seen it: ours to mend
            logger.warning("mail %s cannot be written: %s", courriel.pk, type(erreur).__name__)
        courriel.prochain_essai_le = timezone.now() + delai(courriel.essais)
        # The class only: servers quote the address they refuse.
        courriel.derniere_erreur = type(erreur).__name__[:200]
        courriel.save(update_fields=["prochain_essai_le", "derniere_erreur"])
        return False
    Courriel.objects.filter(pk=pk).update(
        envoye_le=timezone.now(), derniere_erreur="", **_sans_secret(courriel)
    )
    return True


def _fermer(facteur: BaseEmailBackend) -> None:
    with contextlib.suppress(OSError):  # it was closed by the other side: what left has left
        facteur.close()


def _sans_secret(courriel: Courriel) -> dict[str, Any]:
    """The fields to overwrite once the mail has left, so that nothing in the row opens anything."""
    if courriel.cle.startswith(SECRETS):
        return {"texte": "", "html": ""}
    restes = {nom: _JETON.sub(_RETIRE, getattr(courriel, nom)) for nom in ("texte", "html")}
    return {nom: reste for nom, reste in restes.items() if reste != getattr(courriel, nom)}


def _message(courriel: Courriel) -> EmailMultiAlternatives:
    hote = urlsplit(settings.ADRESSE).hostname or "localhost"
    empreinte = hashlib.sha256(courriel.cle.encode()).hexdigest()[:32]
    message = EmailMultiAlternatives(
        courriel.sujet,
        courriel.texte,
        to=[courriel.destinataire],
        headers={"Message-ID": f"<{empreinte}@{hote}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(courriel.html, "text/html")
    for piece in courriel.pieces:
        message.attach(_piece(**piece))
    return message


def _piece(nom: str, type: str, texte: str) -> MIMEPart:
    """MIMEPart of a text file. Its lines keep their own ends: an iCalendar has CRLF (RFC 5545,
    3.1)."""
    genre, *parametres = (morceau.strip() for morceau in type.split(";"))
    partie = MIMEPart()
    partie.set_content(
        texte.encode(),
        maintype="text",
        subtype=genre.removeprefix("text/"),
        disposition="attachment",
        filename=nom,
        params={"charset": "utf-8"} | dict(parametre.split("=", 1) for parametre in parametres),
    )
    return partie
