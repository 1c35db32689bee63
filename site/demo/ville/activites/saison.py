"""A school year of bookings, about thirty thousand: créneaux, habits, presences, queues."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from demo.ville.demandes.quotidien import CARENCE
from demo.ville.foyers.martin import mercredis
from famille.models import Foyer, Rattachement, Responsable
from reservations.lecture.ville import lire_la_ville
from reservations.models import (
    Activite,
    Attente,
    Creneau,
    Inscription,
    Ouverture,
    Places,
    Reservation,
)
from reservations.regles.juge import PARIS, Moment, Unite, cle_de

from .centres import Centres

if TYPE_CHECKING:
    from reservations.regles.calendrier import Calendrier


LOT = 1000
HASARD = 36
QUEUE = 3
ABSENCES = 12
Presence = Reservation.Presence


def remplir_la_saison(
    centres: Centres, inscriptions: list[Inscription], jour: date, *, martin: Foyer
) -> None:
    """Every day of the season has its créneaux; families have their habits, and what is past has
    been ticked. The Martins have theirs, served first."""
    hasard = Random(HASARD)  # noqa: S311
    creneaux = {
        activite.pk: _reservables(creer_les_creneaux(activite, centres.debut, centres.fin), jour)
        for activite in centres.toutes
    }
    foyers = foyers_des_enfants()
    reservations = [
        reservation
        for inscription in inscriptions
        for reservation in _habitudes(
            inscription, creneaux[inscription.activite_id], foyers, jour, hasard
        )
    ]
    hasard.shuffle(reservations)
    siennes = list(mercredis(martin, inscriptions, creneaux, jour))
    deja = {(reservation.enfant_id, reservation.creneau_id) for reservation in siennes}
    autres = [
        une
        for une in depuis_l_ouverture(reservations)
        if (une.enfant_id, une.creneau.pk) not in deja
    ]
    retenues, de_trop = _dans_la_limite([*siennes, *autres])
    _tomber_malades(
        [une for une in retenues if (une.enfant_id, une.creneau_id) not in deja], jour, hasard
    )
    Reservation.objects.bulk_create(retenues, batch_size=LOT)
    mettre_a_jour_les_places(centres.toutes)
    _annoncer_des_absences(centres, jour)
    _faire_la_queue(de_trop, jour)


def _annoncer_des_absences(centres: Centres, jour: date) -> None:
    """On the day that each presence list opens on, one family in twelve has said that its child
    does not come."""
    for activite in centres.toutes:
        a_venir = Reservation.objects.filter(creneau__activite=activite, creneau__jour__gte=jour)
        prochain = a_venir.order_by("creneau__jour").values_list("creneau__jour", flat=True).first()
        if prochain is None:
            continue
        pks = list(
            a_venir.filter(creneau__jour=prochain).order_by("pk").values_list("pk", flat=True)
        )
        hier = datetime.combine(jour - timedelta(days=1), time(20), tzinfo=PARIS)
        Reservation.objects.filter(pk__in=pks[::-ABSENCES]).update(absence_annoncee_le=hier)


def creer_les_creneaux(activite: Activite, debut: date, fin: date) -> list[Creneau]:
    ville = lire_la_ville(debut, fin)
    fermes = ville.fermetures_de(activite)
    lignes = [
        Creneau(activite=activite, jour=jour, moment=moment)
        for jour in _jours(debut, fin)
        if ville.calendrier.ferme_pour(jour) is None
        and not any(du <= jour <= au for du, au, _ in fermes)
        for moment in _moments(activite, jour, ville.calendrier)
    ]
    creneaux = Creneau.objects.bulk_create(lignes, batch_size=LOT)
    Places.objects.bulk_create(
        [Places(creneau=creneau, capacite=activite.capacite) for creneau in creneaux],
        batch_size=LOT,
    )
    return creneaux


def _reservables(creneaux: list[Creneau], jour: date) -> list[Creneau]:
    """Those of the past, and those of the openings that have come."""
    ouvertes = list(Ouverture.objects.filter(ouvre_le__date__lte=jour).values_list("debut", "fin"))
    return [
        creneau
        for creneau in creneaux
        if creneau.jour < jour or any(debut <= creneau.jour <= fin for debut, fin in ouvertes)
    ]


def _jours(debut: date, fin: date) -> Iterator[date]:
    return (debut + timedelta(days=rang) for rang in range((fin - debut).days + 1))


def _moments(activite: Activite, jour: date, calendrier: "Calendrier") -> tuple[Moment, ...]:
    if calendrier.en_vacances(jour):
        return (Moment.JOURNEE,) if jour.weekday() < 5 and activite.unite_vacances else ()
    if (
        calendrier.en_classe(jour)
        and activite.unite_scolaire
        and jour.weekday() in activite.jours_scolaires
    ):
        return (
            (Moment.MATIN, Moment.APRES_MIDI)
            if activite.unite_scolaire == Unite.DEMI_JOURNEE
            else (Moment.JOURNEE,)
        )
    return ()


def foyers_des_enfants() -> dict[int, list[int]]:
    """child → its households (pks), the first one first."""
    foyers = defaultdict(list)
    for enfant, foyer in Rattachement.objects.order_by("pk").values_list("enfant_id", "foyer_id"):
        foyers[enfant].append(foyer)
    return foyers


def _habitudes(
    inscription: Inscription,
    creneaux: list[Creneau],
    foyers: dict[int, list[int]],
    jour: date,
    hasard: Random,
) -> Iterator[Reservation]:
    """One child comes on Wednesday mornings, another all day, a third in the holidays only. A
    shared child is booked by the home whose week it is."""
    matin, apres_midi, vacances = hasard.choice(
        [
            (0.95, 0.95, 0.75),
            (0.92, 0.1, 0.5),
            (0.1, 0.85, 0.4),
            (0.85, 0.8, 0.6),
            (0.5, 0.45, 0.9),
            (0.0, 0.0, 0.7),
        ]
    )
    chances = {Moment.MATIN: matin, Moment.APRES_MIDI: apres_midi, Moment.JOURNEE: vacances}
    semaines: dict[tuple, bool] = {}
    chez = foyers[inscription.enfant_id]
    for creneau in creneaux:
        semaine = creneau.jour.isocalendar()[:2]
        if creneau.moment == Moment.JOURNEE:
            vient = semaines.setdefault(semaine, hasard.random() < vacances)
            vient = vient and (
                inscription.activite.unite_vacances == Unite.SEMAINE or hasard.random() < 0.85
            )
        else:
            vient = hasard.random() < chances[Moment(creneau.moment)]
        if vient:
            foyer = chez[0] if len(chez) == 1 or semaine[1] % 2 == 0 else chez[1]
            yield _reservation(inscription, creneau, foyer, jour, hasard)


def _reservation(
    inscription: Inscription, creneau: Creneau, foyer: int, jour: date, hasard: Random
) -> Reservation:
    prise = min(creneau.jour, jour) - timedelta(days=hasard.randrange(8, 60))
    reservation = Reservation(
        enfant_id=inscription.enfant_id,
        creneau=creneau,
        foyer_id=foyer,
        creee_le=datetime.combine(
            prise, time(hasard.randrange(7, 23), hasard.randrange(60)), tzinfo=PARIS
        ),
    )
    if creneau.jour < jour:
        reservation.presence = Presence.ABSENT if hasard.random() < 0.03 else Presence.PRESENT
        reservation.pointee_le = datetime.combine(creneau.jour, time(9, 30), tzinfo=PARIS)
    return reservation


def depuis_l_ouverture(reservations: list[Reservation]) -> list[Reservation]:
    """A household books nothing before its file is open."""
    ouverts = {pk: le.astimezone(PARIS) for pk, le in Foyer.objects.values_list("pk", "cree_le")}
    gardees = [une for une in reservations if une.creneau.jour > ouverts[une.foyer_id].date()]
    for une in gardees:
        une.creee_le = max(une.creee_le, ouverts[une.foyer_id] + timedelta(hours=1))
    return gardees


def _tomber_malades(reservations: list[Reservation], jour: date, hasard: Random) -> None:
    """A child who is ill misses the days that stay charged, then one that a certificate excuses.
    One, in the last two weeks, has not sent it yet: `quotidien` does."""
    jours: dict[tuple, dict[date, list[Reservation]]] = defaultdict(lambda: defaultdict(list))
    for une in sorted(reservations, key=lambda une: une.creneau.jour):
        if une.creneau.jour < jour:
            jours[une.enfant_id, une.foyer_id, une.creneau.activite_id][une.creneau.jour].append(
                une
            )
    avec_compte = set(
        Responsable.objects.filter(utilisateur__is_active=True).values_list("foyer", flat=True)
    )
    a_justifier = False
    for (_enfant, foyer, _activite), siens in jours.items():
        dates = list(siens)
        derniers = [le for le in dates if le >= jour - timedelta(days=14)]
        if not a_justifier and len(derniers) > CARENCE and foyer in avec_compte:
            a_justifier = True
            _noter(siens, derniers, Presence.ABSENT)
        elif len(dates) > CARENCE and hasard.random() < 0.5:
            rang = hasard.randrange(len(dates) - CARENCE)
            _noter(siens, dates[rang : rang + CARENCE], Presence.ABSENT)
            _noter(siens, [dates[rang + CARENCE]], Presence.ABSENT_JUSTIFIE)


def _noter(siens: dict[date, list[Reservation]], dates: list[date], presence: Presence) -> None:
    for reservation in (une for le in dates for une in siens[le]):
        reservation.presence = presence


def _dans_la_limite(reservations: list[Reservation]) -> tuple[list[Reservation], list[Reservation]]:
    """First come, first served: (those who have a place, those who came too late)."""
    prises: dict[int, int] = defaultdict(int)
    retenues: list[Reservation] = []
    de_trop: list[Reservation] = []
    for reservation in reservations:
        place = prises[reservation.creneau_id] < reservation.creneau.activite.capacite
        prises[reservation.creneau_id] += place
        (retenues if place else de_trop).append(reservation)
    return retenues, de_trop


def mettre_a_jour_les_places(activites: list[Activite]) -> None:
    comptes = Reservation.objects.filter(creneau=OuterRef("creneau")).order_by().values("creneau")
    prises = comptes.annotate(combien=Count("pk")).values("combien")
    siennes = Places.objects.filter(creneau__activite__in=activites)
    siennes.update(prises=Coalesce(Subquery(prises), 0))


def _faire_la_queue(de_trop: list[Reservation], jour: date) -> None:
    """Three families at most wait for each half-day or day that is full, those of the weeks to
    come."""
    files: dict[tuple, int] = defaultdict(int)
    attentes = []
    for reservation in de_trop:
        creneau, activite = reservation.creneau, reservation.creneau.activite
        unite = Unite(
            activite.unite_vacances if creneau.moment == Moment.JOURNEE else activite.unite_scolaire
        )
        bloc = cle_de(unite, creneau.jour, Moment(creneau.moment))
        if (
            unite == Unite.SEMAINE
            or creneau.jour <= jour + timedelta(days=9)
            or files[activite.pk, bloc] == QUEUE
        ):
            continue
        files[activite.pk, bloc] += 1
        attentes.append(
            Attente(
                enfant_id=reservation.enfant_id,
                activite=activite,
                bloc=bloc,
                debut=creneau.jour,
                foyer_id=reservation.foyer_id,
                demandee_le=reservation.creee_le,
            )
        )
    Attente.objects.bulk_create(
        sorted(attentes, key=lambda attente: attente.demandee_le), batch_size=LOT
    )
