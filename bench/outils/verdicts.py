"""What a bench says of each act: measured, held to, wanted. The table that `make bench` ends with,
bench/resultats/bilan.md, is made of them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

ENTETE = ["| acte | mesuré | tenu | visé | |", "|---|---|---|---|---|"]


@dataclass(frozen=True)
class Borne:
    """One figure beside its two bounds. `tenu`: what the bench fails under, or above when
    `au_plus`. `vise`: what the design wants, held once it is reached."""

    mesure: float
    tenu: float
    vise: float
    au_plus: bool = False
    unite: str = ""

    def atteint(self, borne: float) -> bool:
        return self.mesure <= borne if self.au_plus else self.mesure >= borne

    @property
    def signe(self) -> str:
        return "≤" if self.au_plus else "≥"


@dataclass(frozen=True)
class Verdict:
    """Of one act, all that it is judged by."""

    acte: str
    bornes: tuple[Borne, ...]

    @property
    def fautes(self) -> list[str]:
        """What is not held, in words."""
        return [
            f"{self.acte} : {dire(une.mesure, une.unite)}, tenu"
            f" {une.signe} {dire(une.tenu, une.unite)}"
            for une in self.bornes
            if not une.atteint(une.tenu)
        ]

    @property
    def vise_atteint(self) -> bool:
        return all(une.atteint(une.vise) for une in self.bornes)

    @property
    def ligne(self) -> str:
        mesures, tenus, vises = (
            " ; ".join(mots)
            for mots in zip(
                *(
                    (
                        dire(une.mesure, une.unite),
                        f"{une.signe} {dire(une.tenu, une.unite)}",
                        f"{une.signe} {dire(une.vise, une.unite)}",
                    )
                    for une in self.bornes
                ),
                strict=True,
            )
        )
        mot = "SOUS LE SEUIL" if self.fautes else "" if self.vise_atteint else "visé non atteint"
        return f"| {self.acte} | {mesures} | {tenus} | {vises} | {mot} |"


def dire(valeur: float, unite: str) -> str:
    """ "0.187", "12 requêtes", "×1.05"."""
    nombre = f"{valeur:g}"
    return f"×{nombre}" if unite == "×" else f"{nombre} {unite}".strip()


def tableau(verdicts: Iterable[Verdict]) -> list[str]:
    return [*ENTETE, *(verdict.ligne for verdict in verdicts)]


def fautes(verdicts: Iterable[Verdict]) -> list[str]:
    return [faute for verdict in verdicts for faute in verdict.fautes]


def en_donnees(verdicts: Iterable[Verdict]) -> list[dict[str, Any]]:
    """JSON's own types, and back by `depuis`."""
    return [asdict(verdict) for verdict in verdicts]


def depuis(donnees: Iterable[dict[str, Any]]) -> list[Verdict]:
    return [
        Verdict(une["acte"], tuple(Borne(**borne) for borne in une["bornes"])) for une in donnees
    ]
