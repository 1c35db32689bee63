"""Bookings as an iCalendar (RFC 5545): what goes with the summary's mail, and what a telephone's
calendar reads.

First names, centres and hours only: an .ics travels further than a page of the portal. One entry a
day, a child and an activity, one for each part of a day whose parts do not follow each other; where
the town has not said its hours, it lasts the day and leaves it free for the rest of the family's
calendar.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import QuerySet
from icalendar import Alarm, Calendar, Event

from reservations.lecture.presences_dites import COTE_A_COTE, nommer_l_accueil
from reservations.models import Activite, Creneau, DemandeReservation, Reservation
from reservations.regles.blocs import Moment
from reservations.regles.juge import PARIS, dire_la_limite, etendue

from .recit import limites_d_annulation

if TYPE_CHECKING:
    from famille.models import Enfant

_PRODUIT = "-//Portail Famille//Réservations//FR"
_ORIGINE = datetime(2020, 1, 1, tzinfo=UTC)  # of SEQUENCE, which must fit in 31 bits: until 2088
_RAFRAICHIR = timedelta(hours=6)
_ALARME = time(18)  # the last one before it can no longer be cancelled
_ENTIERE = ({Moment.JOURNEE}, {Moment.MATIN, Moment.APRES_MIDI})


@dataclass(frozen=True)
class RendezVous:
    """One child in one activity, on one day. `le`: when this was decided, aware; the latest of two
    with the same `uid` wins. `heures`: None for the whole day; `limite`: until when it can be
    cancelled, of which an alarm warns; None for what is taken each school day, which would ring
    each evening."""

    uid: str
    jour: date
    titre: str
    lieu: str
    detail: str
    le: datetime
    annule: bool = False
    heures: tuple[time, time] | None = None
    limite: datetime | None = None


def uid(foyer: int, enfant: int, activite: int, jour: date, part: str = "") -> str:
    """The same for a household, a child, an activity and a day, booked, cancelled or booked again;
    other towns differ. `part`: of a day whose parts do not follow each other (`Activite.part`).

    The mail and the feed give the same one, so that a calendar that has both shows the day once.
    """
    adresse = f"{settings.ADRESSE}/reservations/{foyer}/{enfant}/{activite}/{jour}"
    adresse += f"/{part}" if part else ""
    return f"{uuid.uuid5(uuid.NAMESPACE_URL, adresse)}@portail"


def rendez_vous(
    foyer_id: int,
    enfant: "Nomme | Enfant",
    activite: Activite,
    jour: date,
    moments: Collection[str],
    *,
    le: datetime,
    detail: str = "",
    annule: bool = False,
    absence: bool = False,
    limite: datetime | None = None,
) -> RendezVous:
    """`enfant`: anything with `pk` and `prenom`; `activite`: with its structure already read;
    `moments`: the parts of the day, of one `Activite.part`. Of a school, which has a restaurant and
    a garderie, the activity says more than the place."""
    ordonnes = [Moment(moment) for moment in sorted(set(moments))]
    quoi = activite.nom if activite.unite_comptee else activite.structure.nom
    entiere = set(ordonnes) in _ENTIERE and activite.service not in COTE_A_COTE
    dit = quoi if entiere else nommer_l_accueil(quoi, activite.service, ordonnes)
    titre = f"{enfant.prenom} · {dit}"
    return RendezVous(
        uid(foyer_id, enfant.pk, activite.pk, jour, activite.part(ordonnes[0])),
        jour,
        f"Absence annoncée : {titre}" if absence else titre,
        ", ".join(filter(None, [activite.structure.nom, activite.structure.adresse])),
        detail,
        le,
        annule,
        activite.heures(ordonnes),
        None if annule or absence or activite.service in COTE_A_COTE else limite,
    )


def calendrier(rendez_vous: Iterable[RendezVous], *, nom: str = "", methode: str = "") -> str:
    """The text of an .ics. `nom`: shown by a calendar that subscribes to it; `methode`: PUBLISH
    when it is mailed."""
    agenda = Calendar()
    agenda.add("prodid", _PRODUIT)
    agenda.add("version", "2.0")
    if methode:
        agenda.add("method", methode)
    if nom:
        agenda.add("name", nom)
        agenda.add("x-wr-calname", nom)
        agenda.add("refresh-interval", _RAFRAICHIR, parameters={"VALUE": "DURATION"})
    for un in sorted(rendez_vous, key=_ordre):
        agenda.add_component(_evenement(un))
    return _plie(agenda)


def _plie(agenda: Calendar) -> str:
    """Its lines, folded: those that each of its days says again, once."""
    plies: dict[str, str] = {}
    for ligne in (lignes := agenda.content_lines()):
        if ligne and ligne not in plies:
            plies[ligne] = ligne.to_ical().decode()
    return "".join(f"{plies[ligne]}\r\n" for ligne in lignes if ligne)


def _ordre(un: RendezVous) -> tuple[date, time, str, str]:
    return un.jour, un.heures[0] if un.heures else time.min, un.titre, un.uid


def _evenement(un: RendezVous) -> Event:
    evenement = Event()
    evenement.add("uid", un.uid)
    evenement.add("dtstamp", un.le.astimezone(UTC).replace(microsecond=0))
    evenement.add("sequence", int((un.le - _ORIGINE).total_seconds()))
    debut, fin = _bornes(un)
    evenement.add("dtstart", debut)
    evenement.add("dtend", fin)
    evenement.add("summary", un.titre)
    evenement.add("location", un.lieu)
    if un.detail:
        evenement.add("description", un.detail)
    evenement.add("status", "CANCELLED" if un.annule else "CONFIRMED")
    evenement.add("transp", "TRANSPARENT")
    evenement.add("class", "PRIVATE")
    if un.limite and (soir := _soir(un.limite)) > un.le:  # else it was decided too late for it
        evenement.add_component(_alarme(un.titre, soir, un.limite))
    return evenement


def _bornes(un: RendezVous) -> tuple[date, date]:
    """In UTC, which every calendar reads without being told of our time zone."""
    if un.heures is None:
        return un.jour, un.jour + timedelta(days=1)
    debut, fin = (datetime.combine(un.jour, heure, tzinfo=PARIS) for heure in un.heures)
    return debut.astimezone(UTC), fin.astimezone(UTC)


def _soir(limite: datetime) -> datetime:
    """The last evening while there is still time: that of the last day, or of the eve where an hour
    comes before it."""
    jour = limite.astimezone(PARIS).date()
    soir = datetime.combine(jour, _ALARME, tzinfo=PARIS)
    if soir < limite:
        return soir
    return datetime.combine(jour - timedelta(days=1), _ALARME, tzinfo=PARIS)


def _alarme(titre: str, soir: datetime, limite: datetime) -> Alarm:
    alarme = Alarm()
    alarme.add("action", "DISPLAY")
    alarme.add("trigger", soir.astimezone(UTC))
    alarme.add("description", f"Annulable jusqu’au {dire_la_limite(limite)} : {titre}")
    return alarme


@dataclass(frozen=True)
class Nomme:
    """A child as the receipt names him: the row may be gone."""

    pk: int
    prenom: str


@dataclass
class _Jour:
    """What the lines say of one child in one activity, on one day or a part of it."""

    enfant: Nomme
    activite: Activite
    limite: datetime | None = None
    moments: list[str] = field(default_factory=list)


def agenda_de_la_demande(demande: DemandeReservation, activites: Mapping[int, Activite]) -> str:
    """The text of the .ics, "" when no line booked or cancelled anything. Two queries or three,
    whatever the number of lines. `activites`: those of its lines, by pk, with their structures.

    What stands now of each day wins: a morning given back leaves its afternoon, a day of which
    nothing is left is CANCELLED.
    """
    lignes = [ligne for ligne in demande.lignes if ligne["resultat"] in ("reserve", "annule")]
    if not lignes:
        return ""
    jours = [jour for ligne in lignes for jour in etendue(ligne["bloc"])]
    la = Creneau.objects.filter(
        activite__in={ligne["activite"] for ligne in lignes}, jour__range=(min(jours), max(jours))
    ).order_by()
    creneaux = _creneaux(la, toutes=demande.canal == DemandeReservation.Canal.EVENEMENT)
    actuelles = _actuelles(demande, lignes, la)
    return calendrier(
        (
            _decrire(demande, un, actuelles.get((un.enfant.pk, un.activite.pk, jour), []), jour)
            for jour, un in _jours(lignes, activites, creneaux)
        ),
        methode="PUBLISH",
    )


def _creneaux(la: QuerySet[Creneau], *, toutes: bool) -> dict[int, list[tuple[date, str]]]:
    """activity → the days and parts of a day that it has there. `toutes`: those closed meanwhile
    too, since an event closes them."""
    par_activite = defaultdict(list)
    lus = la.values_list("activite_id", "jour", "moment", "places__ouvert")
    for activite, jour, moment, ouvert in lus:
        if ouvert or toutes:
            par_activite[activite].append((jour, moment))
    return par_activite


def _actuelles(
    demande: DemandeReservation, lignes: list[dict[str, Any]], la: QuerySet[Creneau]
) -> dict[tuple[int, int, date], list[str]]:
    """(child, activity, day) → the parts of it that this household has booked now."""
    enfants = {ligne["enfant"] for ligne in lignes}
    siennes = Reservation.objects.filter(
        foyer=demande.foyer_id, enfant__in=enfants, creneau__in=la
    ).order_by()
    par_jour: dict[tuple[int, int, date], list[str]] = defaultdict(list)
    for enfant, activite, jour, moment in siennes.values_list(
        "enfant_id", "creneau__activite_id", "creneau__jour", "creneau__moment"
    ):
        par_jour[enfant, activite, jour].append(moment)
    return par_jour


def _jours(
    lignes: list[dict[str, Any]],
    activites: Mapping[int, Activite],
    creneaux: dict[int, list[tuple[date, str]]],
) -> Iterator[tuple[date, _Jour]]:
    """The days that these lines touch, once each."""
    limites = limites_d_annulation(lignes, activites)
    trouves: dict[tuple[int, int, str, date], _Jour] = {}
    for ligne in lignes:
        enfant, cle = Nomme(ligne["enfant"], ligne["prenom"]), ligne["activite"]
        for jour, moment in _couverts(ligne["bloc"], creneaux.get(cle, [])):
            activite = activites[cle]
            un = trouves.setdefault(
                (enfant.pk, cle, activite.part(moment), jour), _Jour(enfant, activite)
            )
            un.moments.append(moment)
            un.limite = limites.get((cle, ligne["bloc"]))
    for (*_qui, jour), un in trouves.items():
        yield jour, un


def _couverts(bloc: str, creneaux: list[tuple[date, str]]) -> Iterator[tuple[date, str]]:
    """Those that the bloc of this key may hold."""
    debut, fin = etendue(bloc)
    part = bloc[11:]
    for jour, moment in creneaux:
        if debut <= jour <= fin and part in {"", moment[2:]}:
            yield jour, moment


def _decrire(demande: DemandeReservation, un: _Jour, actuels: list[str], jour: date) -> RendezVous:
    """`actuels`: what stands of this day; of a part of it, only what is of that part counts."""
    part = un.activite.part(un.moments[0])
    restent = [moment for moment in actuels if un.activite.part(moment) == part]
    return rendez_vous(
        demande.foyer_id,
        un.enfant,
        un.activite,
        jour,
        restent or un.moments,
        le=demande.soumise_le,
        annule=not restent,
        limite=un.limite,
    )
