"""What the booking rules are told, and what they answer. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from famille.regles.foyer import Garde

from .blocs import Bloc
from .calendrier import Calendrier, Delai


class Motif(StrEnum):
    """Why not, in the order in which it is judged."""

    DEJA_RESERVE = "deja-reserve"
    NON_INSCRIT = "non-inscrit"
    PAS_OUVERT = "pas-ouvert"
    TROP_TARD = "trop-tard"
    FERME = "ferme"
    TROP_JEUNE = "trop-jeune"
    TROP_AGE = "trop-age"
    FICHE = "fiche"
    ASSURANCE = "assurance"
    COMPLET = "complet"
    PAS_SON_JOUR = "pas-son-jour"


class Suite(StrEnum):
    """The next step that goes with a refusal; the page knows its address."""

    INSCRIPTION = "inscription"  # the démarche that registers
    SANTE = "sante"  # the démarche that gives the health record and the insurance
    QUOTIENT = "quotient"  # the démarche that declares the quotient familial
    ATTENTE = "attente"  # the queue
    CONTACT = "contact"  # the Pôle Familles
    ABSENCE = "absence"  # tell the centre that he will not come
    PATIENCE = "patience"  # nothing but the date to wait for
    AUTRE_JOUR = "autre-jour"


@dataclass(frozen=True)
class Verdict:
    """`motif` None: yes. `phrase`: the sentence shown, whatever the answer. `limite`: until when it
    can be changed."""

    phrase: str
    motif: Motif | None = None
    suite: Suite | None = None
    limite: datetime | None = None

    @property
    def possible(self) -> bool:
        return self.motif is None


@dataclass(frozen=True)
class ParVoeux:
    """Days whose places go to wishes first. `ouverture`: its pk; `jusqu_au`: until when wishes are
    written; `ouvre_le`: from when what is left can be booked."""

    ouverture: int
    debut: date
    fin: date
    jusqu_au: datetime
    ouvre_le: datetime


@dataclass(frozen=True)
class PieceRecue:
    """A paper that the family has sent and nobody has decided. `phrase`: which demande, and when;
    `a_completer`: it waits for the family."""

    phrase: str
    jusqu_au: date = date.max
    a_completer: bool = False


SEPT_JOURS = Delai(7)
TOUJOURS = Garde()


@dataclass(frozen=True)
class Faits:
    """What the rules must know of one child, one activity and the household that asks.

    Periods are (first day, last day or None). `ouvertures`: (first day, last day, open from: aware
    moment); `voeux`: those of them that are by wishes. `fermetures`: (first day, last day, reason
    shown). `reserves`: keys of the créneaux that this household has booked for the child, and of
    them `absences`: those on which it has said that he will not come; `reserves_ailleurs`: those
    that his other home has, of which nothing else is told (D11). `recues`: of the papers that are
    missing, those sent, for a page that would ask for them.
    """

    activite: str
    naissance: date
    age_min: int
    age_max: int
    calendrier: Calendrier
    delai_reservation: Delai = SEPT_JOURS
    delai_annulation: Delai = SEPT_JOURS
    inscriptions: tuple[tuple[date, date | None], ...] = ()
    ouvertures: tuple[tuple[date, date, datetime], ...] = ()
    voeux: tuple[ParVoeux, ...] = ()
    fermetures: tuple[tuple[date, date, str], ...] = ()
    fiche_exigee: bool = True
    fiche_jusqu_au: date | None = None
    assurance_exigee: bool = True
    assurance_jusqu_au: date | None = None
    garde: Garde = TOUJOURS
    reserves: frozenset[int] = frozenset()
    reserves_ailleurs: frozenset[int] = frozenset()
    absences: frozenset[int] = frozenset()
    recues: Mapping[Motif, PieceRecue] = field(default_factory=dict, hash=False)

    def reserve(self, bloc: Bloc) -> bool:
        """Whether this household has booked some of this bloc for the child."""
        return not self.reserves.isdisjoint(bloc.pks)

    def ouvre_le(self, bloc: Bloc) -> datetime | None:
        """From when all the days of this bloc can be booked: for each, the earliest of the openings
        that cover it. None: one of them has not been announced."""
        instants = [self._ouvre_le(jour) for jour in bloc.jours]
        annonces = [instant for instant in instants if instant]
        return max(annonces) if len(annonces) == len(instants) else None

    def par_voeux(self, bloc: Bloc) -> ParVoeux | None:
        """The wishes that come before this bloc can be booked; None where it opens without."""
        ouvre_le = self.ouvre_le(bloc)
        return next(
            (
                un
                for un in self.voeux
                if un.ouvre_le == ouvre_le
                and any(un.debut <= jour <= un.fin for jour in bloc.jours)
            ),
            None,
        )

    def _ouvre_le(self, jour: date) -> datetime | None:
        return min(
            (ouvre_le for debut, fin, ouvre_le in self.ouvertures if debut <= jour <= fin),
            default=None,
        )

    def ferme_pour(self, jour: date) -> str | None:
        """Why the activity is closed on `jour`, as shown; None when it is not."""
        raison = self.calendrier.ferme_pour(jour)
        return raison or next(
            (motif for debut, fin, motif in self.fermetures if debut <= jour <= fin), None
        )
