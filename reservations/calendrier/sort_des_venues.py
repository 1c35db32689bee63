"""What one tap of this morning's absence does of each booking, told before it is pressed and judged
as it will be: whether it stays due and, cancelled, whether it can be booked again."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from famille.socle.dire import enumerer
from reservations.lecture.presences_dites import enumerer_les_venues, nom_de_la_venue
from reservations.lecture.ville import le_calendrier_montre
from reservations.regles.blocs import Unite
from reservations.regles.calendrier import Calendrier

if TYPE_CHECKING:
    from .semaine import Venue


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
