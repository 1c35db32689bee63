"""What a certificate would excuse, shown before it does (G16): the days of one household, and the town's rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils import timezone

from famille.models import Enfant, Foyer

from ..models import ReglageReservations, Reservation
from ..presences_dites import dire, nom_du_moment
from ..regles_absences import dire_la_carence, jours_excuses, limite_du_justificatif

Presence = Reservation.Presence
ABSENCES = (Presence.PREVU, Presence.ABSENT, Presence.ABSENT_JUSTIFIE)


@dataclass(frozen=True)
class JourCouvert:
    """One day booked in one activity. `excuse`: it would not be charged; `etat`: what the centre has noted of it."""

    jour: date
    activite: str
    quoi: str
    etat: str
    present: bool
    excuse: bool


@dataclass(frozen=True)
class Reglement:
    """The town's rules: how many days after the absence the certificate may come, how many days stay charged."""

    jours: int | None
    carence: int

    @property
    def avis(self) -> str:
        """What to know before asking for a certificate; "" where it excuses every day."""
        return dire_la_carence(self.carence)

    def limite(self, fin: date) -> date | None:
        return limite_du_justificatif(fin, self.jours)


def reglement_des_justificatifs() -> Reglement:
    reglage = ReglageReservations.load()
    return Reglement(jours=reglage.justificatif_jours, carence=reglage.carence_jours)


def absences_couvertes(enfant: Enfant, foyer: Foyer, *, debut: date, fin: date) -> list[JourCouvert]:
    """The days that this household booked for the child, in order; the other home's are not its own (D11). One query,
    and one for the rules."""
    lignes = Reservation.objects.filter(enfant=enfant, foyer=foyer, creneau__jour__range=(debut, fin))
    lues = list(
        lignes.select_related("creneau__activite__structure").order_by(
            "creneau__jour", "creneau__activite", "creneau__moment"
        )
    )
    absences = [une.creneau.jour for une in lues if une.presence in ABSENCES]
    excuses = set(jours_excuses(absences, reglement_des_justificatifs().carence))
    par_jour = groupby(lues, key=lambda une: (une.creneau.jour, une.creneau.activite))
    return [_jour(jour, activite, list(siennes), excuses) for (jour, activite), siennes in par_jour]


def _jour(jour: date, activite, reservations: list[Reservation], excuses: Iterable[date]) -> JourCouvert:
    aujourdhui = timezone.localdate()
    return JourCouvert(
        jour=jour,
        activite=str(activite),
        quoi=" et ".join(nom_du_moment(une.creneau.moment) for une in reservations),
        etat=" et ".join(dict.fromkeys(dire(une, aujourdhui).mot for une in reservations)),
        present=all(une.presence == Presence.PRESENT for une in reservations),
        excuse=jour in excuses and any(une.presence in ABSENCES for une in reservations),
    )
