"""The national scale of crèches (PSU): what an hour costs a family. No Django
(docs/comprendre/tarifs.md).

An hour costs monthly resources × a rate that falls as the family grows. Resources below the floor
or above the ceiling count as the floor or the ceiling. A child with AEEH lowers the rate by one
rank. Rounded once, half a cent up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from famille.socle.dire import centimes_en_euros, compte, en_lettres, en_nombre

CENT, CENTIME = Decimal(100), Decimal("0.01")


@dataclass(frozen=True)
class Taux:
    """`pourcent` of the monthly resources for an hour, for a family of up to `jusqua` children;
    None: no upper end."""

    jusqua: int | None
    pourcent: Decimal


@dataclass(frozen=True)
class Bareme:
    """A scale as the CNAF publishes it, from `debut` on; `plancher`, `plafond`: euros a month."""

    debut: date
    plancher: Decimal
    plafond: Decimal
    taux: tuple[Taux, ...]

    def __post_init__(self) -> None:
        ordre = sorted(self.taux, key=lambda taux: (taux.jusqua is None, taux.jusqua or 0))
        object.__setattr__(self, "taux", tuple(ordre))

    def taux_de(self, rang: int) -> Decimal:
        """ValueError: the scale has no open end."""
        for taux in self.taux:
            if taux.jusqua is None or rang <= taux.jusqua:
                return taux.pourcent
        raise ValueError("a scale without an open end")


@dataclass(frozen=True)
class TarifHoraire:
    """`horaire`: euros an hour. `retenues`: the resources that count; `borne`: "plancher" or
    "plafond" when they are one of the two; `rang`: the children that the rate counts, one more for
    each AEEH; `annee`: for which it is asked, of which the scale may not be known yet."""

    horaire: Decimal
    ressources: Decimal
    retenues: Decimal
    borne: str
    enfants: int
    rang: int
    pourcent: Decimal
    debut: date
    annee: int = 0

    @property
    def montant(self) -> str:
        return centimes_en_euros(int(self.horaire * CENT))

    @property
    def phrases(self) -> list[str]:
        """How it is made, in French."""
        return list(self._phrases())

    def _phrases(self) -> Iterator[str]:
        if self.debut.year < self.annee:
            yield (
                f"Le barème de {self.annee} n’est pas encore saisi ici. Ce prix suit celui du"
                f" {en_lettres(self.debut)} : le plancher change chaque 1er janvier."
            )
        else:
            yield f"Barème national en vigueur depuis le {en_lettres(self.debut)}."
        if self.borne:
            yield f"Vos ressources comptent pour le {self.borne} : {_par_mois(self.retenues)}."
        enfants = f"{compte(self.enfants, 'enfant')} à charge"
        if self.rang > self.enfants:
            enfants += f", comptés pour {self.rang} grâce à l’AEEH"
        taux = en_nombre(self.pourcent)
        yield f"Pour {enfants}, une heure coûte {taux} % des ressources d’un mois."
        yield f"{_par_mois(self.retenues)} × {taux} % = {self.montant} l’heure."

    def pour(self, heures: Decimal) -> Decimal:
        """Euros for so many hours, at the rounded price of one."""
        return (self.horaire * heures).quantize(CENTIME, rounding=ROUND_HALF_UP)


def bareme_au(baremes: Iterable[Bareme], jour: date) -> Bareme | None:
    """The scale in force on `jour`: of those that have begun, the latest."""
    return max((un for un in baremes if un.debut <= jour), key=lambda un: un.debut, default=None)


def tarif_horaire(
    bareme: Bareme, ressources: Decimal, *, enfants: int, aeeh: int = 0, annee: int = 0
) -> TarifHoraire:
    """`ressources`: euros a month; `enfants`: dependent children, `aeeh` of them with the AEEH;
    `annee`: for which it is asked.

    >>> from decimal import Decimal as D
    >>> taux = Taux(1, D("0.0619")), Taux(None, D("0.0516"))
    >>> bareme = Bareme(date(2025, 9, 1), D(801), D(8500), taux)
    >>> tarif_horaire(bareme, D(2500), enfants=1).horaire
    Decimal('1.55')
    """
    if enfants < 1 or not 0 <= aeeh <= enfants or ressources < 0:
        raise ValueError("no such family")
    retenues = min(max(ressources, bareme.plancher), bareme.plafond)
    borne = (
        "" if retenues == ressources else "plancher" if ressources < bareme.plancher else "plafond"
    )
    pourcent = bareme.taux_de(enfants + aeeh)
    horaire = (retenues * pourcent / CENT).quantize(CENTIME, rounding=ROUND_HALF_UP)
    return TarifHoraire(
        *(horaire, ressources, retenues, borne, enfants, enfants + aeeh, pourcent),
        *(bareme.debut, annee),
    )


@dataclass(frozen=True)
class FauteBareme:
    """Why a scale cannot be saved; `rang`: of the rate in `Bareme.taux`, or None."""

    phrase: str
    champ: str
    rang: int | None = None


def controler(bareme: Bareme) -> Iterator[FauteBareme]:
    if bareme.plancher > bareme.plafond:
        yield FauteBareme("Le plancher dépasse le plafond : corrigez l’un des deux.", "plancher")
    ouverts = [rang for rang, taux in enumerate(bareme.taux) if taux.jusqua is None]
    if len(ouverts) != 1:
        yield FauteBareme(
            "Une ligne, et une seule, n’a pas de nombre d’enfants : elle vaut pour toutes les"
            " familles plus grandes.",
            "jusqua",
            ouverts[-1] if ouverts else len(bareme.taux) - 1,
        )
    for rang, (petite, grande) in enumerate(
        zip(bareme.taux, bareme.taux[1:], strict=False), start=1
    ):
        if petite.jusqua == grande.jusqua and petite.jusqua is not None:
            yield FauteBareme(
                "Deux lignes s’arrêtent au même nombre d’enfants : gardez-en une.", "jusqua", rang
            )
        if grande.pourcent > petite.pourcent:
            yield FauteBareme(
                "Le taux monte avec le nombre d’enfants : il devrait baisser.", "pourcent", rang
            )


def _par_mois(montant: Decimal) -> str:
    return f"{centimes_en_euros(int(montant * CENT))} par mois"
