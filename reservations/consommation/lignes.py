"""What each household used in a month, and what it costs: the one reading of the parent's page and
of the invoices.

Bookings (blocs with their presences) and imported counts come as the same lines. Quick: tuples,
facts read by 500 households, prices kept once computed (docs/comprendre/consommation.md).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import batched
from operator import attrgetter

from django.utils import timezone

from famille.socle.dire import du_au, en_jour
from reservations.lecture.filtres import Mois
from reservations.lecture.ville import lire_la_ville
from reservations.regles.accueil.retard import Retard, dire_le_tarif, prix_du_retard
from reservations.regles.accueil.temps import PAS, dire_le_temps, temps_passe, unites_entieres
from reservations.regles.blocs import NOMS as NOMS_DES_MOMENTS
from reservations.regles.consommation import (
    CENT,
    Anomalie,
    JourCompte,
    JourFacturable,
    Montant,
    Statut,
    part_d_absence,
    part_du_repas,
)
from reservations.regles.juge import Moment, Unite, UniteComptee
from reservations.regles.tarifs import SANS_TARIF
from reservations.tarifs.faits import FaitsTarifaires, lire_faits, lire_grilles

from . import lecture as lues
from .aides import PartDite, lire_les_droits
from .chiffrage import Chiffrage, anomalies, montant
from .journees import lire_ailleurs, reunir
from .lecture import ActiviteLue, Consomme, CreneauConsomme
from .retards import Portes, lire_les_portes, retards_de, retards_des_portes

ZERO = Decimal("0.00")
UNE_SEMAINE = timedelta(weeks=1)  # a bloc may begin in one month and end in another
PAR_LOT = 500  # households of one reading


@dataclass(slots=True)
class LigneConsommee:
    """One bloc booked or one count. `quantite` × `prix_unitaire` = `montant`, in euros: what is
    charged; an estimate when `a_venir`; 0 when excused, None without a tariff. `facturable`: it can
    be charged today, else `motif` says why.

    `source`: what an invoice calls it, always the same. `calcul` (JSON's own types, `phrases` for
    people) is shared between lines: copy it before changing it. `service`: a famille.Service.
    `anomalies`: what agents should look at. `dont_absence`, `dont_repas`: what of `montant` is
    charged for an absence, what of it pays a meal, in euros. `nombre`, `unite_reservee`: of the
    bloc or the count itself, where `unite` is the tariff's. `comptee`: by a file;
    `reservee`: booked; both of a day that is booked where a file counts too.
    `non_consommee`: what its tariff asks for what is booked and not taken, in percent.
    `retard`: a late pick-up, beside the line of its day. `parts`: what others pay of it; `montant`,
    `dont_absence` and `dont_repas` are then what is left to the household.
    """

    foyer_id: int
    enfant_id: int
    enfant: str
    activite_id: int
    activite: str
    service: str
    jour: date
    libelle: str
    quantite: Decimal
    unite: str
    prix_unitaire: Decimal | None
    montant: Decimal | None
    calcul: dict
    facturable: bool
    motif: str
    statut: Statut
    a_venir: bool
    anomalies: tuple[Anomalie, ...]
    source: str
    creneaux: tuple[CreneauConsomme, ...]
    unite_reservee: str
    nombre: Decimal
    comptee: bool
    reservee: bool = True
    non_consommee: Decimal = CENT
    dont_absence: Decimal = ZERO
    dont_repas: Decimal = ZERO
    retard: bool = False
    parts: tuple[PartDite, ...] = ()

    @property
    def aide(self) -> Decimal:
        """What others pay of it, in euros."""
        return sum((part.montant for part in self.parts), ZERO)


def lire_consommations(
    mois: Mois,
    *,
    foyers: Iterable[int] | None = None,
    activites: Iterable[int] | None = None,
    aujourdhui: date | None = None,
) -> Iterator[LigneConsommee]:
    """The lines of these households (keys; None: all of them) in these activities (the same),
    household by household. Six queries, and four for each `PAR_LOT` households, one more where a
    late pick-up has its price, a few where others pay a part. A bloc is of the month of its first
    booked day."""
    toutes = voulues = lues.lire_activites()
    if activites is not None:
        voulues = {pk: toutes[pk] for pk in set(activites) & set(toutes)}
    cles = (
        lues.foyers_du_mois(mois, list(voulues) if activites is not None else None)
        if foyers is None
        else foyers
    )
    lecture, jour = None, aujourdhui or timezone.localdate()
    for lot in batched(cles, PAR_LOT, strict=False):
        lecture = lecture or _Lecture(mois, voulues, jour)
        droits = lire_les_droits(mois, lot)
        yield from lecture.lignes([pk for pk in lot if pk not in droits.de])
        if droits.de:  # a ceiling runs over all the activities
            plafonnes, avant = droits.plafonnes_avant(mois)
            for un in avant:
                droits.deduire(lignes_du_mois(un, plafonnes, toutes, jour))
            entiere = lecture if voulues is toutes else _Lecture(mois, toutes, jour)
            lignes = droits.deduire(list(entiere.lignes(droits.foyers)))
            yield from (une for une in lignes if une.activite_id in voulues)


def lignes_du_mois(
    mois: Mois, foyers: Sequence[int], activites: dict[int, ActiviteLue], jour: date
) -> list[LigneConsommee]:
    """As the tariffs make them: nothing that others pay is taken off."""
    return list(_Lecture(mois, activites, jour).lignes(foyers))


class _Lecture:
    """What a reading knows once: activities, calendar, grids, and the town's choice."""

    def __init__(self, mois: Mois, activites: dict[int, ActiviteLue], aujourdhui: date) -> None:
        self.mois, self.activites = mois, activites
        self.calendrier = lire_la_ville(mois.debut - UNE_SEMAINE, mois.fin + UNE_SEMAINE).calendrier
        self.structures = {activite.structure for activite in activites.values()}
        self.chiffrage = Chiffrage(
            lire_grilles(activites),
            aujourdhui=aujourdhui,
            facturer_non_pointees=lues.facture_les_non_pointees(),
        )

    def lignes(self, foyers: Sequence[int]) -> Iterator[LigneConsommee]:
        if not foyers:
            return
