"""What is known of a service by which people sign in. No Django: the settings make it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PORTEES = ("openid", "profile", "email")


@dataclass(frozen=True)
class ServiceOpenID:
    """`code`: its name in our rows and settings, never changed; `nom`: as it is said to people;
    `emetteur`: its address, exactly as it names itself (`iss`); `retour`, `sortie`: the names of
    the addresses of ours where it sends the browser back, signed in and signed out; `acr`: the
    levels asked for, if any; `amr`: whether it is asked how the person has signed in there;
    `sujet_scelle`: its `sub` is kept as a seal; `garde_l_acces`: so is its access token, as long as
    it lives (`acces`)."""

    code: str
    nom: str
    emetteur: str
    client: str
    secret: str
    retour: str
    portees: tuple[str, ...] = PORTEES
    acr: tuple[str, ...] = ()
    amr: bool = False
    sortie: str = ""
    sujet_scelle: bool = False
    garde_l_acces: bool = False

    def sujet(self, dits: Mapping[str, Any]) -> str:
        """By which a person is known here. Sealed: what the State calls a parent is in no row."""
        sub = str(dits["sub"])
        if not self.sujet_scelle:
            return sub
        return hashlib.sha256(f"{self.emetteur}|{sub}".encode()).hexdigest()

    def parle_a(self, adresse: str) -> bool:
        """Whether an address that it publishes may be gone to: https, or of this machine too where
        it is itself (the settings see to it)."""
        return adresse.startswith("https://") or self.emetteur.startswith("http://")
