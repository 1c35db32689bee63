"""What a certificate would excuse, shown before it does (G16): the days of one household, and the
town's rules."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from django.utils import timezone

from famille.models import Enfant, Foyer, LigneFacture
from famille.socle.dire import enumerer
from reservations.facturation.lignes_facturees import lignes_facturees
from reservations.lecture.presences_dites import (
    dire,
    enumerer_les_venues,
    nom_de_la_venue,
    nommer_l_accueil,
)
from reservations.models import Activite, ConsommationImportee, ReglageReservations, Reservation
from reservations.regles.absences import (
    dire_la_carence,
    dire_le_jour_manque,
    dire_le_justificatif,
    jours_excuses,
    limite_du_justificatif,
    premiers_jours,
)

UNE_SEMAINE = timedelta(weeks=1)
Presence = Reservation.Presence
ABSENCES = (Presence.PREVU, Presence.ABSENT, Presence.ABSENT_JUSTIFIE)


@dataclass(frozen=True)
class JourCouvert:
    """One day booked in one activity, which `accueil` says in words. `excuse`: it would not be
    charged; `etat`: what the centre has noted of it; `facture`: the number of the published invoice
    that charges it already, "" for none. `comptage`: the key of the count by which a file says that
    the child came, which charges the day whatever is excused."""

    jour: date
    activite: str
    quoi: str
    etat: str
    present: bool
    excuse: bool
    accueil: str
    facture: str = ""
    comptage: int | None = None


@dataclass(frozen=True)
class Reglement:
    """The town's rules: how many days after the absence the certificate may come, how many days
    stay charged."""

    jours: int | None
    carence: int

    @property
    def avis(self) -> str:
        """What to know before asking for a certificate; "" where it excuses every day."""
        return dire_la_carence(self.carence)

    @property
    def phrase(self) -> str:
        """The whole rule, as the public pages say it."""
        return dire_le_justificatif(self.jours, self.carence)

    @property
    def jour_manque(self) -> str:
        """What a day costs when the child does not come."""
        return dire_le_jour_manque(self.carence)

    @property
    def premiers_jours(self) -> str:
        """Those that stay charged, in a word."""
        return premiers_jours(self.carence)

    def limite(self, fin: date) -> date | None:
        return limite_du_justificatif(fin, self.jours)


def reglement_des_justificatifs() -> Reglement:
    reglage = ReglageReservations.load()
    return Reglement(jours=reglage.justificatif_jours, carence=reglage.carence_jours)


def absences_couvertes(
    enfant: Enfant, foyer: Foyer, *, debut: date, fin: date
) -> list[JourCouvert]:
    """The days that this household booked for the child, in order; the other home's are not its own
    (D11). Four queries, the rules and the invoices included."""
    lignes = Reservation.objects.filter(
        enfant=enfant, foyer=foyer, creneau__jour__range=(debut, fin)
    )
    lues = list(
        lignes.select_related("creneau__activite__structure").order_by(
            "creneau__jour", "creneau__activite", "creneau__moment"
        )
    )
    absences = [une.creneau.jour for une in lues if une.presence in ABSENCES]
    excuses = set(jours_excuses(absences, reglement_des_justificatifs().carence))
    if not lues:
        return []
    facturees = lignes_facturees(foyer, depuis=debut - UNE_SEMAINE, jusqua=fin, enfant=enfant)
    avec_leurs_factures = list(facturees)
    comptages = comptages_presents(enfant, debut=debut, fin=fin)
    par_jour = groupby(lues, key=lambda une: (une.creneau.jour, une.creneau.activite))
    return [
        replace(
            _jour(jour, activite, list(siennes), excuses),
            facture=_facture(jour, activite, avec_leurs_factures),
            comptage=comptages.get((jour, activite.pk)),
        )
        for (jour, activite), siennes in par_jour
    ]


def comptages_presents(enfant: Enfant, *, debut: date, fin: date) -> dict[tuple[date, int], int]:
    """(day, activity) → the count by which a file says that this child came. One query."""
    comptages = ConsommationImportee.objects.filter(
        enfant=enfant, jour__range=(debut, fin), quantite__gt=0, presence=Presence.PRESENT
    )
    return {
        (jour, activite): pk
        for jour, activite, pk in comptages.values_list("jour", "activite", "pk")
    }


def _facture(jour: date, activite: Activite, facturees: Iterable[LigneFacture]) -> str:
    """The number of the invoice that charges this day of this activity, by itself or in its
    week."""
    annee, semaine, _jour = jour.isocalendar()
    for ligne in facturees:
        *_qui, pk, bloc = ligne.source.split(":")
        if pk == str(activite.pk) and (
            bloc.startswith(jour.isoformat()) or bloc == f"{annee}-S{semaine:02}"
        ):
            return ligne.facture.numero or ""
    return ""


def _jour(
    jour: date, activite: Activite, reservations: list[Reservation], excuses: Collection[date]
) -> JourCouvert:
    aujourdhui, moments = timezone.localdate(), [une.creneau.moment for une in reservations]
    return JourCouvert(
        jour=jour,
        activite=str(activite),
        quoi=enumerer_les_venues(nom_de_la_venue(activite.service, un) for un in moments),
        accueil=nommer_l_accueil(str(activite), activite.service, moments),
        etat=enumerer(dict.fromkeys(dire(une, aujourdhui).mot for une in reservations)),
        present=all(une.presence == Presence.PRESENT for une in reservations),
        excuse=jour in excuses and any(une.presence in ABSENCES for une in reservations),
    )
