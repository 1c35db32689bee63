"""A centre, a canteen and their month of November, for the rooms that bill it and share it out."""

from tests.reservations.consommation.scene import activite, cantine
from tests.reservations.facturation.scene import novembre

__all__ = ["activite", "cantine", "novembre"]  # fixtures of all the tests below
