"""The filters of the calendar, read from its address and written back into it (G27): month,
children, activities."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from famille.models import Service
from famille.socle.dire import MOIS, particule

_MOIS = re.compile(r"([0-9]+)-(0*(?:[1-9]|1[0-2]))")
MOIS_AUTOUR = 24  # months before and after today that can be asked for


@dataclass(frozen=True)
class Mois:
    annee: int
    mois: int

    @classmethod
    def du(cls, jour: date) -> "Mois":
        return cls(jour.year, jour.month)

    @classmethod
    def lire(cls, texte: str, aujourdhui: date) -> "Mois | None":
        """ "2026-12"; None for what is not a month, or is too far away."""
        if not (trouve := _MOIS.fullmatch(texte)):
            return None
        lu = cls(int(trouve[1]), int(trouve[2]))
        return lu if abs(lu.ecart(aujourdhui)) <= MOIS_AUTOUR else None

    def decale(self, mois: int) -> "Mois":
        rang = self.annee * 12 + self.mois - 1 + mois
        return Mois(rang // 12, rang % 12 + 1)

    @property
    def debut(self) -> date:
        return date(self.annee, self.mois, 1)

    @property
    def fin(self) -> date:
        return self.decale(1).debut - timedelta(days=1)

    @property
    def code(self) -> str:
        return f"{self.annee}-{self.mois:02}"

    @property
    def nom(self) -> str:
        return MOIS[self.mois - 1]

    @property
    def complement(self) -> str:
        """ "de décembre 2026", "d’avril 2027"."""
        return f"{self.particule}{self}"

    @property
    def particule(self) -> str:
        """ "de " or "d’"."""
        return particule(str(self))

    def ecart(self, jour: date) -> int:
        """How many months after the month of `jour`; negative before it."""
        return (self.annee - jour.year) * 12 + self.mois - jour.month

    def __str__(self) -> str:
        return f"{self.nom} {self.annee}"

    def __contains__(self, jour: date) -> bool:
        return (jour.year, jour.month) == (self.annee, self.mois)


@dataclass(frozen=True)
class Filtres:
    """`enfants`, `activites`: keys of those shown, in order; `genre`: the service of those shown
    (famille.models.Service); empty: all of them."""

    mois: Mois | None = None
    enfants: tuple[int, ...] = ()
    activites: tuple[int, ...] = ()
    genre: str = ""

    @classmethod
    def lire(cls, questions: QueryDict, aujourdhui: date) -> "Filtres":
        """From a QueryDict: what is not understood is left aside, never an error."""
        return cls(
            Mois.lire(questions.get("mois", ""), aujourdhui),
            _cles(questions.getlist("enfant")),
            _cles(questions.getlist("activite")),
            genre if (genre := questions.get("genre", "")) in Service.values else "",
        )

    @cached_property
    def questions(self) -> str:
        """The query string of these filters: "?mois=2026-12&enfant=3", or ""."""
        # nothing to quote: figures, and a kind that is ours
        questions = [f"mois={self.mois.code}"] if self.mois else []
        questions += [f"enfant={cle}" for cle in self.enfants]
        questions += [f"activite={cle}" for cle in self.activites]
        questions += [f"genre={self.genre}"] if self.genre else []
        return f"?{'&'.join(questions)}" if questions else ""

    @property
    def adresse(self) -> str:
        """The address of the calendar that shows this."""
        return _calendrier() + self.questions

    def au_mois(self, mois: Mois) -> "Filtres":
        return replace(self, mois=mois)

    def basculer_enfant(self, cle: int, tous: list[int]) -> "Filtres":
        """Show this child, or hide him when he was shown; showing nobody shows everybody."""
        montres = set(self.enfants or tous) ^ {cle}
        return replace(self, enfants=() if montres >= set(tous) else tuple(sorted(montres)))

    def pour_activite(self, cle: int | None) -> "Filtres":
        return replace(self, activites=() if cle is None else (cle,), genre="")

    def pour_genre(self, genre: str) -> "Filtres":
        return replace(self, activites=(), genre=genre)


@cache
def _calendrier() -> str:
    """Cached: a page asks for it a dozen times."""
    return reverse("reservations:calendrier")


def _cles(valeurs: Iterable[Any]) -> tuple[int, ...]:
    return tuple(sorted({int(v) for v in valeurs if v.isascii() and v.isdigit() and len(v) < 12}))[
        :50
    ]
