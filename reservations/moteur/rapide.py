"""The fast way of a submission on PostgreSQL, when it only books: read in one statement, judge,
book in one round trip.

Same rules, same prices, same receipt as the general way (`soumettre`), to which is left whatever
this one cannot settle. docs/comprendre/moteur.md tells how the two are held together.
"""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import psycopg
from django.db import IntegrityError, connection

from reservations.lecture.rapide import LectureRapide, bornes, comprendre
from reservations.models import DemandeReservation
from reservations.models.demandes import Action
from reservations.tarifs.prix import APayer, chiffrer

from . import sql
from .demande import Envoi
from .jugement import Jugement, accuse, juger


def convient(envoi: Envoi) -> bool:
    """Whether it may be tried. A caller's transaction keeps its own order of things: the general
    way nests in it."""
    return (
        connection.vendor == "postgresql"
        and not connection.in_atomic_block
        and not envoi.hors_regles
        and all(ligne.action == Action.RESERVER for ligne in envoi.lignes)
    )


def soumettre_vite(envoi: Envoi) -> DemandeReservation | None:
    """The receipt: everything booked, or refused by what was read. None: nothing was written, and
    the general way is to answer. What changed between the reading and the lock is read again,
    once."""
    for _essai in range(2):
        lecture = _lire(envoi)
        if lecture is None or not all(
            (ligne.enfant_id, ligne.activite_id) in lecture.enfants for ligne in envoi.lignes
        ):
            return None
        jugements = juger(envoi, _chercher(lecture))
        _chiffrer(envoi, jugements, lecture)
        if not all(jugement.verdict.possible for jugement in jugements):
            return _refuser(accuse(envoi, jugements, acceptee=False))
        demande = accuse(envoi, jugements, acceptee=True)
        if _ecrire(envoi, demande, jugements, lecture):
            return demande
    return None


def _refuser(demande: DemandeReservation) -> DemandeReservation | None:
    """A refusal writes nothing but its receipt: no counter is held for it."""
    try:
        demande.save(force_insert=True)
    except IntegrityError:  # the same key at the same time
        return None
    return demande


def _lire(envoi: Envoi) -> LectureRapide | None:
    """None: this key has its receipt already, or a child is not registered there."""
    debut, fin, depuis = bornes(*envoi.etendue)
    etendues = {ligne.etendue for ligne in envoi.lignes}
    jours = {du + timedelta(days=rang) for du, au in etendues for rang in range((au - du).days + 1)}
    valeurs = sql.LIRE.valeurs(
        foyer=str(envoi.foyer.pk),
        enfants=_liste(envoi.enfants),
        activites=_liste(envoi.activites),
        jours=_liste(jours),
        debut=str(debut),
        fin=str(fin),
        depuis=str(depuis),
        cle=envoi.cle,
    )
    [textes] = _executer((sql.LIRE, valeurs)).fetchall()
    lecture = comprendre(envoi.foyer.pk, textes)
    connus = all((ligne.enfant_id, ligne.activite_id) in lecture.enfants for ligne in envoi.lignes)
    return lecture if connus and not lecture.deja else None


def _chercher(lecture: LectureRapide):
    """What `juger` asks for."""

    def trouver(ligne):
        enfant = lecture.enfants[ligne.enfant_id, ligne.activite_id]
        return (
            enfant.prenom,
            str(lecture.activites[ligne.activite_id]),
            enfant.faits,
            enfant.blocs.get(ligne.bloc),
        )

    return trouver


def _chiffrer(envoi, jugements, lecture):
    a_payer = [
        APayer(
            envoi.foyer.pk,
            j.ligne.enfant_id,
            j.ligne.activite_id,
            lecture.activites[j.ligne.activite_id].structure_id,
            j.bloc,
        )
        for j in jugements
        if j.bloc
    ]
    prix = chiffrer(a_payer, lecture.grilles, lecture.tarifaires)
    for jugement in jugements:
        trouve = prix.get(jugement.ligne.cle)
        jugement.centimes = trouve.centimes if trouve else None


def _ecrire(envoi: Envoi, demande, jugements: list[Jugement], lecture: LectureRapide) -> bool:
    """Whether it is written: under the lock of the counters, everything that was read still
    held."""
    reserves = [
        (j.ligne.enfant_id, creneau.pk) for j in jugements if j.bloc for creneau in j.bloc.creneaux
    ]
    tenus = _tenus(reserves, _inscriptions(jugements, lecture))
    verrou = sql.VERROUILLER.valeurs(**tenus)
    valeurs = sql.SOUMETTRE.valeurs(
        **tenus,
        **_demandes(envoi, lecture),
        **_accuse(demande),
        reservataires=_liste(enfant for enfant, _creneau in reserves),
        reserves=_liste(creneau for _enfant, creneau in reserves),
    )
    try:
        faites = _executer((sql.VERROUILLER, verrou), (sql.SOUMETTRE, valeurs)).rowcount
    except (
        IntegrityError
    ):  # booked meanwhile by the child's other home, or what it points to is gone
        return False
    demande._state.adding, demande._state.db = False, connection.alias
    return faites == len(reserves)


def _tenus(reserves, inscriptions) -> dict[str, str]:
    """What is locked and checked again: the créneaux and how many places of each, the registrations
    and their days."""
    nombres = sorted(Counter(creneau for _enfant, creneau in reserves).items())
    return {
        "creneaux": _liste(pk for pk, _nombre in nombres),
        "nombres": _liste(nombre for _pk, nombre in nombres),
        "inscriptions": _liste(pk for pk, _du, _au in inscriptions),
        "du": _liste(du for _pk, du, _au in inscriptions),
        "au": _liste(au for _pk, _du, au in inscriptions),
    }


def _demandes(envoi: Envoi, lecture: LectureRapide) -> dict[str, str]:
    """Where a wait or an event that the reading did not know would stand in the way."""
    debut, fin = envoi.etendue
    return {
        "debut": str(debut),
        "fin": str(fin),
        "evenements": _liste(lecture.evenements),
        "enfants": _liste(envoi.enfants),
        "activites": _liste(envoi.activites),
        "blocs": _liste({ligne.bloc for ligne in envoi.lignes}),
    }


def _accuse(demande: DemandeReservation) -> dict[str, str | None]:
    return {
        "id": str(demande.pk),
        "cle": demande.cle,
        "foyer": str(demande.foyer_id),
        "par": None if demande.par_id is None else str(demande.par_id),
        "canal": str(demande.canal),
        "motif": demande.motif,
        "instant": demande.soumise_le.isoformat(),
        "lignes": json.dumps(demande.lignes, ensure_ascii=False),
    }


def _inscriptions(jugements, lecture):
    """[(registration, first, last day that it covers here)]: together they cover every day
    asked."""
    couvertes: dict[int, list] = {}
    for jugement in jugements:
        enfant = lecture.enfants[jugement.ligne.enfant_id, jugement.ligne.activite_id]
        for jour in jugement.bloc.jours:
            pk = next(
                pk
                for pk, debut, fin in enfant.inscriptions
                if debut <= jour and (fin is None or jour <= fin)
            )
            couvertes.setdefault(pk, []).append(jour)
    return [(pk, min(jours), max(jours)) for pk, jours in sorted(couvertes.items())]


def _executer(*requetes) -> psycopg.Cursor:
    """Run the statements in one round trip and one transaction. The cursor of the last."""
    with connection.wrap_database_errors:
        connection.ensure_connection()
        curseurs = [psycopg.RawCursor(connection.connection) for _requete in requetes]
        if len(requetes) == 1:
            [(requete, valeurs)] = requetes
            return curseurs[0].execute(requete.texte, valeurs, prepare=True)
        with connection.connection.pipeline():
            for curseur, (requete, valeurs) in zip(curseurs, requetes, strict=True):
                curseur.execute(requete.texte, valeurs, prepare=True)
        return curseurs[-1]


def _liste(valeurs: Iterable) -> str:
    """A PostgreSQL array of numbers, days or keys of blocs, none of which holds a comma."""
    return "{" + ",".join(map(str, valeurs)) + "}"
