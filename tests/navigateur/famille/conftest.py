"""What a family's screens show and other rooms make: a démarche, FranceConnect, who comes by it."""

from tests.demarches.essai import demarche
from tests.famille.franceconnect.conftest import camille, connue, faux

__all__ = ["camille", "connue", "demarche", "faux"]  # fixtures of the folder
