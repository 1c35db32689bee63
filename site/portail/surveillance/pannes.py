"""Faults that pass: what the portal stands on does not answer, or has no room left. Nothing is
broken, and the same request a moment later may do."""

import errno

from django.db import InterfaceError, OperationalError

REVENIR = 30  # seconds, said to the browser and to machines (Retry-After)
_SANS_PLACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def est_passagere(erreur: BaseException | None) -> bool:
    """Whether this came from the database, from the files' store, or from a full disk."""
    if isinstance(erreur, OSError):
        return isinstance(erreur, ConnectionError | TimeoutError) or erreur.errno in _SANS_PLACE
    return isinstance(erreur, OperationalError | InterfaceError)
