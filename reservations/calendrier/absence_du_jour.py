"""This morning's absence in one tap: what is booked today, or tomorrow once today is over, as a
parent says it. What it does of each booking is told before it is pressed, and judged as it will be:
whether it stays due and, cancelled, whether it can be booked again."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from famille.models import Service, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_jour, enumerer
from reservations.lecture.presences_dites import (
    enumerer_les_venues,
    nom_de_la_venue,
    rang_dans_le_jour,
)
from reservations.lecture.ville import le_calendrier_montre
from reservations.models import Activite, DemandeReservation, Reservation
from reservations.moteur.annulation import RIEN, lire_annulation
from reservations.regles.blocs import Unite, etendue
from reservations.regles.calendrier import PARIS, Calendrier
from reservations.regles.juge import Moment

if TYPE_CHECKING:
    from .semaine import Venue

ANNONCER, RETIRER = "annoncer", "retirer"  # fields of the form: which button was pressed
ANNULEE = "annulee"  # of the address of the dashboard: the receipt of what was just cancelled
_RECUS_MAX = 5  # the homes of one parent
_AUJOURD_HUI = {Moment.MATIN: "ce matin", Moment.APRES_MIDI: "cet après-midi"}
_DEMAIN = {Moment.MATIN: "demain matin", Moment.APRES_MIDI: "demain après-midi"}


@dataclass(frozen=True)
class GesteDAbsence:
    """One button. `cles`: the bookings that it is about; `dite`: their absence is announced
    already, and it takes it back; `demain`: it is not for today."""

    phrase: str
    cles: tuple[int, ...]
    dite: bool = False
    demain: bool = False

    @property
    def action(self) -> str:
        """The name of its button."""
        return RETIRER if self.dite else ANNONCER

    @property
    def valeur(self) -> str:
        """What its button sends."""
        return ",".join(map(str, self.cles))


_DE_L_ECOLE = (Service.RESTAURATION, Service.GARDERIE)


@dataclass(frozen=True)
class Sorts:
    """Bookings (pks): `dus`, too late to cancel; `perdus`, those that are cancelled and can no
    longer be booked."""

    dus: frozenset[int]
    perdus: frozenset[int]

    def dire_le_du(self, cles: Collection[int]) -> str:
        """What a press cannot take off the bill; "" where it takes all."""
        restent = self.dus.intersection(cles)
        if not restent:
            return ""
        return " (le jour reste dû)" if len(restent) == len(cles) else " (une partie reste due)"


def absences_du_jour(
    venues: Iterable["Venue"], maintenant: datetime
) -> tuple[list[GesteDAbsence], str]:
    """(its buttons, what could not be booked again once they are pressed, in a sentence or ""). Of
    today what is not over, else of tomorrow: one button for all the children of a household,
    wherever this parent has booked for them, then, of each, one for all his day, one for his
    morning, one for each part of it. Tomorrow's are those of the canteen and the garderie, whose
    hours are short; a day at a centre has "Absence", just below."""
    ici = maintenant.astimezone(PARIS)
    demain = ici.date() + timedelta(days=1)
    attendues = [venue for venue in venues if venue.presence == Reservation.Presence.PREVU]
    du_jour = [v for v in attendues if v.jour == ici.date() and ici.time() < v.finit]
    vises = du_jour or [v for v in attendues if v.jour == demain and v.service in _DE_L_ECOLE]
    sorts = lire_les_sorts(vises, maintenant)
    return _gestes(vises, sorts, demain=not du_jour), dire_les_perdus(vises, sorts)


@dataclass(frozen=True)
class AbsenceAnnulee:
    """What a tap has just cancelled: the key of its receipt, its days in words, and why they cannot
    be booked again: where one cancels until nine, one books until the day before."""

    pk: UUID
    dite: str
    refus: str


def lire_les_annulees(request: RequeteConnectee) -> list[AbsenceAnnulee]:
    """What the tap that led here has cancelled, one receipt a household, so that it can be undone;
    none, and no query, otherwise."""
    dites = request.GET.getlist(ANNULEE)
    if not dites:  # nearly always
        return []
    annulees = []
    for demande in annulees_par(request.user, dites):
        retour = lire_annulation(demande, par=request.user)
        if retour.refus != RIEN:  # this page, once more
            dite = enumerer(_dire_les_lignes(demande.lignes))
            annulees.append(AbsenceAnnulee(demande.pk, dite, retour.refus))
    return annulees


def annulees_par(qui: Utilisateur, dites: Sequence[str]) -> QuerySet[DemandeReservation]:
    """His receipts among these keys, as an address or a form says them."""
    cles = [cle for cle in map(_cle_lue, dites[:_RECUS_MAX]) if cle]
    if not cles:
        return DemandeReservation.objects.none()
    siennes = DemandeReservation.objects.de(qui).filter(pk__in=cles, acceptee=True)
    return siennes.select_related("foyer").order_by("soumise_le", "pk")


def _cle_lue(texte: str) -> UUID | None:
    try:
        return UUID(texte)
    except ValueError:
        return None


def _dire_les_lignes(lignes: Sequence[dict[str, Any]]) -> list[str]:
    """In the words of what was pressed: "matin" alone reads as the school's. One query."""
    activites = {ligne["activite"] for ligne in lignes}
    services = dict(Activite.objects.filter(pk__in=activites).values_list("pk", "service"))
    dites: list[str] = []
    par_jour: dict[date, dict[str, list[tuple[str, str]]]] = {}
    for ligne in lignes:
        debut, fin = etendue(ligne["bloc"])
        if debut != fin:
            dites.append(f"{ligne['prenom']}, {ligne['libelle']}")
            continue
        partie = services.get(ligne["activite"], ""), _moment_de(ligne["bloc"])
        par_jour.setdefault(debut, {}).setdefault(ligne["prenom"], []).append(partie)
    return dites + [dire_les_venues(siennes, jour) for jour, siennes in par_jour.items()]


def _moment_de(bloc: str) -> Moment:
    moments = {"-matin": Moment.MATIN, "-apres-midi": Moment.APRES_MIDI}
    return moments.get(bloc[10:], Moment.JOURNEE)


def dire_les_venues(venues: Mapping[str, Iterable[tuple[str, str]]], jour: date) -> str:
    """ "Léa, cantine et garderie du soir, aujourd’hui"; "Léa (cantine) et Hugo (cantine et garderie
    du soir), aujourd’hui": first name → (service, moment) of each."""
    dites = [(prenom, _nommer(parties)) for prenom, parties in venues.items()]
    quand = "aujourd’hui" if jour == timezone.localdate() else en_jour(jour)
    if len(dites) == 1:
        return ", ".join((*dites[0], quand))
    return f"{enumerer(f'{prenom} ({noms})' for prenom, noms in dites)}, {quand}"


def _nommer(parties: Iterable[tuple[str, str]]) -> str:
    siennes = sorted(parties, key=lambda partie: rang_dans_le_jour(*partie))
    return enumerer_les_venues(nom_de_la_venue(service, moment) for service, moment in siennes)


def dire_l_absence(
    qui: str, service: str, moment: str, *, demain: bool = False, plusieurs: bool = False
) -> str:
    """ "Léa ne mange pas ce midi", "Léa et Hugo ne vont pas à la garderie demain soir"."""
    if service == Service.RESTAURATION:
        verbe = "mangent" if plusieurs else "mange"
        return f"{qui} ne {verbe} pas {'demain' if demain else 'ce'} midi"
    if service == Service.GARDERIE and moment != Moment.JOURNEE:
        quand = "matin" if moment == Moment.MATIN else "soir"
        verbe = "vont" if plusieurs else "va"
        return f"{qui} ne {verbe} pas à la garderie {'demain' if demain else 'ce'} {quand}"
    jour = "demain" if demain else "aujourd’hui"
    mots = _DEMAIN if demain else _AUJOURD_HUI
    verbe = "viennent" if plusieurs else "vient"
    return f"{qui} ne {verbe} pas {mots.get(Moment(moment), jour)}"


def _gestes(venues: Sequence["Venue"], sorts: Sorts, *, demain: bool) -> list[GesteDAbsence]:
    gestes = list(_gestes_de_tous(venues, sorts, demain=demain))
    for _enfant, groupe in groupby(venues, key=lambda venue: venue.enfant):
        siennes = sorted(groupe, key=lambda venue: rang_dans_le_jour(venue.service, venue.moment))
        attendues = [venue for venue in siennes if not venue.annoncee_le]
        parties = {(venue.service, venue.moment): venue for venue in attendues}
        siens = _gestes_a_plusieurs(attendues, parties, demain=demain)
        for service, moment in parties:
            cles = tuple(v.cle for v in attendues if (v.service, v.moment) == (service, moment))
            phrase = dire_l_absence(siennes[0].prenom, service, moment, demain=demain)
            siens.append(GesteDAbsence(phrase, cles, demain=demain))
        gestes += [
            GesteDAbsence(un.phrase + sorts.dire_le_du(un.cles), un.cles, demain=demain)
            for un in siens
        ]
        if annoncees := [venue for venue in siennes if venue.annoncee_le]:
            phrase = _dire_le_retour(annoncees, siennes[0].prenom, demain=demain)
            cles = tuple(venue.cle for venue in annoncees)
            gestes.append(GesteDAbsence(phrase, cles, dite=True, demain=demain))
    return gestes


def _gestes_de_tous(
    venues: Sequence["Venue"], sorts: Sorts, *, demain: bool
) -> Iterator[GesteDAbsence]:
    """One press for all the children of a household that are still expected, and one to take back
    what was said of several: five who are ill were five presses."""
    foyers = dict.fromkeys(venue.foyer for venue in venues)
    fratries = [{venue.enfant for venue in venues if venue.foyer == foyer} for foyer in foyers]
    for fratrie in _differentes(fratries):
        siennes = [venue for venue in venues if venue.enfant in fratrie]
        for dite in (False, True):
            leurs = [venue for venue in siennes if bool(venue.annoncee_le) == dite]
            prenoms = {venue.enfant: venue.prenom for venue in leurs}
            if len(prenoms) < 2:
                continue
            cles, qui = tuple(venue.cle for venue in leurs), enumerer(prenoms.values())
            if dite:
                phrase = _dire_le_retour(leurs, qui, demain=demain)
            else:
                phrase = _dire_tous(qui, leurs, demain=demain) + sorts.dire_le_du(cles)
            yield GesteDAbsence(phrase, cles, dite=dite, demain=demain)


def _differentes(fratries: Iterable[set[int]]) -> Iterator[set[int]]:
    """Two homes that have booked for the same children are one press."""
    vues: list[set[int]] = []
    for fratrie in fratries:
        if fratrie not in vues:
            vues.append(fratrie)
            yield fratrie


def _dire_tous(qui: str, venues: Sequence["Venue"], *, demain: bool) -> str:
    """Of several children."""
    parties = {(venue.service, venue.moment) for venue in venues}
    if len(parties) == 1:
        return dire_l_absence(qui, *parties.pop(), demain=demain, plusieurs=True)
    return _dire_du_tout(qui, venues, demain=demain, plusieurs=True)


def _dire_du_tout(
    qui: str, venues: Sequence["Venue"], *, demain: bool, plusieurs: bool = False
) -> str:
    """ "Léa ne vient pas du tout aujourd’hui". Of tomorrow's, what is asked is named: a day in a
    centre, which has no button here, may stay booked."""
    if not demain:
        return f"{qui} ne {'viennent' if plusieurs else 'vient'} pas du tout aujourd’hui"
    verbe = "vont" if plusieurs else "va"
    if all(venue.service == Service.GARDERIE for venue in venues):
        return f"{qui} ne {verbe} pas à la garderie demain"
    return f"{qui} ne {verbe} ni à la cantine ni à la garderie demain"


def _gestes_a_plusieurs(
    attendues: Sequence["Venue"], parties: Collection[tuple[str, str]], *, demain: bool
) -> list[GesteDAbsence]:
    """Before each part alone: one press for the whole day, and one for the morning and the meal of
    a child who comes in the evening. Each booking is judged by its own deadline."""
    if len(parties) < 2:
        return []
    prenom, tout = attendues[0].prenom, tuple(venue.cle for venue in attendues)
    gestes = [GesteDAbsence(_dire_du_tout(prenom, attendues, demain=demain), tout, demain=demain)]
    matin = tuple(venue.cle for venue in attendues if _du_matin(venue.service, venue.moment))
    if _matin_et_midi(parties):
        quand = "demain matin ni demain midi" if demain else "ce matin ni ce midi"
        gestes.append(GesteDAbsence(f"{prenom} ne vient ni {quand}", matin, demain=demain))
    return gestes


def _matin_et_midi(parties: Collection[tuple[str, str]]) -> bool:
    """Whether the meal and a part of the morning are all that is over after lunch, and something
    comes later: a day in a centre has its morning in it."""
    avant = [partie for partie in parties if _du_matin(*partie)]
    services = {service for service, _moment in avant}
    matins = [service for service, moment in avant if moment == Moment.MATIN]
    d_un_jour = any(
        moment == Moment.JOURNEE and service != Service.RESTAURATION for service, moment in parties
    )
    return bool(
        Service.RESTAURATION in services and matins and len(avant) < len(parties) and not d_un_jour
    )


def _du_matin(service: str, moment: str) -> bool:
    """What is over once lunch is."""
    return service == Service.RESTAURATION or moment == Moment.MATIN


def _dire_le_retour(annoncees: Sequence["Venue"], qui: str, *, demain: bool) -> str:
    """ "Léa mange finalement ce midi", "Léa et Hugo viennent finalement aujourd’hui"."""
    plusieurs = len({venue.enfant for venue in annoncees}) > 1
    if all(venue.service == Service.RESTAURATION for venue in annoncees):
        verbe = "mangent" if plusieurs else "mange"
        return f"{qui} {verbe} finalement {'demain' if demain else 'ce'} midi"
    verbe = "viennent" if plusieurs else "vient"
    return f"{qui} {verbe} finalement {'demain' if demain else 'aujourd’hui'}"


def lire_les_sorts(venues: Collection["Venue"], maintenant: datetime) -> Sorts:
    """Of bookings of one day. One query at most, that of the calendar, kept some minutes for all
    families."""
    calendrier = Calendrier()
    if any(_lit_le_calendrier(venue) for venue in venues):
        calendrier = le_calendrier_montre(next(iter(venues)).jour)
    dus, perdus = set(), set()
    for venue in venues:
        if _est_due(venue, calendrier, maintenant):
            dus.add(venue.cle)
        elif maintenant > venue.pour_reserver.limite(venue.jour, calendrier):
            perdus.add(venue.cle)
    return Sorts(frozenset(dus), frozenset(perdus))


def dire_les_perdus(venues: Iterable["Venue"], sorts: Sorts) -> str:
    """In one sentence, "" where all that a press cancels can be booked again."""
    annulables = [v for v in venues if v.cle not in sorts.dus and not v.annoncee_le]
    perdus = [venue for venue in annulables if venue.cle in sorts.perdus]
    if not perdus:
        return ""
    if len(perdus) == len(annulables):
        return (
            "Ce qui est annulé ne pourra plus être réservé de nouveau\u00a0: l’heure limite pour"
            " réserver est passée."
        )
    siens: dict[str, list[str]] = {}
    for venue in perdus:
        siens.setdefault(venue.prenom, []).append(nom_de_la_venue(venue.service, venue.moment))
    noms = [f"{prenom} ({enumerer_les_venues(quoi)})" for prenom, quoi in siens.items()]
    return f"Une fois annulé, ne pourra plus être réservé de nouveau\u00a0: {enumerer(noms)}."


def _lit_le_calendrier(venue: "Venue") -> bool:
    unites = {venue.unite_scolaire, venue.unite_vacances}
    a_la_semaine = Unite.SEMAINE in unites and len(unites) > 1
    delais = venue.pour_annuler, venue.pour_reserver
    return a_la_semaine or any(delai.lit_le_calendrier for delai in delais)


def _est_due(venue: "Venue", calendrier: Calendrier, maintenant: datetime) -> bool:
    """Of a week that is booked at once, a day alone is never cancelled."""
    en_vacances = calendrier.en_vacances(venue.jour)
    unite = venue.unite_vacances if en_vacances else venue.unite_scolaire
    if unite == Unite.SEMAINE:
        return True
    return maintenant > venue.pour_annuler.limite(venue.jour, calendrier)
