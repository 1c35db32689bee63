"""The consumption of a month: what a household had booked, whether the child came, what it costs (G11)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from famille.models import Enfant, Foyer
from famille.regles import en_jour

from .blocs_reserves import BlocReserve, lire_blocs_reserves
from .filtres import Mois
from .models import Activite, Reservation
from .montants import euros
from .presences_dites import PresenceDite, dire_ensemble, nom_du_moment
from .prix import APayer, prix_de
from .regles import Unite
from .tarifs import NOMS, SANS_QUOTIENT, SANS_TARIF, Prix

Presence = Reservation.Presence
SANS_PRIX = "prix non publié"
NON_FACTUREE = "non facturé"
COMPRISE = "compris"
EN_PARTIE = "Une partie de cette réservation est une absence justifiée : la facture dira ce qui est déduit."
_PAS_NOTEE = "pas-notee"
_NOMBRES = {
    Presence.PRESENT: ("présence", "présences"),
    Presence.ABSENT: ("absence", "absences"),
    Presence.ABSENT_JUSTIFIE: ("absence justifiée", "absences justifiées"),
    Presence.PREVU: ("à venir", "à venir"),
    _PAS_NOTEE: ("pas encore notée", "pas encore notées"),
}


@dataclass
class JourConsomme:
    """One day: its half-days together. `parts`: what each bloc of the day costs, a word where it is not an amount."""

    reservations: list[Reservation] = field(default_factory=list)
    presences: list[PresenceDite] = field(default_factory=list)
    parts: list[int | str] = field(default_factory=list)
    note: str = ""

    @property
    def jour(self) -> str:
        return en_jour(self.reservations[0].creneau.jour)

    @property
    def quoi(self) -> str:
        return " et ".join(nom_du_moment(reservation.creneau.moment) for reservation in self.reservations)

    @property
    def prix(self) -> str:
        montants = [part for part in self.parts if isinstance(part, int)]
        return euros(sum(montants)) if montants else str(self.parts[0])


@dataclass
class Consommation:
    """One child in one activity. `centimes`: what the month costs, of what has a known price."""

    enfant: Enfant
    activite: Activite
    jours: dict[date, JourConsomme] = field(default_factory=dict)
    nombres: Counter = field(default_factory=Counter)
    presences: Counter = field(default_factory=Counter)
    centimes: int | None = None

    @property
    def lignes(self) -> list[JourConsomme]:
        return [self.jours[jour] for jour in sorted(self.jours)]

    @property
    def en_bref(self) -> str:
        """ "6 demi-journées : 4 présences, 1 absence justifiée, 1 à venir"."""
        unites = ", ".join(f"{combien} {_unites(unite, combien)}" for unite, combien in self.nombres.items())
        dites = ", ".join(
            f"{self.presences[cle]} {mots[self.presences[cle] > 1]}"
            for cle, mots in _NOMBRES.items()
            if self.presences[cle]
        )
        return f"{unites} : {dites}"

    @property
    def total(self) -> str:
        return "" if self.centimes is None else euros(self.centimes)


@dataclass
class MoisConsomme:
    """The month of one household. `avis`: what to know of its prices, each sentence once."""

    foyer: Foyer
    consommations: list[Consommation]
    avis: list[str]

    @property
    def total(self) -> str:
        """The whole month, "" when no price is known."""
        connus = [une.centimes for une in self.consommations if une.centimes is not None]
        return euros(sum(connus)) if connus else ""


def lire_consommation(foyers: Sequence[Foyer], mois: Mois, aujourdhui: date) -> list[MoisConsomme]:
    """One a household that has booked something in this month. Four queries, whatever the volume. A bloc belongs to the
    month of its first booked day."""
    lus = [un for un in lire_blocs_reserves(foyers, mois.debut, mois.fin) if un.bloc.debut in mois]
    prix = prix_de(_a_payer(un) for un in lus)
    par_foyer = groupby(sorted(lus, key=lambda un: un.foyer.pk), key=lambda un: un.foyer.pk)
    return [_du_foyer(list(siens), prix, aujourdhui) for _foyer, siens in par_foyer]


def _a_payer(un: BlocReserve) -> APayer:
    return APayer(un.foyer.pk, un.enfant.pk, un.activite.pk, un.activite.structure_id, un.bloc)


def _du_foyer(siens: list[BlocReserve], prix: dict[tuple, Prix], aujourdhui: date) -> MoisConsomme:
    consommations: dict[tuple[int, int], Consommation] = {}
    trouves = []
    for un in siens:
        cle = (un.enfant.pk, un.activite.pk)
        une = consommations.setdefault(cle, Consommation(un.enfant, un.activite))
        trouve = prix.get(_a_payer(un).cle)
        trouves.append(trouve)
        _ajouter(une, un, trouve, aujourdhui)
    avis = [SANS_TARIF] if None in trouves else []
    avis += [SANS_QUOTIENT] if any(trouve and trouve.au_maximum for trouve in trouves) else []
    return MoisConsomme(siens[0].foyer, list(consommations.values()), avis)


def _ajouter(une: Consommation, un: BlocReserve, prix: Prix | None, aujourdhui: date) -> None:
    justifiees = [reservation.presence == Presence.ABSENT_JUSTIFIE for reservation in un.reservations]
    une.nombres[un.bloc.unite] += 1
    une.presences[_compte_pour(un, aujourdhui)] += 1
    if prix:
        une.centimes = (une.centimes or 0) + (0 if all(justifiees) else prix.centimes)
    part: int | str = NON_FACTUREE if all(justifiees) else prix.centimes if prix else SANS_PRIX
    note = EN_PARTIE if any(justifiees) and not all(justifiees) else ""
    for jour, siennes in groupby(un.reservations, key=lambda reservation: reservation.creneau.jour):
        du_jour = une.jours.setdefault(jour, JourConsomme())
        du_jour.reservations += siennes
        du_jour.presences = dire_ensemble(du_jour.reservations, aujourdhui)
        du_jour.parts.append(part)
        du_jour.note = du_jour.note or note
        part, note = COMPRISE, ""


def _compte_pour(un: BlocReserve, aujourdhui: date) -> str:
    """What a bloc counts for: the child came as soon as he came for a part of it."""
    lues = {reservation.presence for reservation in un.reservations}
    ordre = (Presence.PRESENT, Presence.PREVU, Presence.ABSENT, Presence.ABSENT_JUSTIFIE)
    presence = next(presence for presence in ordre if presence in lues)
    return _PAS_NOTEE if presence == Presence.PREVU and un.bloc.fin < aujourdhui else presence


def _unites(unite: Unite, combien: int) -> str:
    le_prix, les_unites = NOMS[unite]
    return les_unites if combien > 1 else le_prix.removeprefix("la ")
