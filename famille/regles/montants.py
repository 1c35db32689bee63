"""Money, to the cent: no Django."""

from decimal import Decimal

CENTIME = Decimal("0.01")
