"""What a key may be given, one thing at a time; and what a room adds to the interface."""

from dataclasses import dataclass

from ninja import Router

from famille.socle.offres import offres


@dataclass(frozen=True)
class Portee:
    """`code`: as keys keep it; `titre`, `explication`: as an administrator reads it. `sensible`: it
    tells of health, or names children."""

    code: str
    titre: str
    explication: str
    sensible: bool = False


@dataclass(frozen=True)
class RouteurOffert:
    """The resources of a room, and all that they ask of a key."""

    routeur: Router
    portees: tuple[Portee, ...]


def portees() -> dict[str, Portee]:
    """code → Portee, of all the rooms; what names nobody comes first."""
    offerts = [offert for offre in reversed(offres()) for offert in offre.api]
    toutes = {portee.code: portee for offert in offerts for portee in offert.portees}
    return dict(sorted(toutes.items(), key=lambda un: un[1].sensible))
