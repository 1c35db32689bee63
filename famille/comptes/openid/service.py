"""What is known of a service by which people sign in. No Django: the settings make it."""

from dataclasses import dataclass

PORTEES = ("openid", "profile", "email")


@dataclass(frozen=True)
class ServiceOpenID:
    """`code`: its name in our rows and settings, never changed; `nom`: as it is said to people;
    `emetteur`: its address, exactly as it names itself (`iss`); `retour`: the name of the address
    of ours where it sends the browser back; `acr`: the levels asked for, if any; `amr`: whether it
    is asked how the person has signed in there."""

    code: str
    nom: str
    emetteur: str
    client: str
    secret: str
    retour: str
    portees: tuple[str, ...] = PORTEES
    acr: tuple[str, ...] = ()
    amr: bool = False
