"""Ready maps of other software, chosen by what the file holds, before titles are guessed
(docs/etendre/une_reprise.md). `colonnes`: title in the file → code of a field
(`famille.mouvements.reprise.registre.codes`), "" for what is known and kept aside. `distinctifs`:
the titles that, all there, tell this software. Titles are compared without accents, case, or signs.
`preparer`: for a format that is no table (JSON, XML): (file, its name) →
`famille.mouvements.reprise.fichiers.TableauLu`, or None when the file is not of its kind."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from .fichiers import TableauLu
from .titres import plat

type Preparation = Callable[[IO[bytes], str], Iterator[TableauLu] | None]


@dataclass(frozen=True)
class Plan:
    """One table of a software."""

    colonnes: Mapping[str, str]
    distinctifs: tuple[str, ...]

    def reconnait(self, entetes: list[str]) -> bool:
        plats = {plat(entete) for entete in entetes}
        return all(plat(un) in plats for un in self.distinctifs)

    def lire(self, entetes: list[str]) -> list[str]:
        """The code of each column; "" for those that the map leaves aside or does not know."""
        siens = {plat(titre): code for titre, code in self.colonnes.items()}
        return [siens.get(plat(entete), "") for entete in entetes]


@dataclass(frozen=True)
class CarteDeLogiciel:
    """`code`: kept as the source of the keys, unless the agent names another one."""

    code: str
    nom: str
    tableaux: tuple[Plan, ...] = ()
    preparer: Preparation | None = None
