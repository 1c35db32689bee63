"""How the CAF or the MSA gives the town a household's quotient."""

from enum import StrEnum


class VoieDeLaCaisse(StrEnum):
    ACCORD = "accord"  # the town asks for it each year by itself, by their leave
    PRESSION = "pression"  # one press of this account gives that leave and asks
