"""SQLite's own store, for a submission that only books: read and judge before it queues, write
under the lock.

There is one writer at a time: whatever is done under the lock is waited for by all. What was read
is asked again there, and compared row by row, which is all but free: it is Python's understanding
of it that takes time. A counter alone may have moved, as long as places are left.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Field

from famille.socle.requetes.ecrites import Ecrite
from reservations.lecture.questions import DU_CRENEAU
from reservations.models import DemandeReservation, Reservation
from reservations.moteur import verrou
from reservations.moteur.connu import QUESTIONS, Connu
from reservations.moteur.demande import Envoi
from reservations.moteur.file import lien_file
from reservations.moteur.jugement import Jugement
from reservations.moteur.places import compter, reservation, voulues
from reservations.moteur.reprises import ARefaire

from .general import General
from .postgresql import PostgreSQL, colonnes

_PK, _CAPACITE, _PRISES = map(DU_CRENEAU.index, ("pk", "places__capacite", "places__prises"))


class SQLite(General):
    """A refusal is left to `General`, which says it under the lock."""

    def __init__(self, envoi: Envoi) -> None:
        super().__init__(envoi)
        self._lues: dict[str, tuple[Ecrite, dict[str, Any], list]] = {}

    @staticmethod
    def convient(envoi: Envoi) -> bool:
        """Whether it may be tried: as for PostgreSQL's."""
        return (
            settings.RACCOURCIS
            and connection.vendor == "sqlite"
            and not connection.in_atomic_block
            and PostgreSQL.sait_faire(envoi)
        )

    @contextmanager
    def verrouiller(self) -> Iterator[None]:
        yield

    def lire(self) -> Connu:
        reponses = {}
        for nom, question in QUESTIONS.items():
            prete = question.requete.preparer(**question.valeurs(self._envoi))
            if prete is None:
                raise ARefaire("a question is not written once")
            ecrite, valeurs = prete
            rangees = ecrite.rangees(valeurs)
            self._lues[nom] = ecrite, valeurs, rangees
            reponses[nom] = _comprendre(nom, ecrite, rangees)
        return Connu.de(self._envoi, reponses)

    def refuser(self, demande: DemandeReservation) -> None:
        raise ARefaire("a refusal is said under the lock")

    def ecrire(self, demande: DemandeReservation, voulus: list[Jugement]) -> None:
        couples = voulues(voulus)
        nombres = Counter(creneau for _enfant, creneau in couples)
        with verrou.ecriture():
            self._verifier(nombres)
            demande.save(force_insert=True)
            compter(nombres.elements())
            _inserer([reservation(demande, *couple) for couple in couples])
            lien_file.sortir_les_servis(self._envoi, voulus)

    def _verifier(self, nombres: Mapping[int, int]) -> None:
        """ARefaire: what was read is no longer so, or there are not so many places left of each
        créneau (pk)."""
        for nom, (ecrite, valeurs, avant) in self._lues.items():
            maintenant = ecrite.rangees(valeurs)
            if maintenant != avant and not (
                nom == "creneaux" and _ont_encore_de_la_place(avant, maintenant, nombres)
            ):
                raise ARefaire("what was read has changed")


def _inserer(reservations: Sequence[Reservation]) -> None:
    """As `bulk_create`, which takes longer to write its SQL than SQLite to run it."""
    requete, champs = _insertion()
    lignes = [
        [champ.get_db_prep_save(getattr(une, champ.attname), connection) for champ in champs]
        for une in reservations
    ]
    with connection.cursor() as curseur:
        curseur.executemany(requete, lignes)


@cache
def _insertion() -> tuple[str, list[Field]]:
    champs = colonnes(Reservation)
    noms = ", ".join(f'"{champ.column}"' for champ in champs)
    marques = ", ".join("%s" for _champ in champs)
    # names of the model's own columns, no value
    requete = f"INSERT INTO {Reservation._meta.db_table} ({noms}) VALUES ({marques})"  # noqa: S608
    return requete, champs


def _ont_encore_de_la_place(
    avant: Sequence[tuple], maintenant: Sequence[tuple], nombres: Mapping[int, int]
) -> bool:
    """Whether nothing but counters has moved, and these places are left."""
    return list(map(_sans_compteur, avant)) == list(map(_sans_compteur, maintenant)) and all(
        une[_CAPACITE] - une[_PRISES] >= nombres[une[_PK]]
        for une in maintenant
        if une[_PK] in nombres
    )


def _sans_compteur(rangee: tuple) -> tuple:
    return rangee[:_PRISES] + rangee[_PRISES + 1 :]


def _comprendre(nom: str, ecrite: Ecrite, rangees: list[tuple]) -> Any:
    if QUESTIONS[nom].commune:
        return _comprendre_une_fois(nom, ecrite, tuple(rangees))
    return QUESTIONS[nom].comprendre(ecrite.comprendre(rangees))


@lru_cache(maxsize=128)  # a few activities, two school years
def _comprendre_une_fois(nom: str, ecrite: Ecrite, rangees: tuple[tuple, ...]) -> Any:
    """Keyed by the rows themselves: a rule is never older than the submission that it judges."""
    return QUESTIONS[nom].comprendre(ecrite.comprendre(rangees))
