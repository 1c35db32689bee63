"""What is asked of a service by which people sign in: no redirection is followed, and an answer is
bounded in size and in time, however slowly its bytes come."""

import io
import time
from typing import Any

import requests

DELAI = (3.05, 5.0)  # seconds to connect, then of silence
ENTIER = 8.0  # seconds for all of an answer
REPONSE_MAX = 262_144  # bytes: the keys of a large directory are ten thousand


class SessionBornee(requests.Session):
    """`requests.Session`, whose answers are whole when they are given. Raises as it does."""

    def __init__(self, delai: tuple[float, float] = DELAI, entier: float = ENTIER) -> None:
        super().__init__()
        self.delai, self.entier = delai, entier
        self.auth = _telle_quelle

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        kwargs |= {"stream": True, "allow_redirects": False, "timeout": self.delai}
        fin = time.monotonic() + self.entier
        recue = super().send(request, **kwargs)
        with recue:
            corps = _recevoir(recue, fin)
        entiere = requests.Response()
        entiere.status_code, entiere.headers = recue.status_code, recue.headers
        entiere.url, entiere.encoding, entiere.request = recue.url, recue.encoding, request
        entiere.raw = io.BytesIO(corps)
        return entiere


def _telle_quelle(requete: requests.PreparedRequest) -> requests.PreparedRequest:
    """The headers are ours alone, whatever a file of the machine says (.netrc)."""
    return requete


def _recevoir(reponse: requests.Response, fin: float) -> bytes:
    """Whole before `fin` (monotonic). A byte at a time: a larger piece may be waited for without
    end, from a service that lets it drop by drop."""
    recu = bytearray()
    for octet in reponse.iter_content(1):
        recu += octet
        if len(recu) > REPONSE_MAX:
            raise requests.ConnectionError("trop long")
        if time.monotonic() > fin:
            raise requests.Timeout("trop lent")
    return bytes(recu)
