"""Arrivals and departures as they are noted: rows added, in whatever order a network lets them
come."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from famille.models import Utilisateur
from famille.socle.erreurs import Refus
from reservations.models import Passage, Reservation
from reservations.moteur.verrou import rejouer
from reservations.planning.directions import recul_de
from reservations.presences.issues import (
    DEJA,
    DISPARUE,
    FAIT,
    REFUSE,
    Resultat,
    motif_du_jour,
    verrouiller,
)

from .lecture import AUTRE, Venant, fin_attendue, lire_les_portes, qui_peut_venir

Presence = Reservation.Presence
Sens = Passage.Sens
NOM_MAX: int = Passage._meta.get_field("repris_par").max_length or 0
MOTIF_MAX: int = Passage._meta.get_field("motif").max_length or 0
QUI = (
    "Choisissez qui vient chercher l’enfant. Pour quelqu’un d’autre, écrivez son nom, et pourquoi"
    " c’est elle ou lui."
)
PLUS_DANS_LA_LISTE = (
    "La personne choisie n’est plus de celles qui peuvent venir le chercher : actualisez la liste,"
    " ou écrivez son nom, et pourquoi c’est elle ou lui."
)
TROP_LONG = f"Écrivez le nom en {NOM_MAX} caractères au plus, et la raison en {MOTIF_MAX} au plus."
PAS_CE_JOUR = "Donnez une heure de ce jour-là, qui est déjà passée."


@dataclass(frozen=True)
class Depart:
    """One departure. `qui`: code of a Venant; AUTRE, with `nom` and `motif`; "" takes the departure
    back. `le`, aware: when the finger touched; `a`: the hour typed by hand, if it is another."""

    reservation: int
    qui: str
    le: datetime
    nom: str = ""
    motif: str = ""
    a: datetime | None = None


def arrivees_des_pointages(
    appliques: Iterable[tuple[Reservation, str, datetime]], *, par: Utilisateur
) -> None:
    """What ticks (booking with its créneau, presence, moment) say of the door: "present" on the day
    is an arrival, until the end of the créneau; anything else takes back what was noted. Every
    tick leaves its row, so that their order of arrival does not matter."""
    notes = []
    for reservation, presence, le in appliques:
        present = presence == Presence.PRESENT
        if present and not _a_l_heure(reservation, le):
            continue
        notes.append(_passage(reservation, Sens.ARRIVEE, le, par))
        notes[-1].le = le if present else None
    if notes:
        Passage.objects.bulk_create(notes, ignore_conflicts=True)


def _a_l_heure(reservation: Reservation, le: datetime) -> bool:
    """Whether a touch at that moment may be a child who comes in, and not a list filled in
    later."""
    creneau = reservation.creneau
    if timezone.localdate(le) != creneau.jour:
        return False
    fin = fin_attendue(creneau.activite, [creneau.moment], creneau.jour)
    return fin is None or le <= fin


def noter_les_departs(departs: Iterable[Depart], *, par: Utilisateur) -> list[Resultat]:
    """One result each, in the order given. A refusal stops no other."""
    demandes = list(departs)
    return rejouer(lambda: _noter_les_departs(demandes, par=par), quoi="noter les départs")


@transaction.atomic
def _noter_les_departs(demandes: Sequence[Depart], *, par: Utilisateur) -> list[Resultat]:
    lues = verrouiller({une.reservation for une in demandes}, par)
    connu = _lire(list(lues.values()))
    return [_noter_le_depart(une, lues.get(une.reservation), connu, par=par) for une in demandes]


@dataclass(frozen=True)
class _Connu:
    """`venants`: booking → who may fetch; `moments`: (child, activity, day) → parts of the day that
    he is booked for."""

    venants: dict[int, list[Venant]]
    moments: dict[tuple[int, int, date], set[str]]


def _lire(reservations: list[Reservation]) -> _Connu:
    par_jour = defaultdict(list)
    for une in reservations:
        par_jour[une.creneau.jour].append(une)
    venants: dict[int, list[Venant]] = {}
    for jour, siennes in par_jour.items():
        venants |= qui_peut_venir(siennes, jour)
    moments: dict[tuple[int, int, date], set[str]] = defaultdict(set)
    lues = Reservation.objects.filter(
        enfant__in={une.enfant_id for une in reservations}, creneau__jour__in=par_jour
    ).exclude(presence__in=Reservation.ABSENTS)
    for enfant, activite, jour, moment in lues.values_list(
        "enfant_id", "creneau__activite_id", "creneau__jour", "creneau__moment"
    ):
        moments[enfant, activite, jour].add(moment)
    return _Connu(venants, moments)


def _noter_le_depart(
    depart: Depart, reservation: Reservation | None, connu: _Connu, *, par: Utilisateur
) -> Resultat:
    if reservation is None:
        return Resultat(depart, REFUSE, None, DISPARUE)
    creneau = reservation.creneau
    if motif := motif_du_jour(creneau.jour, recul_de(par)):
        return Resultat(depart, REFUSE, reservation, motif)
    note = _passage(reservation, Sens.DEPART, min(depart.le, timezone.now()), par)
    if depart.qui:
        try:
            note.repris_par, note.motif = _repris_par(depart, connu.venants[reservation.pk])
            note.le = _heure_possible(depart.a or note.note_le, reservation)
        except Refus as refus:
            return Resultat(depart, REFUSE, reservation, str(refus))
        siens = connu.moments[reservation.enfant_id, creneau.activite_id, creneau.jour]
        note.attendu_a = fin_attendue(creneau.activite, siens | {creneau.moment}, creneau.jour)
    return Resultat(depart, FAIT if _ajouter(note) else DEJA, reservation)


def corriger_la_porte(
    reservation: Reservation, *, arrivee: datetime | None, depart: Depart, par: Utilisateur
) -> None:
    """The hours typed by hand: only what differs from what was noted adds a row. `arrivee`: None,
    it is not known; a `depart` whose `qui` is "" takes it back. Refus: an hour of another day or to
    come, nobody chosen, a day that `par` no longer corrects."""
    with transaction.atomic():
        porte = lire_les_portes([reservation])[reservation.pk]
        if not _meme_minute(arrivee, porte.arrivee):
            if motif := motif_du_jour(reservation.creneau.jour, recul_de(par)):
                raise Refus(motif)
            note = _passage(reservation, Sens.ARRIVEE, depart.le, par)
            note.le = arrivee and _heure_possible(arrivee, reservation)
            _ajouter(note)
        if depart.qui or porte.depart:
            [resultat] = _noter_les_departs([depart], par=par)
            if resultat.issue == REFUSE:
                raise Refus(resultat.phrase)


def _meme_minute(une: datetime | None, autre: datetime | None) -> bool:
    """What a field of hours and minutes cannot tell apart."""
    if une is None or autre is None:
        return une is autre
    return une.replace(second=0, microsecond=0) == autre.replace(second=0, microsecond=0)


def _repris_par(depart: Depart, venants: list[Venant]) -> tuple[str, str]:
    """(who, why) as they are kept. Refus: nobody chosen, or no reason for somebody else."""
    if depart.qui == AUTRE:
        nom, motif = depart.nom.strip(), depart.motif.strip()
        if not (nom and motif):
            raise Refus(QUI)
        if len(nom) > NOM_MAX or len(motif) > MOTIF_MAX or "\0" in nom + motif:
            raise Refus(TROP_LONG)
        return nom, motif
    nom = next((un.nom for un in venants if un.code == depart.qui), "")
    if not nom:
        raise Refus(PLUS_DANS_LA_LISTE)
    return nom[:NOM_MAX], ""


def _heure_possible(a: datetime, reservation: Reservation) -> datetime:
    """Refus: another day than that of the booking, or to come."""
    if a > timezone.now() or timezone.localdate(a) != reservation.creneau.jour:
        raise Refus(PAS_CE_JOUR)
    return a


def _passage(reservation: Reservation, sens: str, note_le: datetime, par: Utilisateur) -> Passage:
    """A passage of this booking, without an hour yet."""
    return Passage(
        creneau=reservation.creneau,
        enfant=reservation.enfant,
        foyer=reservation.foyer,
        sens=sens,
        note_le=note_le,
        par=par,
    )


def _ajouter(note: Passage) -> bool:
    """Whether it is new: the same note sent again is one."""
    cles = {nom: getattr(note, nom) for nom in ("creneau", "enfant", "sens", "note_le")}
    restes = ("foyer", "le", "par", "repris_par", "motif", "attendu_a")
    _lue, neuve = Passage.objects.get_or_create(
        **cles, defaults={nom: getattr(note, nom) for nom in restes}
    )
    return neuve
