"""Queries that are written once: each by itself (ecrites), or many in one statement of PostgreSQL
(enonces); and the tables of an app made in one operation (tables)."""

from .ecrites import Ecrite, Ensemble, RequeteEcrite, poser
from .valeurs import Parametre

__all__ = ["Ecrite", "Ensemble", "Parametre", "RequeteEcrite", "poser"]
