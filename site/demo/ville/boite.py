"""The mailbox of the demo town: the files that Django's file backend writes, read back."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.utils import timezone

SEPARATION = b"-" * 79 + b"\n"  # what django.core.mail.backends.filebased writes after each message


@dataclass(frozen=True)
class Lettre:
    """One mail. `cle`: its file and rank, as its address in /demo/courriels/ says it."""

    cle: str
    recue_le: datetime
    message: EmailMessage

    @property
    def sujet(self) -> str:
        return self.message["Subject"] or ""

    @property
    def destinataire(self) -> str:
        return self.message["To"] or ""

    @property
    def texte(self) -> str:
        return self._partie("plain")

    @property
    def html(self) -> str:
        return self._partie("html")

    def _partie(self, genre: str) -> str:
        partie = self.message.get_body(preferencelist=(genre,))
        return partie.get_content() if partie else ""


def fichiers() -> list[Path]:
    """The files of the mailbox, the newest first."""
    dossier = Path(settings.DOSSIER_COURRIELS)
    trouves = dossier.glob("*.log") if dossier.is_dir() else []
    return sorted(
        trouves, key=lambda fichier: (fichier.stat().st_mtime_ns, fichier.name), reverse=True
    )


def lettres(quels: list[Path]) -> list[Lettre]:
    return [lettre for fichier in quels for lettre in reversed(_lire(fichier))]


def lettre(cle: str) -> Lettre | None:
    """The mail of this key, or None. The name is looked for among those that exist: no path is made
    from an address."""
    nom, _, _ = cle.rpartition("-")
    fichier = next((fichier for fichier in fichiers() if fichier.stem == nom), None)
    trouvees = _lire(fichier) if fichier else []
    return next((lettre for lettre in trouvees if lettre.cle == cle), None)


def _lire(fichier: Path) -> list[Lettre]:
    try:
        contenu = fichier.read_bytes()
    except FileNotFoundError:  # the town was made anew meanwhile
        return []
    recue_le = datetime.fromtimestamp(fichier.stat().st_mtime, tz=timezone.get_current_timezone())
    morceaux = [morceau for morceau in contenu.split(SEPARATION) if morceau.strip()]
    return [
        Lettre(
            f"{fichier.stem}-{rang}", recue_le, message_from_bytes(morceau, policy=policy.default)
        )
        for rang, morceau in enumerate(morceaux)
    ]
