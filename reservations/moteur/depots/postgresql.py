"""PostgreSQL's own store, for a submission that only books: read in one statement, lock and write
in one round trip.

LIRE is made of the queries that `General` asks one by one, as Django writes them. VERROUILLER and
SOUMETTRE leave together, in one transaction. In READ COMMITTED each statement sees what is
committed when it begins: SOUMETTRE begins once the counters are held, so that what it checks again
(places, closures, registrations, events, queue) is true until it commits.
"""

import json
from collections import Counter, defaultdict
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.db.models import AutoField, Field, Model

from famille.socle.requetes import RequeteEcrite
from reservations.lecture.ville import d_un_groupe
from reservations.models import DemandeReservation, Reservation
from reservations.models.demandes import Action
from reservations.moteur.connu import QUESTIONS, Connu
from reservations.moteur.demande import Envoi
from reservations.moteur.file.lien_file import ATTENTES
from reservations.moteur.jugement import Jugement, voulues
from reservations.moteur.verrou import ARefaire, reservation

from .enonces import Enonce, Lot, RangeesLues, en_sql, executer, parametre

if TYPE_CHECKING:
    from reservations.lecture.questions import SejourInscrit


LIRE = Lot({nom: question.requete for nom, question in QUESTIONS.items()})

# The household and the children first, then the counters, then the registrations, as everywhere:
# each waits for the one before. Both homes of a child may book at once: all but the counters are
# shared.
VERROUILLER = Enonce("""
WITH foyer AS MATERIALIZED (
  SELECT id FROM famille_foyer WHERE id = %(foyer)s::bigint FOR KEY SHARE
),
enfants AS MATERIALIZED (
  SELECT id FROM famille_enfant
  WHERE id = ANY(%(enfants)s::bigint[]) AND (SELECT count(*) FROM foyer) > 0
  ORDER BY id FOR KEY SHARE
),
compteurs AS MATERIALIZED (
  SELECT creneau_id FROM reservations_places
  WHERE creneau_id = ANY(%(creneaux)s::bigint[]) AND (SELECT count(*) FROM enfants) > 0
  ORDER BY creneau_id FOR NO KEY UPDATE
)
SELECT id FROM reservations_inscription
WHERE id = ANY(%(inscriptions)s::bigint[]) AND (SELECT count(*) FROM compteurs) > 0
ORDER BY id FOR SHARE
""")

# creneaux and how many places of each; registrations and the days that each must cover; the receipt
# and the bookings, column by column. One row a booking, or nothing at all. Keys are given again
# beside each join: rows are then found by their index, whatever the planner thinks of the list.
_SOUMETTRE = """
WITH possible AS MATERIALIZED (
  SELECT 1
  WHERE (SELECT count(*)
         FROM unnest(%(creneaux)s::bigint[], %(nombres)s::int[]) AS v(creneau_id, nombre)
         JOIN reservations_places p USING (creneau_id)
         WHERE p.creneau_id = ANY(%(creneaux)s::bigint[])
           AND p.ouvert AND p.capacite - p.prises >= v.nombre)
        = cardinality(%(creneaux)s::bigint[])
    AND (SELECT count(*)
         FROM unnest(%(inscriptions)s::bigint[], %(du)s::date[], %(au)s::date[]) AS d(id, du, au)
         JOIN reservations_inscription i USING (id)
         WHERE i.id = ANY(%(inscriptions)s::bigint[])
           AND i.debut <= d.du AND (i.fin IS NULL OR i.fin >= d.au))
        = cardinality(%(inscriptions)s::bigint[])
    AND NOT EXISTS (SELECT 1 FROM famille_foyer
                    WHERE id = %(foyer)s::bigint AND fusionne_dans_id IS NOT NULL)
    AND NOT EXISTS (SELECT 1 FROM famille_enfant
                    WHERE id = ANY(%(enfants)s::bigint[]) AND fusionne_dans_id IS NOT NULL)
    AND NOT EXISTS ({EVENEMENTS})
    AND NOT EXISTS ({ATTENTES})
),
jeton AS (
  INSERT INTO reservations_demandereservation ({DE_LA_DEMANDE})
  SELECT {UNE_DEMANDE} FROM possible
  ON CONFLICT (cle) DO NOTHING
  RETURNING id
),
comptes AS (
  UPDATE reservations_places p SET prises = prises + v.nombre
  FROM unnest(%(creneaux)s::bigint[], %(nombres)s::int[]) AS v(creneau_id, nombre), jeton
  WHERE p.creneau_id = ANY(%(creneaux)s::bigint[]) AND p.creneau_id = v.creneau_id
)
INSERT INTO reservations_reservation ({DE_LA_RESERVATION})
SELECT {UNE_RESERVATION}
FROM jeton, unnest(%(reservataires)s::bigint[], %(reserves)s::bigint[]) AS r(enfant_id, creneau_id)
"""
_EVENEMENTS = RequeteEcrite(
    lambda debut, fin, connus: d_un_groupe(debut, fin).exclude(pk__in=connus).values_list("pk")
)


class PostgreSQL:
    """Nothing is held while it reads and judges: on opening morning most presses end in a refusal,
    and they must not stand in the way of those that can have a place. What is read may have changed
    when it writes: SOUMETTRE then writes nothing."""

    def __init__(self, envoi: Envoi) -> None:
        self._envoi = envoi
        self._connu: Connu | None = None

    @staticmethod
    def convient(envoi: Envoi) -> bool:
        """Whether this store can serve. Inside a caller's transaction the general one does: it
        locks in the caller's order."""
        return (
            settings.DEPOT_POSTGRESQL
            and settings.RACCOURCIS  # LIRE leans on what queries written once lean on
            and connection.vendor == "postgresql"
            and not connection.in_atomic_block
            and PostgreSQL.sait_faire(envoi)
        )

    @staticmethod
    def sait_faire(envoi: Envoi) -> bool:
        """Whether it only books, by the rules."""
        return not envoi.hors_regles and all(
            ligne.action == Action.RESERVER for ligne in envoi.lignes
        )

    def verrouiller(self) -> AbstractContextManager[None]:
        return nullcontext()

    def lire(self) -> Connu:
        valeurs = {nom: question.valeurs(self._envoi) for nom, question in QUESTIONS.items()}
        reponses = LIRE.lire(**valeurs)
        self._connu = Connu.de(
            self._envoi,
            {
                nom: _comprendre_une_fois(nom, lue)
                if QUESTIONS[nom].commune
                else QUESTIONS[nom].comprendre(lue.lignes())
                for nom, lue in reponses.items()
            },
        )
        return self._connu

    def refuser(self, demande: DemandeReservation) -> None:
        demande.save(force_insert=True)

    def ecrire(self, demande: DemandeReservation, voulus: list[Jugement]) -> None:
        assert self._connu
        couples = voulues(voulus)
        tenus = _tenus(couples, _couvertes(voulus, self._connu.inscriptions)) | {
            "foyer": self._envoi.foyer.pk,
            "enfants": self._envoi.enfants,
        }
        valeurs = tenus | _contre(self._envoi, self._connu) | _lignes(demande, couples)
        faites = executer(VERROUILLER.avec(tenus), _soumettre().avec(valeurs)).rowcount
        if faites != len(couples):
            raise ARefaire("what was read has changed")
        demande._state.adding, demande._state.db = False, connection.alias


@lru_cache(maxsize=128)  # a few activities, two school years
def _comprendre_une_fois(nom: str, reponse: RangeesLues) -> Any:
    """Keyed by the rows themselves: a rule is never older than the submission that it judges."""
    return QUESTIONS[nom].comprendre(reponse.lignes())


def _tenus(
    couples: list[tuple[int, int]], couvertes: list[tuple[int, date, date]]
) -> dict[str, list]:
    """What is locked and checked again: the créneaux and how many places of each, the registrations
    and their days."""
    nombres = sorted(Counter(creneau for _enfant, creneau in couples).items())
    return {
        "creneaux": [pk for pk, _nombre in nombres],
        "nombres": [nombre for _pk, nombre in nombres],
        "inscriptions": [pk for pk, _du, _au in couvertes],
        "du": [du for _pk, du, _au in couvertes],
        "au": [au for _pk, _du, au in couvertes],
    }


def _couvertes(
    voulus: list[Jugement], inscriptions: "list[SejourInscrit]"
) -> list[tuple[int, date, date]]:
    """[(registration, first, last day that it covers here)]: together they cover every day
    asked."""
    siennes, jours = defaultdict(list), defaultdict(list)
    for une in inscriptions:
        siennes[une.enfant_id, une.activite_id].append(une)
    for jugement in voulus:
        possibles = siennes[jugement.ligne.enfant_id, jugement.ligne.activite_id]
        for jour in jugement.bloc.jours if jugement.bloc else ():
            une = next(i for i in possibles if i.debut <= jour and (i.fin is None or jour <= i.fin))
            jours[une.pk].append(jour)
    return [(pk, min(couverts), max(couverts)) for pk, couverts in sorted(jours.items())]


def _contre(envoi: Envoi, connu: Connu) -> dict[str, Any]:
    """Where a wait, or an event that the reading did not know, would stand in the way."""
    debut, fin = envoi.etendue
    return {
        "debut": debut,
        "fin": fin,
        "connus": sorted(connu.lecture.ville.evenements),
        "enfants": envoi.enfants,
        "activites": envoi.activites,
        "blocs": sorted({ligne.bloc for ligne in envoi.lignes}),
    }


def _lignes(demande: DemandeReservation, couples: list[tuple[int, int]]) -> dict[str, Any]:
    """The rows to write: the receipt, and of the bookings what they share, then what each has."""
    lignes = {"demande_": demande, "reservation_": reservation(demande, *couples[0])}
    valeurs = {
        nom: getattr(ligne, attribut)
        for prefixe, ligne in lignes.items()
        for nom, attribut in _noms(type(ligne), prefixe)
    }
    valeurs["demande_lignes"] = json.dumps(demande.lignes, ensure_ascii=False)
    return valeurs | {
        "reservataires": [enfant for enfant, _creneau in couples],
        "reserves": [creneau for _enfant, creneau in couples],
    }


@cache
def _noms(modele: type[Model], prefixe: str) -> list[tuple[str, str]]:
    """[(name of the value, attribute that has it)] of each column."""
    return [(f"{prefixe}{champ.column}", champ.attname) for champ in _colonnes(modele)]


@cache
def _colonnes(modele: type[Model]) -> list[Field]:
    """Those that an INSERT fills."""
    return [champ for champ in modele._meta.concrete_fields if not isinstance(champ, AutoField)]


@cache
def _soumettre() -> Enonce:
    demande, reservees = _colonnes(DemandeReservation), _colonnes(Reservation)
    propres = {"enfant_id": "r.enfant_id", "creneau_id": "r.creneau_id", "demande_id": "jeton.id"}
    exemples = {"debut": date.min, "fin": date.min, "connus": (0,)}
    attentes = {"enfants": (0,), "activites": (0,), "blocs": ("",)}
    return Enonce(
        _SOUMETTRE.format(
            EVENEMENTS=en_sql(_EVENEMENTS.ecrire(exemples)),
            ATTENTES=en_sql(ATTENTES.ecrire(attentes)),
            DE_LA_DEMANDE=", ".join(str(champ.column) for champ in demande),
            UNE_DEMANDE=", ".join(parametre(champ, "demande_") for champ in demande),
            DE_LA_RESERVATION=", ".join(str(champ.column) for champ in reservees),
            UNE_RESERVATION=", ".join(
                propres.get(str(champ.column)) or parametre(champ, "reservation_")
                for champ in reservees
            ),
        )
    )
