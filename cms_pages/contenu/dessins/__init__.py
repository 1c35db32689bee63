"""Every picture of the seeded pages, drawn by code: name → (what draws it, its caption)."""

from .scenes import SCENES
from .schemas import SCHEMAS as _ECRANS
from .schemas_reservations import SCHEMAS_RESERVATIONS

SCHEMAS = _ECRANS | SCHEMAS_RESERVATIONS
MARGE_SCHEMA = 240  # pixels cut on each side of a phone

__all__ = ["MARGE_SCHEMA", "SCENES", "SCHEMAS"]
