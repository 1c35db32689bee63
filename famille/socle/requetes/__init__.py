"""Queries that are written once: each by itself (ecrites), or many in one statement of PostgreSQL
(enonces); rows written by such statements (ecritures); and the tables of an app made in one
operation (tables); days as instants (jours)."""

from .ecrites import Ecrite, Ensemble, RequeteEcrite, poser
from .ecritures import Ecriture
from .valeurs import Parametre

__all__ = ["Ecrite", "Ecriture", "Ensemble", "Parametre", "RequeteEcrite", "poser"]
