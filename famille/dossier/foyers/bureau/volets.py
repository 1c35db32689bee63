"""The page of one household, by what each room offers to it (famille.socle.offres): what is said at
its top, and a tab. An agent answers a call from it (docs/comprendre/bureau.md)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any

from famille.dossier.listes.menu import a_compter, depuis_quand
from famille.dossier.papiers.registre import AEtablir
from famille.models import Foyer, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres import offres

DERNIERS = 10  # of what happened, on the first tab
TOUT = "tout"


@dataclass(frozen=True)
class Carte:
    """One figure at the top. `lignes`: what else is said of it."""

    rang: int
    titre: str
    valeur: str
    lignes: tuple[str, ...] = ()
    lien: str = ""
    libelle: str = ""


@dataclass(frozen=True)
class Avis:
    """To know before one speaks. `lien`: where it is mended; `gestes`: several (address, label)."""

    texte: str
    lien: str = ""
    libelle: str = ""
    gestes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class GesteOffert:
    """One of the things that agents do for a family."""

    rang: int
    libelle: str
    lien: str


@dataclass(frozen=True)
class Fait:
    """Something that happened. `teinte`: of its label, as `.pfg-etat-…`; `montant`: in words."""

    jour: date
    quoi: str
    etat: str = ""
    teinte: str = ""
    lien: str = ""
    numero: str = ""
    montant: str = ""


class Volet:
    """What a room shows of one household. `comptes`, `lire`: for every tab, in few queries whatever
    it holds; `faits`: for the first tab; `contexte`: for its own."""

    code = ""
    titre = ""
    ordre = 0
    permission = ""
    gabarit = ""
    de_cote = False  # shown beside the first tab too

    def __init__(self, request: RequeteConnectee, foyer: Foyer) -> None:
        self.request, self.foyer = request, foyer

    @classmethod
    def comptes(cls, foyer: int, agent: Utilisateur) -> dict[str, Any]:
        """name → expression (Nombre, Subquery), read with the household: see `compte`."""
        return {}

    def compte(self, nom: str) -> Any:
        """The value that `comptes` asked for under this name."""
        return getattr(self.foyer, nom)

    def lire(self) -> None:
        """Nothing is read unless the room says what."""

    def nombre(self) -> str:
        """Beside the tab; "" for none."""
        return ""

    def avis(self) -> list[Avis]:
        return []

    def cartes(self) -> list[Carte]:
        return []

    def en_cours(self) -> list[str]:
        """What waits, in a few words each."""
        return []

    def gestes(self) -> list[GesteOffert]:
        return []

    def papiers(self) -> list[AEtablir]:
        """What an agent prints for this family; asked of a Volet that has read nothing."""
        return []

    def faits(self) -> list[Fait]:
        """The DERNIERS last ones at most."""
        return []

    def contexte(self) -> dict[str, Any]:
        raise NotImplementedError


def classes_de(agent: Utilisateur) -> list[type[Volet]]:
    """The tabs that this agent may see."""
    return [classe for classe in classes() if agent.has_perm(classe.permission)]


@cache
def classes() -> tuple[type[Volet], ...]:
    """In the order of the tabs; loaded once, on the first page."""
    offerts = [volet for offre in offres() for volet in offre.volets]
    return tuple(sorted(offerts, key=lambda volet: volet.ordre))


def a_compter_pour(foyer: int, agent: Utilisateur) -> dict[str, Any]:
    """name → expression: what the tabs of this agent say in figures, and the admin's menu."""
    siens = (volet.comptes(foyer, agent) for volet in classes_de(agent))
    return a_compter(depuis_quand()) | {nom: un for comptes in siens for nom, un in comptes.items()}


def composer(request: RequeteConnectee, foyer: Foyer, voulu: str) -> dict[str, Any]:
    """dict(onglets [(code, title, number)], actif (its code), avis, cartes, gestes), then
    `gabarits` and what they show: that of the tab, or beside the `faits` of the first one
    (`au_debut`) those of `de_cote`. `voulu`: the code of a tab; another word is the first."""
    volets = [classe(request, foyer) for classe in classes_de(request.user)]
    for volet in volets:
        volet.lire()
    montre = next((volet for volet in volets if volet.code == voulu), None)
    montres = [montre] if montre else [volet for volet in volets if volet.de_cote]
    attend = tuple(chose for volet in volets for chose in volet.en_cours())
    en_cours = Carte(40, "En cours", "" if attend else "rien", attend)
    cartes = [carte for volet in volets for carte in volet.cartes()]
    gestes = [geste for volet in volets for geste in volet.gestes()]
    faits = [] if montre else [fait for volet in volets for fait in volet.faits()]
    return {
        "onglets": [(TOUT, "Tout", ""), *((un.code, un.titre, un.nombre()) for un in volets)],
        "actif": montre.code if montre else TOUT,
        "avis": [avis for volet in volets for avis in volet.avis()],
        "cartes": sorted([*cartes, en_cours], key=attrgetter("rang")),
        "gestes": sorted(gestes, key=attrgetter("rang")),
        "faits": sorted(faits, key=attrgetter("jour"), reverse=True)[:DERNIERS],
        "au_debut": montre is None,
        "gabarits": [volet.gabarit for volet in montres],
        **{cle: valeur for volet in montres for cle, valeur in volet.contexte().items()},
    }


def combien(lignes: int, montrees: int) -> str:
    """Beside a tab, of a list that was read one line too far: "7", "24+", "" for none."""
    return f"{montrees}+" if lignes > montrees else str(lignes or "")
