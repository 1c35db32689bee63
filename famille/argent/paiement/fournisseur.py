"""The online payment provider: what the portal asks of it, whoever it is
(docs/comprendre/paiement.md). No Django model here.

`fournisseur()` gives the one that the settings name. It keeps nothing: which payment is in which
state is the business of `famille.actions`. Only what `interroger` answers is believed (D15).
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.conf import settings
from django.http import QueryDict
from django.utils.module_loading import import_string

from famille.regles.paiement import Reponse
from famille.socle.erreurs import Refus


class FournisseurIndisponible(Exception):
    """The provider could not be reached, or answered nothing that can be understood: to be asked
    again later. Nothing is known of the payment. Its message is a French sentence for the person
    who waits; `cause`: one for logs, without personal data."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            "Le service de paiement ne répond pas pour le moment : réessayez dans quelques minutes."
        )
        self.cause = cause


class RefusDuFournisseur(Refus):
    """The provider will not open this payment, however often asked. `code`: its own ("A2")."""

    def __init__(self, message: str, *, code: str, champ: str | None = None) -> None:
        super().__init__(message, champ=champ)
        self.code = code


@dataclass(frozen=True)
class OrdreOuvert:
    """A payment opened at the provider's: their identifier, and the page where the person pays."""

    identifiant: str
    adresse: str


class Fournisseur(Protocol):
    """Every provider keeps to this; it is made with the options of the settings, all strings, by
    name. Network faults are FournisseurIndisponible, never anything else."""

    @staticmethod
    def fautes(**options: str) -> list[str]:
        """What is wrong with these options, in sentences for `manage.py check`."""
        ...

    def verifier(self) -> str:
        """The town's name there. Raises RefusDuFournisseur, FournisseurIndisponible."""
        ...

    def demander(
        self,
        *,
        reference: str,
        montant: Decimal,
        courriel: str,
        objet: str,
        exercice: int,
        url_retour: str,
        url_notification: str,
    ) -> OrdreOuvert:
        """Opens a payment. `reference`: 6 to 30 ASCII letters and digits; `montant`: euros, at
        least 1, whole cents; `exercice`: the year of the budget. Raises RefusDuFournisseur (a
        sentence for the person), FournisseurIndisponible, ValueError (a fault of the caller)."""
        ...

    def interroger(self, identifiant: str) -> Reponse:
        """What became of the payment, as often as needed. Raises FournisseurIndisponible."""
        ...

    def identifiant_notifie(self, donnees: QueryDict) -> str:
        """The identifier held by a notification or a return (`request.GET` or `request.POST`), ""
        if it holds none. It says which payment to ask about, never what became of it."""
        ...


def fournisseur() -> Fournisseur | None:
    """The provider of the settings (PAIEMENT); None where the town has no online payment."""
    if not settings.PAIEMENT:
        return None
    options = dict(settings.PAIEMENT)
    return import_string(options.pop("FOURNISSEUR"))(**options)
