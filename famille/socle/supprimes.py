"""What somebody has just deleted, and goes back to: the page says so, instead of not being found.

Kept in the session: the key that stands in the addresses of what is gone, and no word of it.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

SESSION = "supprimes"
GARDES = 10  # of one session: who goes back, does so at once


def noter(request: HttpRequest, cle: UUID, quoi: str) -> None:
    """`quoi`: one of the words that templates/supprime.html knows."""
    autres = [une for une in request.session.get(SESSION, []) if une[0] != str(cle)]
    request.session[SESSION] = [*autres, [str(cle), quoi]][-GARDES:]


def ce_qui_etait_la(request: HttpRequest) -> str:
    """The word of what this session has deleted and this address leads to; "" for any other."""
    session: Any = getattr(request, "session", None) or {}
    return next((quoi for cle, quoi in session.get(SESSION, []) if cle in request.path), "")
