"""A demonstration town: deterministic, alive today, and never on a base that holds a real one
(docs/comprendre/ville_demo.md)."""

from .comptes import COMPTES, FAMILLES, MOT_DE_PASSE, PERSONNEL

__all__ = ["COMPTES", "FAMILLES", "MOT_DE_PASSE", "PERSONNEL"]
