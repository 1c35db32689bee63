"""What the pretend services have received, in a folder of the demo: pretend telephones, and the
messages they read."""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from .telephone import Telephone

MESSAGES_MAX = 200


@dataclass(frozen=True)
class Message:
    """`par`: "push" or "sms"; `a`: the telephone; `lien`: a path or an address, "" for none."""

    par: str
    a: str
    texte: str
    lien: str
    recu_le: str

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.recu_le)


def dossier() -> Path:
    chemin = settings.VAR / "alertes-de-demonstration"
    chemin.mkdir(parents=True, exist_ok=True)
    return chemin


def nouveau_telephone() -> Telephone:
    """A pretend browser, whose maker's server is this portal."""
    jeton = token_urlsafe(24)
    endpoint = settings.PUSH["faux"] + reverse("demo:push", args=[jeton])
    telephone = Telephone(endpoint)
    _ecrire(f"telephone-{jeton}.json", telephone.secrets)
    return telephone


def telephone(jeton: str) -> Telephone | None:
    """Looked for among those that exist: no path is made from an address."""
    for fichier in dossier().glob("telephone-*.json"):
        if fichier.name == f"telephone-{jeton}.json":
            return Telephone(**json.loads(fichier.read_text()))
    return None


def garder(par: str, a: str, texte: str, lien: str) -> None:
    """Keep one more message; the oldest go."""
    maintenant = timezone.now()
    message = Message(par, a, texte, lien, maintenant.isoformat())
    _ecrire(f"message-{maintenant:%Y%m%d%H%M%S%f}-{token_urlsafe(4)}.json", asdict(message))
    for ancien in sorted(dossier().glob("message-*.json"))[:-MESSAGES_MAX]:
        ancien.unlink(missing_ok=True)


def messages() -> list[Message]:
    """The newest first."""
    fichiers = sorted(dossier().glob("message-*.json"), reverse=True)
    return [Message(**json.loads(fichier.read_text())) for fichier in fichiers]


def _ecrire(nom: str, dit: dict[str, Any]) -> None:
    """Whole, or not there: a page may be reading."""
    provisoire = dossier() / f".{nom}.{os.getpid()}"
    provisoire.write_text(json.dumps(dit))
    provisoire.replace(dossier() / nom)
