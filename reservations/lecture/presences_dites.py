"""Whether a child came, as a word and an icon, the same on every page. The words are nouns, which
do not agree with a girl or a boy."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from famille.models import Service
from famille.socle.dire import enumerer
from reservations.models import Reservation
from reservations.regles.blocs import NOMS, Bloc, Moment, Unite
from reservations.regles.dire import libelle, moment_du_bloc, nom_du_bloc

if TYPE_CHECKING:
    from reservations.consommation.lecture import CreneauConsomme


Presence = Reservation.Presence


@dataclass(frozen=True)
class PresenceDite:
    """`moment`: "matin", where the parts of a day differ; `classe` and `icone` are those of a
    pill."""

    mot: str
    classe: str
    icone: str
    moment: str = ""

    @property
    def dite(self) -> str:
        """ "Présence"; "Matin : Absence" where the parts of a day differ."""
        return (
            f"{self.moment[:1].upper()}{self.moment[1:]} : {self.mot}" if self.moment else self.mot
        )


_DITES = {
    Presence.PRESENT: ("Présence", "validee", "coche"),
    Presence.ABSENT: ("Absence", "rejetee", "croix"),
    Presence.ABSENT_JUSTIFIE: ("Absence justifiée", "brouillon", "document"),
}
RESERVE = ("Réservé", "validee", "coche")
_ANNONCEE = ("Absence annoncée", "a-completer", "info")
PREVUE = ("Prévu", "en-attente", "calendrier")
_PAS_NOTEE = ("Pas encore noté", "brouillon", "attente")
# Services of a school day: called by their own names, side by side on one line a child.
COTE_A_COTE = (Service.RESTAURATION, Service.GARDERIE)
_GARDERIES = {Moment.MATIN: "garderie du matin", Moment.APRES_MIDI: "garderie du soir"}


def dire(
    reservation: Reservation, aujourdhui: date, *, prevue: tuple[str, str, str] = PREVUE
) -> PresenceDite:
    """The presence of one booking. `prevue`: the words for one to come. One that is past and not
    ticked yet is "Pas encore noté"."""
    annoncee, jour = bool(reservation.absence_annoncee_le), reservation.creneau.jour
    return _decrire(reservation.presence, annoncee, jour, aujourdhui, prevue)


def dire_creneaux(
    creneaux: "list[CreneauConsomme]",
    aujourdhui: date,
    *,
    service: str,
    prevue: tuple[str, str, str] = PREVUE,
) -> list[PresenceDite]:
    """The presences of one day of one service: one pill when its parts are alike, else one for
    each."""
    dites = [_decrire(un.presence, un.annoncee, un.jour, aujourdhui, prevue) for un in creneaux]
    if len(set(dites)) == 1:
        return dites[:1]
    return [
        replace(dite, moment=nom_de_la_venue(service, un.moment or ""))
        for dite, un in zip(dites, creneaux, strict=True)
    ]


def _decrire(
    presence: str, annoncee: bool, jour: date, aujourdhui: date, prevue: tuple[str, str, str]
) -> PresenceDite:
    if presence in _DITES:
        return PresenceDite(*_DITES[Presence(presence)])
    if annoncee:
        return PresenceDite(*_ANNONCEE)
    return PresenceDite(*(prevue if jour >= aujourdhui else _PAS_NOTEE))


def nom_du_moment(moment: str) -> str:
    """ "matin", "après-midi", "journée"."""
    return NOMS[Moment(moment)]


def rang_dans_le_jour(service: str, moment: str) -> int:
    """The order in a day: the morning, the meal or a whole day, the afternoon."""
    if service == Service.RESTAURATION:
        return 1
    return {Moment.MATIN: 0, Moment.APRES_MIDI: 2}.get(Moment(moment), 1)


def nom_de_la_venue(service: str, moment: str) -> str:
    """ "cantine", "garderie du soir", "après-midi": what a family calls it."""
    if service == Service.RESTAURATION:
        return "cantine"
    if service == Service.GARDERIE:
        return _GARDERIES.get(Moment(moment), "garderie")
    return nom_du_moment(moment)


def enumerer_les_venues(noms: Iterable[str]) -> str:
    """A list of names, each once.

    >>> enumerer_les_venues(["garderie du matin", "garderie du soir"])
    'garderie du matin et du soir'
    """
    dites = enumerer(dict.fromkeys(noms))
    return dites.replace("garderie du matin et garderie du soir", "garderie du matin et du soir")


def nommer_l_accueil(activite: str, service: str, moments: Iterable[str]) -> str:
    """What a family calls the place where its child goes.

    >>> nommer_l_accueil("Restaurant scolaire · Cantine", "restauration", ["3-journee"])
    'cantine'
    >>> nommer_l_accueil("La Valla · Mercredis", "loisirs", ["1-matin"])
    'La Valla · Mercredis, matin'
    """
    venues = enumerer_les_venues(nom_de_la_venue(service, moment) for moment in moments)
    return venues if service in COTE_A_COTE else f"{activite}, {venues}"


def nom_de_ce_qui_est_pris(service: str, cle: str) -> str:
    """The name of a bloc, by its key: "matin", "cantine", "garderie du soir", "semaine"."""
    moment = moment_du_bloc(cle)
    if moment is None or service not in COTE_A_COTE:
        return nom_du_bloc(cle)
    return nom_de_la_venue(service, moment)


def libelle_nomme(service: str, cle: str) -> str:
    """ "mercredi 9 décembre, matin", "lundi 30 novembre, garderie du soir"."""
    return libelle(cle, nom_de_ce_qui_est_pris(service, cle))


def mot_de(service: str, bloc: Bloc) -> str:
    """What a choice is called: "matin", "cantine", "garderie du soir"."""
    if bloc.unite == Unite.SEMAINE:
        return bloc.nom
    return nom_de_la_venue(service, bloc.creneaux[0].moment) if service in COTE_A_COTE else bloc.nom
