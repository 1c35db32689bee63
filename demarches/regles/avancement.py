"""Where a family is in a demande (`Demande.avancement`): a value that nothing changes, without a
database.

Two screens may fill the same page (two tabs, two parents). Each writing of a page gets a number and
leaves the mark of the screen that wrote; a screen that neither read that number nor wrote it is
told, and nothing is lost.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, NamedTuple, Self


class Ecriture(NamedTuple):
    """The last writing of a page. `ecran`: mark of the screen that stays open, "" once it is left;
    `instant`: ISO moment."""

    numero: int = 0
    ecran: str = ""
    instant: str = ""


@dataclass(frozen=True, slots=True)
class Avancement:
    """`etape`: the current page. `pages`: [code, title] of each, which lists of drafts tell without
    reading the household; None in a draft begun before they were kept. `validees`: those checked,
    of the complement being answered (its key, None without one), and `empreintes` the version of
    each that was (Etape.empreinte()). `jours`: {page: ISO day on which it was received}.
    `connues`: {page: what the file held when it was first written, encrypted}. `seules`: the pages
    that it was opened on, of a démarche whose pages stand alone; empty: all of them. `pieces`:
    [what, child (key), ISO day until when] of each piece of a file that was sent. The rest is in
    the clear: lists read it."""

    etape: str = ""
    pages: list[list[str]] | None = None
    validees: list[str] = field(default_factory=list)
    complement: int | None = None
    versions: dict[str, Ecriture] = field(default_factory=dict)
    empreintes: dict[str, str] = field(default_factory=dict)
    jours: dict[str, str] = field(default_factory=dict)
    connues: dict[str, str] = field(default_factory=dict)
    seules: list[str] = field(default_factory=list)
    pieces: list[list[Any]] = field(default_factory=list)

    @classmethod
    def neuf(cls, pages: Mapping[str, Any], *, seules: Iterable[str] = ()) -> Self:
        """Of a demande that begins at the first of `pages` (code → page), opened on `seules`."""
        return cls(etape=next(iter(pages)), seules=list(seules)).paginee(pages)

    @classmethod
    def de(cls, lu: Mapping[str, Any] | None) -> Self:
        """As the database keeps it."""
        connus = {un.name: lu[un.name] for un in fields(cls) if un.name in lu} if lu else {}
        versions = connus.pop("versions", {})
        return cls(**connus, versions={page: Ecriture(*une) for page, une in versions.items()})

    def en_json(self) -> dict[str, Any]:
        """What the database keeps: nothing of what is empty."""
        tout = {un.name: getattr(self, un.name) for un in fields(self)}
        return {nom: valeur for nom, valeur in tout.items() if valeur}

    def a_l_etape(self, etape: str) -> Self:
        """The same, at this page."""
        return replace(self, etape=etape)

    def paginee(self, pages: Mapping[str, Any]) -> Self:
        """The same, its pages (code → page) named."""
        return replace(self, pages=[[code, page.titre] for code, page in pages.items()])

    def sur_toutes(self) -> Self:
        """The same, on every page of its démarche."""
        return replace(self, seules=[])

    def ecriture(self, etape: str) -> Ecriture:
        """The last one of this page; its number is how many times it has been written."""
        return self.versions.get(etape, Ecriture())

    def enregistree_le(self, etape: str) -> datetime | None:
        """When this page was last written."""
        instant = self.ecriture(etape).instant
        return datetime.fromisoformat(instant) if instant else None

    def en_conflit(self, etape: str, *, lue: int, ecran: str) -> bool:
        """The page was written since it was read, and not by this screen."""
        derniere = self.ecriture(etape)
        return derniere.numero != lue and (not ecran or derniere.ecran != ecran)

    def ecrite(self, etape: str, *, ecran: str, instant: datetime) -> Self:
        """The same, the page written once more."""
        une = Ecriture(self.ecriture(etape).numero + 1, ecran, instant.isoformat())
        return replace(self, versions=self.versions | {etape: une})

    def validees_de(self, complement: int | None) -> list[str]:
        """The pages checked; those of a complement (its key) start again."""
        return self.validees if self.complement == complement else []

    def changees(self, empreintes: Mapping[str, str]) -> list[str]:
        """The pages checked in another version; `empreintes`: {page: Etape.empreinte()}."""
        return [
            etape
            for etape, empreinte in empreintes.items()
            if self.empreintes.get(etape, empreinte) != empreinte
        ]

    def jugee(
        self, etape: str, *, valide: bool, complement: int | None, empreinte: str = ""
    ) -> Self:
        """The same, this page checked, in this version of it, or to be done again."""
        restantes = [page for page in self.validees_de(complement) if page != etape]
        gardees = self.empreintes | ({etape: empreinte} if valide and empreinte else {})
        return replace(
            self,
            validees=[*restantes, etape] if valide else restantes,
            complement=complement,
            empreintes=gardees,
        )

    def recues(self, etapes: Iterable[str], jour: date, pieces: Iterable[list[Any]] = ()) -> Self:
        """The same, these pages received on `jour`: their rules refer to it from now on. `pieces`:
        of the file, all that the demande now holds."""
        jours = self.jours | {etape: jour.isoformat() for etape in etapes}
        return replace(self, jours=jours, pieces=list(pieces))
