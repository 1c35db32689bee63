"""A démarche of the tests' own, for the stories that go through one."""

from tests.demarches.essai import demarche

__all__ = ["demarche"]  # a fixture of the folder
