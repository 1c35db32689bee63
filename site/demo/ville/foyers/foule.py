"""The crowd: about three hundred households, drawn with a fixed seed, planned before anything is
written."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from demo.ville.jours import annee_scolaire
from demo.ville.noms import (
    CLASSES,
    COLLEGES,
    COMMUNES,
    COMMUNES_EXTERIEURES,
    COMPLEMENTS,
    ECOLES_ELEMENTAIRES,
    ECOLES_MATERNELLES,
    LYCEES,
    NOMS,
    POIDS_COMMUNES,
    PRENOMS_ADULTES,
    PRENOMS_ENFANTS,
    VOIES,
)
from famille.models import Foyer, Rattachement

Situation = Foyer.Situation
Garde = Rattachement.Garde
PAIRES = 9  # one household in so many is half of a couple that shares children


@dataclass
class EnfantPrevu:
    prenom: str
    nom: str
    naissance: date
    ecole: str
    classe: str


@dataclass
class AdultePrevu:
    prenom: str
    nom: str
    telephone: str
    fixe: str = ""
    avec_compte: bool = True
    active: bool = True


@dataclass
class FoyerPrevu:
    nom: str
    situation: str
    adresses: list[dict]  # the oldest first
    adultes: list[AdultePrevu]
    # (value in euros, first day, last day or None)
    quotients: list[tuple] = field(default_factory=list)
    # (index in the list of children, garde)
    enfants: list[tuple[int, str]] = field(default_factory=list)


class Foule:
    """`foyers` and `enfants`, planned. The same day always gives the same town."""

    def __init__(self, foyers: int, enfants: int, jour: date, graine: int = 36000) -> None:
        self.hasard = Random(graine)  # noqa: S311 - a town to look at, no secret
        self.jour = jour
        self.foyers: list[FoyerPrevu] = []
        self.enfants: list[EnfantPrevu] = []
        paires = foyers // PAIRES
        for nombre in self._fratries(foyers - paires, enfants):
            partages = len(self.foyers) < 2 * paires
            (self._foyers_separes if partages else self._foyer)(nombre)

    def _fratries(self, combien: int, enfants: int) -> list[int]:
        """How many children each household, or couple of households, has: `combien` numbers whose
        sum is `enfants`."""
        fratries = self.hasard.choices([1, 2, 3, 4], [34, 44, 17, 5], k=combien)
        while sum(fratries) != enfants:
            place = self.hasard.randrange(combien)
            pas = 1 if sum(fratries) < enfants else -1
            fratries[place] = min(4, max(1, fratries[place] + pas))
        return fratries

    def _foyer(self, nombre: int) -> None:
        situation = self.hasard.choices(
            [
                Situation.MARIES,
                Situation.PACSES,
                Situation.VIE_COMMUNE,
                Situation.PARENT_SEUL,
                Situation.VEUF,
            ],
            [40, 18, 24, 15, 3],
        )[0]
        nom = self.hasard.choice(NOMS)
        adultes = [self._adulte(nom)]
        if situation not in (Situation.PARENT_SEUL, Situation.VEUF):
            autre = nom if situation == Situation.MARIES else self.hasard.choice(NOMS)
            adultes.append(self._adulte(autre, avec_compte=self.hasard.random() < 0.6))
        foyer = self._ajouter(nom, situation, adultes)
        foyer.enfants = [(self._enfant(nom), Garde.PRINCIPALE) for _ in range(nombre)]

    def _foyers_separes(self, nombre: int) -> None:
        """Two households, the same children: alternating custody for most, visits for some
        (D11)."""
        noms = self.hasard.sample(NOMS, 2)
        alternee = self.hasard.random() < 0.8
        gardes = (
            (Garde.ALTERNEE, Garde.ALTERNEE)
            if alternee
            else (Garde.PRINCIPALE, Garde.DROIT_DE_VISITE)
        )
        enfants = [self._enfant(noms[self.hasard.random() < 0.3]) for _ in range(nombre)]
        for nom, garde in zip(noms, gardes, strict=True):
            foyer = self._ajouter(nom, Situation.SEPARES, [self._adulte(nom)])
            foyer.enfants = [(enfant, garde) for enfant in enfants]

    def _ajouter(self, nom: str, situation: Foyer.Situation, adultes: Any) -> FoyerPrevu:
        foyer = FoyerPrevu(nom, situation, self._adresses(), adultes, self._quotients())
        self.foyers.append(foyer)
        return foyer

    def _adulte(self, nom: str, *, avec_compte: bool = True) -> AdultePrevu:
        # Numbers that the regulator keeps for fiction: 06 39 98 xx xx, 02 61 91 xx xx.
        return AdultePrevu(
            prenom=self.hasard.choice(PRENOMS_ADULTES),
            nom=nom,
            telephone=f"+3363998{self.hasard.randrange(10_000):04d}",
            fixe=f"+3326191{self.hasard.randrange(10_000):04d}"
            if self.hasard.random() < 0.2
            else "",
            avec_compte=avec_compte,
            active=self.hasard.random() < 0.88,
        )

    def _adresses(self) -> list[dict]:
        depuis = self.jour - timedelta(days=self.hasard.randrange(200, 3600))
        adresses = [self._adresse(depuis)]
        if self.hasard.random() < 0.12:
            adresses.insert(
                0, self._adresse(depuis - timedelta(days=self.hasard.randrange(400, 1500)))
            )
        return adresses

    def _adresse(self, depuis: date) -> dict:
        dedans = self.hasard.random() < 0.93
        commune, code = (
            self.hasard.choices(COMMUNES, POIDS_COMMUNES)[0]
            if dedans
            else self.hasard.choice(COMMUNES_EXTERIEURES)
        )
        numero = (
            f"{self.hasard.randrange(1, 140)}{self.hasard.choice(['', '', '', '', ' bis', ' ter'])}"
        )
        return {
            "voie": f"{numero} {self.hasard.choice(VOIES)}",
            "complement": self.hasard.choice(COMPLEMENTS),
            "code_postal": code,
            "commune": commune,
            "dans_agglomeration": dedans,
            "depuis": depuis,
        }

    def _quotients(self) -> list[tuple]:
        if self.hasard.random() < 0.18:
            return []
        valeur, janvier = self.hasard.randrange(180, 1900), date(self.jour.year, 1, 1)
        avant = (valeur + self.hasard.randrange(-120, 90), janvier.replace(year=self.jour.year - 1))
        return [(max(0, avant[0]), avant[1], janvier - timedelta(days=1)), (valeur, janvier, None)]

    def _enfant(self, nom: str) -> int:
        naissance = self.jour - timedelta(days=self.hasard.randrange(90, 17 * 365))
        ecole, classe = scolarite(naissance, self.jour, self.hasard)
        self.enfants.append(
            EnfantPrevu(self.hasard.choice(PRENOMS_ENFANTS), nom, naissance, ecole, classe)
        )
        return len(self.enfants) - 1


def scolarite(naissance: date, jour: date, hasard: Random) -> tuple[str, str]:
    """School and class of the school year of `jour`; both empty before three years of civil age."""
    age = annee_scolaire(jour) - naissance.year
    if age < 3:
        return "", ""
    if age <= 10:
        return (
            f"École {hasard.choice(ECOLES_MATERNELLES if age <= 5 else ECOLES_ELEMENTAIRES)}",
            CLASSES[age],
        )
    lieu = hasard.choice(COLLEGES if age <= 14 else LYCEES)
    return lieu[0].upper() + lieu[1:], CLASSES[min(age, 17)]
