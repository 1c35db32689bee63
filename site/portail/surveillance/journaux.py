"""What the logs say, and what they never say (docs/exploiter/surveiller.md): no name, address,
account number, mail, and no web address, since some are keys. A record tells what happened in the
words of the code, where, and in which request."""

import json
import logging
import re
import secrets
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from logging import LogRecord

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

ENTETE = "X-Request-ID"
_REFERENCE = re.compile(r"[A-Za-z0-9-]{8,64}")
_courante: ContextVar[str] = ContextVar("reference", default="")

# Last resort, for what a library quotes: (what it looks like, what is written instead).
_MASQUES = [
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "<adresse>"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}[ ]?[A-Z0-9]{0,4}\b"), "<iban>"),
    (re.compile(r"(?<!\d)(?:\+33|0)[ .]?[1-9](?:[ .]?\d{2}){4}(?!\d)"), "<telephone>"),
    (re.compile(r"(?<!\S)(?:https?:/)?/[^\s/]+/\S*"), "<chemin>"),
]
# These quote the result of a task, which is an exception with all its words: cut where it begins.
_CITATIONS = {"django-q": " - "}
_LONGUEUR = 500


def reference() -> str:
    """That of the request in hand, "" outside of one."""
    return _courante.get()


class ReferenceDeRequete:
    """Gives each request a reference, to the logs, the error page and the answer. The proxy's own
    is taken if it is well formed; without a proxy of ours in front, a client's never is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        donnee = request.headers.get(ENTETE, "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
        reference = donnee if _REFERENCE.fullmatch(donnee) else secrets.token_hex(8)
        request.reference = reference  # type: ignore[attr-defined]  # read by the error page
        jeton = _courante.set(reference)
        try:
            response = self.get_response(request)
        finally:
            _courante.reset(jeton)
        response.headers[ENTETE] = reference
        return response


def message(enregistrement: logging.LogRecord) -> str:
    """What is written of a record: its words without what they quote of people."""
    requete = getattr(enregistrement, "request", None)
    # Django quotes the address: the name of the view says as much
    if isinstance(requete, HttpRequest):
        trouve = requete.resolver_match
        ecran = (trouve.view_name or trouve.route) if trouve else "?"
        return f"{getattr(enregistrement, 'status_code', '')} {requete.method} {ecran}".strip()
    dit = enregistrement.getMessage()
    if coupure := _CITATIONS.get(enregistrement.name):
        dit = dit.partition(coupure)[0]
    for motif, remplacement in _MASQUES:
        dit = motif.sub(remplacement, dit)
    return " ".join(dit.splitlines())[:_LONGUEUR]


def erreur(enregistrement: logging.LogRecord) -> dict:
    """{"type", "lieux"}: the exception without its words, which quote values; where it went
    through."""
    if not enregistrement.exc_info or enregistrement.exc_info[0] is None:
        return {}
    classe, _valeur, trace = enregistrement.exc_info
    lieux = [
        f"{cadre.filename}:{cadre.lineno} {cadre.name}" for cadre in traceback.extract_tb(trace)
    ]
    return {"type": f"{classe.__module__}.{classe.__qualname__}", "lieux": lieux}


class RefusOuPanne(logging.Filter):
    """Of the answers that Django logs, keeps what somebody must see: 403, 429, and faults of ours.
    Never each 404."""

    def filter(self, record: LogRecord) -> bool:
        statut = getattr(record, "status_code", 500)
        return statut in (403, 429) or statut >= 500


class LigneEnJson(logging.Formatter):
    """One line a record, for a machine."""

    def format(self, record: LogRecord) -> str:
        ligne = {
            "heure": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "journal": record.name,
            "message": message(record),
            "reference": reference() or getattr(getattr(record, "request", None), "reference", ""),
        }
        if trouvee := erreur(record):
            ligne["erreur"] = trouvee
        return json.dumps(ligne, ensure_ascii=False)
