"""What is known of a service by which people sign in. No Django: the settings make it."""

from dataclasses import dataclass

PORTEES = ("openid", "profile", "email")


@dataclass(frozen=True)
class ServiceOpenID:
    """`code`: its name in our rows and settings, never changed; `nom`: as it is said to people;
    `emetteur`: its address, exactly as it names itself (`iss`); `retour`, `sortie`: the names of
    the addresses of ours where it sends the browser back, signed in and signed out; `acr`: the
    levels asked for, if any; `amr`: whether it is asked how the person has signed in there."""

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

    def parle_a(self, adresse: str) -> bool:
        """Whether an address that it publishes may be gone to: https, or of this machine too where
        it is itself (the settings see to it)."""
        return adresse.startswith("https://") or self.emetteur.startswith("http://")
