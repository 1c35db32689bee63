"""The payment provider of the demo town: a page of the portal, where one chooses the end of the
story. No money, no server. The true PayFiP is met in the tests (tests/ville/faux_payfip)."""

from .fournisseur import PaiementDeDemonstration

__all__ = ["PaiementDeDemonstration"]
