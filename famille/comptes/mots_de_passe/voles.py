"""Passwords known from leaks (OWASP ASVS 6.2.12), where the town names a list to ask
(PORTAIL_MOTS_DE_PASSE_VOLES).

The list learns no password: it gets the first five characters of its SHA-1 and gives all the hashes
that begin so, a thousand or so; the comparison is made here (k-anonymity,
https://haveibeenpwned.com/API/v3#PwnedPasswords).
"""

import hashlib
import logging
from concurrent.futures import Future
from threading import Thread

import requests
from django.core.exceptions import ValidationError

from famille.models import Utilisateur

logger = logging.getLogger(__name__)
DELAI = 1.0  # seconds that a person may be kept waiting
TAILLE_MAX = 1_000_000  # bytes; an answer has some forty thousand
# The answer is padded, so that its length says nothing of what was asked.
EN_TETES = {"Add-Padding": "true", "User-Agent": "Portail-Famille"}


class MotDePasseVole:
    """A password validator. `adresse`: what the five characters come after; `delai`: seconds, the
    name's resolution included. A list that does not answer in time, or not as it should, refuses
    nobody."""

    def __init__(self, adresse: str, delai: float = DELAI) -> None:
        self.adresse = adresse
        self.delai = delai

    def validate(self, password: str, user: Utilisateur | None = None) -> None:
        if self._est_vole(password):
            raise ValidationError(
                "Ce mot de passe fait partie de ceux qui ont été volés sur d’autres sites, et que"
                " des voleurs essaient partout. Choisissez-en un autre, et changez-le aussi là où"
                " vous l’utilisez.",
                code="vole",
            )

    def get_help_text(self) -> str:
        return (
            "Votre mot de passe ne peut pas faire partie de ceux qui ont été volés sur d’autres"
            " sites."
        )

    def _est_vole(self, password: str) -> bool:
        empreinte = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
        debut, fin = empreinte[:5], empreinte[5:]
        try:
            lignes = self._demander_vite(debut).decode("ascii").splitlines()
        except (requests.RequestException, TimeoutError, UnicodeDecodeError) as erreur:
            logger.warning("List of leaked passwords: %s", type(erreur).__name__)
            return False
        # 0: padding
        return any(ligne.startswith(f"{fin}:") and ligne != f"{fin}:0" for ligne in lignes)

    def _demander_vite(self, debut: str) -> bytes:
        """bytes, as `_demander`. TimeoutError: it is not whole in time; no timeout of a socket
        counts all of it."""
        attendue: Future[bytes] = Future()
        Thread(target=self._remplir, args=[attendue, debut], daemon=True).start()
        return attendue.result(timeout=self.delai)

    def _remplir(self, attendue: Future[bytes], debut: str) -> None:
        try:
            attendue.set_result(self._demander(debut))
        except requests.RequestException as erreur:
            attendue.set_exception(erreur)

    def _demander(self, debut: str) -> bytes:
        """The lines "rest of the hash:how many times". RequestException: anything but an answer."""
        adresse = self.adresse + debut
        with requests.get(
            adresse, headers=EN_TETES, timeout=self.delai, allow_redirects=False, stream=True
        ) as reponse:
            if reponse.status_code != requests.codes.ok:
                raise requests.HTTPError(reponse.status_code)
            recu = b""
            # an answer without a length comes in pieces
            for morceau in reponse.iter_content(TAILLE_MAX):
                recu += morceau
                if len(recu) >= TAILLE_MAX:
                    break
            return recu
