"""The lot: a seed that nobody can change once its print is shown, and the number that it gives to
each child. Whoever has the seed finds the same numbers."""

import hashlib
import re
import secrets

_GRAINE = re.compile(r"[0-9a-f]{64}")


def nouvelle_graine() -> str:
    """256 random bits, in 64 hexadecimal digits."""
    return secrets.token_hex(32)


def empreinte(graine: str) -> str:
    """The SHA-256 of the seed's digits: what is shown before the seed itself.

    >>> empreinte("00" * 32)[:12]
    '60e05bd1b195'
    """
    return hashlib.sha256(graine.encode("ascii")).hexdigest()


def est_une_graine(texte: str) -> bool:
    return bool(_GRAINE.fullmatch(texte))


def numero(graine: str, enfant: str) -> str:
    """The lot of one child (his pseudonym), 64 hexadecimal digits: the smallest comes first. It
    depends on no other child, nor on the order of the rows."""
    return hashlib.sha256(f"{graine}:{enfant}".encode()).hexdigest()
