"""What each room offers to the rooms that it imports, and that may not import it: one `Offre` a
room, in its `offre.py`, named in settings.OFFRES, read here and nowhere else.

In settings.OFFRES a room stands before those it imports; that is the order of what several offer.
"""

from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse
from django.utils.module_loading import import_string

from famille.socle.dire import en_lettres

from .caisse import VoieDeLaCaisse

if TYPE_CHECKING:
    from decimal import Decimal

    from django.db.models import QuerySet

    from famille.dossier.foyers.bureau.volets import Volet
    from famille.dossier.fusion.registre import Salle
    from famille.dossier.messages.portes import Attaches
    from famille.dossier.papiers.registre import Source
    from famille.dossier.recherche.numeros import Numerote
    from famille.dossier.tableau_de_bord.panneaux import Panneau
    from famille.echanges.api.portees import RouteurOffert
    from famille.echanges.webhooks.faits import FaitAnnonce
    from famille.models import DroitPayeur, Foyer, Utilisateur
    from famille.mouvements.reprise.declaration import SujetRepris
    from famille.mouvements.reprise.export.tables import TableExportee
    from famille.regles.repas import PlatServi

    from .menus import Ecran
    from .restes import Reste

RESULTAT, EXPORT = "famille/travaux/resultat.html", "famille/travaux/export.html"


@dataclass(frozen=True)
class GenreDeTravail:
    """A kind of long job (famille.travaux): its function, who may ask for it, its page.

    `executer(travail, avancer)` may run twice, even at the same time, and resumes where it stopped;
    it returns dict(phrase, and what `gabarit` shows). `rayon`: the screen that its page leads back
    to, as (label, URL name). `a_son_auteur`: only its author sees it. `au_telechargement` (travail,
    par=) is called when its file is downloaded.
    """

    code: str
    executer: Callable[..., dict[str, Any]]
    permission: str
    rayon: tuple[str, str]
    a_son_auteur: bool = False
    gabarit: str = RESULTAT
    au_telechargement: Callable[..., None] | None = None


class ParLaCaisse(NamedTuple):
    """Keys of households. `accord`: with their consent, the town asks the CAF or the MSA for their
    quotient each year. `pression`: one press by this account gives that consent and asks."""

    accord: frozenset[int] = frozenset()
    pression: frozenset[int] = frozenset()

    def voie(self, foyer: int) -> VoieDeLaCaisse | None:
        """How this household's (key) quotient is obtained; None: it must be declared."""
        if foyer in self.accord:
            return VoieDeLaCaisse.ACCORD
        return VoieDeLaCaisse.PRESSION if foyer in self.pression else None


class Recue(NamedTuple):
    """Something sent by a family and not decided yet. `quoi`: a Piece (famille.regles.dossier) of a
    child, "place" or "quotient". `jusqu_au`: its last day of validity, if known."""

    quoi: str
    foyer: int
    enfant: int | None
    numero: str
    le: date
    lien: str
    a_completer: bool = False
    jusqu_au: date | None = None

    @property
    def en_bref(self) -> str:
        return "à compléter" if self.a_completer else "à l’étude"

    @property
    def phrase(self) -> str:
        """ "Votre demande D-2026-00012, reçue le 30 novembre 2026, est à l’étude." """
        etat = "attend un complément" if self.a_completer else "est à l’étude"
        return f"Votre demande {self.numero}, reçue le {en_lettres(self.le)}, {etat}."

    @property
    def mots(self) -> str:
        """The label of the link to it."""
        return "La compléter" if self.a_completer else "Voir ma demande"


@dataclass(frozen=True)
class Offre:
    """What one room offers. A field that is not a tuple is filled by one room only."""

    panneaux: tuple["type[Panneau]", ...] = ()  # cards of the dashboard
    ecrans: tuple["Ecran", ...] = ()  # lines of the agents' menus
    volets: tuple["type[Volet]", ...] = ()  # tabs of the agents' page of a household
    numerotes: tuple["type[Numerote]", ...] = ()  # what agents find by its number
    travaux: tuple[GenreDeTravail, ...] = ()  # kinds of long jobs
    papiers: tuple["type[Source]", ...] = ()  # what was issued to a household
    reprise: tuple["SujetRepris", ...] = ()  # what can be taken over from another software
    # the room's tables that the town's own export holds
    tables_exportees: tuple["TableExportee", ...] = ()
    api: tuple["RouteurOffert", ...] = ()  # what other software may read
    faits: tuple["FaitAnnonce", ...] = ()  # what other software is told as it happens
    # why a document can't be deleted: (documents, households of the reader) → dict key → sentence
    retenues: tuple[Callable[..., dict], ...] = ()
    # a module: what the room knows about a person, and what it may delete, for
    # famille.mouvements.donnees
    donnees: ModuleType | None = None
    # what becomes of its rows when two files are merged
    fusion: "type[Salle] | None" = None
    # screens that other rooms' pages link to: what is found there → URL name
    liens: dict[str, str] = field(default_factory=dict)
    # what can be begun now: () → dict code → dict(titre, lien)
    demarches_ouvertes: Callable[[], dict[str, dict[str, str]]] | None = None
    # the address that opens one of them: (code, page, *its other pages) → str
    lien_de_page: Callable[..., str] | None = None
    # (keys of households, key of an account) → those whose quotient the CAF may give
    quotients_par_la_caisse: "Callable[..., ParLaCaisse] | None" = None
    # (keys of households, account) → what they have sent and nobody has decided yet
    recues: Callable[..., list[Recue]] | None = None
    # the conversations that belong to a room, and how messages are written in them
    attaches: "type[Attaches] | None" = None
    # children (a QuerySet), day → the same, each with what its file must hold
    besoins_des_enfants: Callable[..., Any] | None = None
    # (households, origine=, par=) → a context in which what they are billed may change
    revoir_les_factures: Callable[..., AbstractContextManager] | None = None
    # payers' rights → key of a right → (child, day → euros that the booked day will use)
    aides_reservees: Callable[..., dict[int, list]] | None = None
    # (child, de=, vers=, depuis=) → gives his bookings of one household to another, from a day on
    changer_de_foyer: Callable[..., int] | None = None
    # (household, par=) → closes the secret address of its calendar
    fermer_l_agenda: Callable[..., bool] | None = None
    # what is left of a season, between its first and its last day (famille.socle.offres.restes)
    restes: tuple[Callable[..., "list[Reste]"], ...] = ()
    # (school year) → keys of the children whose family has said that they come back
    reviennent: tuple[Callable[[int], "QuerySet[Any, Any]"], ...] = ()
    # the structures that families go to: () → [(key, name)], and (key) → keys of the children there
    structures: Callable[[], list[tuple[int, str]]] | None = None
    inscrits_a: Callable[[int], Any] | None = None
    # what is served: (days, structures) → dict (day, structure) → PlatServi, of what is published
    menus_des_jours: Callable[..., dict] | None = None
    # the head of a paper, and what everybody knows of the town
    en_tete: Callable[..., Any] | None = None
    noms_de_la_ville: Callable[[], list[str]] | None = None


@cache
def offres() -> tuple[Offre, ...]:
    """In the order of settings.OFFRES; loaded once, on the first question."""
    return tuple(import_string(chemin) for chemin in settings.OFFRES)


def la_seule[T](offertes: Iterable[T | None]) -> T:
    """The one offer of a thing. ImproperlyConfigured: no room offers it, or several do."""
    faites = [offerte for offerte in offertes if offerte is not None]
    if len(faites) != 1:
        raise ImproperlyConfigured("one room must offer it, and one only (settings.OFFRES)")
    return faites[0]


def lien_offert(quoi: str, *arguments: object) -> str:
    """The address of the screen that shows this, whichever room has it; "" when none does."""
    noms = (offre.liens[quoi] for offre in offres() if quoi in offre.liens)
    return next((reverse(nom, args=arguments) for nom in noms), "")


def changer_de_foyer(enfant: Any, *, de: Any, vers: Any, depuis: date) -> int:
    """Give another household (Foyer) what is booked for this child from a day on, in the caller's
    transaction. The number of half-days given."""
    return la_seule(offre.changer_de_foyer for offre in offres())(
        enfant, de=de, vers=vers, depuis=depuis
    )


def fermer_l_agenda(foyer: Any, *, par: Any) -> bool:
    """Close the secret address of the household's calendar. False: it had none."""
    return la_seule(offre.fermer_l_agenda for offre in offres())(foyer, par=par)


def aides_reservees(
    droits: "Collection[DroitPayeur]",
) -> "dict[int, list[tuple[int, dict[date, Decimal]]]]":
    """right (key) → (child, day → euros) that it will pay for what is booked and not billed yet.
    Only rights that have a ceiling and still run."""
    return la_seule(offre.aides_reservees for offre in offres())(droits)


def structures() -> list[tuple[int, str]]:
    """(key, name) of the structures where children are registered."""
    return la_seule(offre.structures for offre in offres())()


def inscrits_a(structure: int) -> Any:
    """The keys of the children registered today in a structure, as a QuerySet."""
    return la_seule(offre.inscrits_a for offre in offres())(structure)


def menus_des_jours(
    jours: Collection[date], structures: Collection[int]
) -> "dict[tuple[date, int], tuple[PlatServi, ...]]":
    """(day, key of a structure) → what is served there; a day without a published menu is not in
    it. One query."""
    return la_seule(offre.menus_des_jours for offre in offres())(jours, structures)


def demarches_ouvertes() -> dict[str, dict[str, str]]:
    """code → dict(titre, lien): what can be begun now."""
    return la_seule(offre.demarches_ouvertes for offre in offres())()


def lien_de_page(
    code: str, page: str, *autres: str, enfant: int | None = None, **connu: object
) -> str:
    """The address that opens the démarche `code` on this page, then on these `autres`. `enfant`: of
    a démarche that is about one child. `connu`: what its answers already are, in the démarche's own
    words."""
    lien = la_seule(offre.lien_de_page for offre in offres())
    return lien(code, page, *autres, enfant=enfant, **connu)


def quotients_par_la_caisse(foyers: "Collection[int]", compte: int | None = None) -> ParLaCaisse:
    """How the quotients of these households (keys) are obtained, for this account (key). One query
    or two, none where the town may not ask."""
    return la_seule(offre.quotients_par_la_caisse for offre in offres())(foyers, compte)


def recues(foyers: "Collection[int]", compte: "Utilisateur | None" = None) -> list[Recue]:
    """What these households (keys) have sent and nobody has decided, the latest last, so that it is
    not asked again. `compte`: only what this account may see. One query."""
    return la_seule(offre.recues for offre in offres())(foyers, compte)


def la_recue(parmi: Iterable[Recue], quoi: str, de: int) -> Recue | None:
    """The latest that gives `quoi` for this child, or household (key); None without one."""
    siennes = [une for une in parmi if une.quoi == quoi and (une.enfant or une.foyer) == de]
    return siennes[-1] if siennes else None


def quotients_par_accord(foyers: "Collection[int]") -> frozenset[int]:
    """The households whose quotient the town asks for each year: they declare nothing."""
    return quotients_par_la_caisse(foyers).accord


def en_revoyant_les_factures(foyers: "Iterable[Foyer]", **pourquoi: Any) -> AbstractContextManager:
    """A context in which prices of these households may change: the invoice lines that change are
    kept for correction. `pourquoi`: dict(origine, par)."""
    return la_seule(offre.revoir_les_factures for offre in offres())(foyers, **pourquoi)
