"""What was last read of what the town says of itself, kept by this process: a page names the
service ten times, and none of them is a query. Pure: what reads the settings is given to it when
the apps start (`lire_avec`)."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from .noms import AGGLOMERATION, SERVICE, Nom

# Seconds: as the other settings that every page reads (portail.settings.machine). Every page that
# is shown reads the settings, and brings them up to date here.
DUREE = 5.0


@dataclass(frozen=True)
class DitsDeLaVille:
    """`service`: who answers families, and how they reach him. `perimetre`: inside it they have the
    members' tariff. `tribunal`: the town of the tribunal administratif that judges its
    decisions."""

    service: Nom = SERVICE
    perimetre: Nom = AGGLOMERATION
    adresse: str = ""
    courriel: str = ""
    telephone: str = ""
    tribunal: str = ""


INCONNUS = DitsDeLaVille()
_lus: dict[str, tuple[float, DitsDeLaVille]] = {}
_lecteurs: list[Callable[[], DitsDeLaVille | None]] = []


def lire_avec(lecteur: Callable[[], DitsDeLaVille | None]) -> None:
    """What reads the settings; None: they cannot be read now."""
    _lecteurs[:] = [lecteur]


def retenir(dits: DitsDeLaVille) -> None:
    """What has just been read of the settings."""
    _lus["ville"] = monotonic(), dits


def oublier() -> None:
    """The next sentence asks the settings again."""
    _lus.clear()


def dits() -> DitsDeLaVille:
    """As they were at most `DUREE` seconds ago; longer where the base does not answer: the page of
    a fault names the service too."""
    le, lus = _lus.get("ville", (0.0, INCONNUS))
    if lus is INCONNUS or monotonic() - le > DUREE:
        frais = next((lecteur() for lecteur in _lecteurs), None)
        if frais is not None:
            retenir(frais)
            return frais
    return lus


def service() -> Nom:
    return dits().service


def perimetre() -> Nom:
    return dits().perimetre
