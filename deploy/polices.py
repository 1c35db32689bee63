"""The portal's font in the weights that its pages use, for a phone: `python deploy/polices.py`.

From 34 kB to 21. The one of `vendor` keeps its nine weights, for what would need them.
"""

from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

STATIQUES = Path(__file__).parents[1] / "site" / "portail" / "static" / "portail"
SOURCE = (
    STATIQUES
    / "vendor/atkinson-hyperlegible-next-5.3.0"
    / "atkinson-hyperlegible-next-latin-wght-normal.woff2"
)
CIBLE = STATIQUES / "polices" / "atkinson-hyperlegible-next-400-700.woff2"
GRAISSES = (400, 700)


def reduire() -> None:
    """Writes CIBLE. The licence (OFL 1.1) allows it, and reserves no name."""
    police = instancer.instantiateVariableFont(TTFont(SOURCE), {"wght": GRAISSES})
    police.flavor = "woff2"
    police.save(CIBLE)


if __name__ == "__main__":
    reduire()
