"""The dashboard, by what each room offers to it: what to do, this week, three buttons, then one
line a subject, which leads to its page (docs/comprendre/ecrans.md)."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from famille.models import Facture, Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres import Recue, offres


@dataclass(frozen=True)
class AFaire:
    """For the parent. `pour`: said to the ear alone; `etape`: "Pour commencer" says it too."""

    texte: str
    lien: str
    libelle: str
    pour: str = ""
    etape: bool = False


@dataclass(frozen=True)
class Bouton:
    """One of the things that families do each week. `precision`: what is true of it now."""

    rang: int
    libelle: str
    precision: str
    lien: str
    icone: str
    attend: bool = True  # False: nothing waits there, and the button is calm


@dataclass(frozen=True)
class Sujet:
    """How one subject stands. `nombre`: what is new; `liens`: [(title, address)] below."""

    rang: int
    titre: str
    dit: str
    lien: str = ""
    nombre: str = ""
    liens: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class PremierPas:
    """One step of "Pour commencer", which ticks itself once `faite`."""

    rang: int
    texte: str
    faite: bool
    lien: str
    libelle: str
    detail: str = ""

    @classmethod
    def recu(cls, rang: int, texte: str, recue: Recue) -> Self:
        """What is sent is not to be done again: its link leads to it."""
        return cls(rang, texte, False, recue.lien, recue.mots, recue.phrase)


class Panneau:
    """What a room puts on the dashboard (famille.socle.offres): `lire`, by two queries at most."""

    ordre = 0  # of what it says, among all rooms
    gabarit = ""  # of the card of its own that a room may have, which gets what `carte` gives

    def lire(self, request: RequeteConnectee, foyers: list[Foyer]) -> None:
        """`foyers`: those of the account, one at least."""
        raise NotImplementedError

    def a_faire(self) -> list[AFaire]:
        return []

    def commence(self) -> bool:
        """Whether what a family begins for is still to be done: "Pour commencer" is shown then."""
        return False

    def etapes(self) -> list[PremierPas]:
        """Asked of a family that begins only."""
        return []

    def carte(self) -> dict[str, Any] | None:
        """None: nothing to show."""
        return None

    def boutons(self) -> list[Bouton]:
        return []

    def sujets(self) -> list[Sujet]:
        return []


@cache
def classes() -> tuple[type[Panneau], ...]:
    """In the order of reading; loaded once, on the first dashboard."""
    offerts = [panneau for offre in offres() for panneau in offre.panneaux]
    return tuple(sorted(offerts, key=lambda panneau: panneau.ordre))


def composer(request: RequeteConnectee, foyers: list[Foyer]) -> dict[str, list[Any]]:
    """dict(a_faire, etapes, cartes, boutons, sujets), each in its order; a card is dict(gabarit,
    contexte). No `etapes` for a family that has begun."""
    panneaux = [classe() for classe in classes()]
    for panneau in panneaux:
        panneau.lire(request, foyers)
    etapes = []
    if any(panneau.commence() for panneau in panneaux):
        etapes = [etape for panneau in panneaux for etape in panneau.etapes()]
        etapes.sort(key=lambda etape: etape.rang)
    choses = [chose for panneau in panneaux for chose in panneau.a_faire()]
    cartes = ((panneau.gabarit, panneau.carte()) for panneau in panneaux)
    boutons = [bouton for panneau in panneaux for bouton in panneau.boutons()]
    boutons = [bouton for bouton in boutons if bouton.attend or not etapes]
    sujets = [sujet for panneau in panneaux for sujet in panneau.sujets()]
    return {
        "a_faire": [chose for chose in choses if not (etapes and chose.etape)],
        "etapes": etapes,
        "cartes": [
            {"gabarit": gabarit, "contexte": contexte} for gabarit, contexte in cartes if contexte
        ],
        "boutons": sorted(boutons, key=lambda bouton: bouton.rang),
        "sujets": sorted(sujets, key=lambda sujet: sujet.rang),
    }


@require_safe
def tableau_de_bord(request: RequeteConnectee) -> HttpResponse:
    foyers = list(Foyer.objects.de(request.user))
    if not foyers:
        quittes = {"factures": Facture.objects.de(request.user).exists()}
        return render(request, "famille/foyers/sans_foyer.html", quittes)
    contexte = composer(request, foyers) | {"foyers": foyers}
    return render(request, "famille/tableau_de_bord/tableau_de_bord.html", contexte)
