"""What the logs say, and what they never say (docs/exploiter/surveiller.md): no name, address,
account number, mail, and no web address, since some are keys. A record tells what happened in the
words of the code, where, and in which request."""

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from logging import LogRecord

from django.http import HttpRequest

COURANTE: ContextVar[str] = ContextVar("reference", default="")  # of the request in hand

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
            "reference": COURANTE.get()
            or getattr(getattr(record, "request", None), "reference", ""),
        }
        if trouvee := erreur(record):
            ligne["erreur"] = trouvee
        return json.dumps(ligne, ensure_ascii=False)
