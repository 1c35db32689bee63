"""A demande at the desk, for the frame that stands around it."""

from tests.demarches.essai import demande, demarche

__all__ = ["demande", "demarche"]  # fixtures of the folder
