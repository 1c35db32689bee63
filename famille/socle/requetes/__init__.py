"""Queries that are written once: each by itself (ecrites), or many in one statement of PostgreSQL
(enonces)."""

from .ecrites import Ecrite, Parametre, RequeteEcrite

__all__ = ["Ecrite", "Parametre", "RequeteEcrite"]
