"""The consumption of a month, as a parent reads it: what was booked or counted, whether the child
came, what it costs (G11). Amounts are those that invoices will read: both come from
`consommations`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby, starmap

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.models import Enfant, Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import centimes_en_euros, compte, en_jour, en_nombre, enumerer
from reservations.lecture.filtres import Mois
from reservations.lecture.payeurs import Payeurs, payeurs_de
from reservations.lecture.presences_dites import PresenceDite, dire_creneaux, nom_de_la_venue
from reservations.models import Reservation
from reservations.regles.accueil.fin_du_jour import a_venir_depuis
from reservations.regles.blocs import UniteComptee
from reservations.regles.consommation import Anomalie, Statut
from reservations.regles.tarifs import NOMS, SANS_QUOTIENT, SANS_TARIF

from .lecture import CreneauConsomme
from .lignes import LigneConsommee, lire_consommations


@require_safe
def consommation(request: RequeteConnectee, mois: str = "") -> HttpResponse:
    """One month, this one by default; only what my households have booked."""
    foyers = list(Foyer.objects.de(request.user))
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    aujourdhui = timezone.localdate()
    lu = Mois.lire(mois, aujourdhui) if mois else Mois.du(aujourdhui)
    if lu is None:
        raise Http404("not a month")
    contexte = {
        "mois": lu,
        # none beyond those that can be asked for
        "precedent": Mois.lire(lu.decale(-1).code, aujourdhui),
        "suivant": Mois.lire(lu.decale(1).code, aujourdhui),
        "foyers": lire_consommation(foyers, lu, timezone.now()),
        "plusieurs": len(foyers) > 1,
    }
    return render(request, "reservations/consommation/consommation.html", contexte)


SANS_PRIX = "prix non publié"
NON_FACTUREE = "non facturé"
COMPRISE = "compris"
PIECES = (UniteComptee.REPAS, UniteComptee.SEANCE)  # a day may hold several, each told
EN_ATTENTE = "en attente"
PAR_UN_TIERS = "non facturé à votre foyer"
PAYE_AILLEURS = (
    "Le service qui vous confie l’enfant paie une partie de ces jours : ils ne sont pas sur vos"
    " factures."
)
_NOMBRES = {
    Statut.PRESENT: ("présence", "présences"),
    Statut.ABSENT: ("absence", "absences"),
    Statut.ABSENT_JUSTIFIE: ("absence justifiée", "absences justifiées"),
    Statut.PREVU: ("à venir", "à venir"),
    Statut.PAS_NOTEE: ("pas encore notée", "pas encore notées"),
}


@dataclass
class JourConsomme:
    """One day: its half-days together. `parts`: what each bloc of the day costs, a word where it is
    not an amount. `dites`: (bloc of which it is said, "matin"; what is said of its price)."""

    le: date
    quoi: list[str] = field(default_factory=list)
    creneaux: list[CreneauConsomme] = field(default_factory=list)
    presences: list[PresenceDite] = field(default_factory=list)
    parts: list[int | str] = field(default_factory=list)
    blocs: int = 0
    dites: list[tuple[str, str]] = field(default_factory=list)

    @property
    def note(self) -> str:
        """How its price is made; of one of its half-days alone, which: the price is of both."""
        par_phrase: dict[str, list[str]] = {}
        for quoi, phrase in self.dites:
            par_phrase.setdefault(phrase, []).append(quoi)
        return " ".join(starmap(self._rediger, par_phrase.items()))

    def _rediger(self, phrase: str, blocs: list[str]) -> str:
        nommes = [quoi for quoi in blocs if quoi]
        if self.blocs < 2 or not nommes:
            return phrase
        chacun = ", chacun" if len(nommes) > 1 else ""
        dits = f"{enumerer(nommes).capitalize()}{chacun}"
        return f"{dits}\u00a0: {phrase[:1].lower()}{phrase[1:]}"

    @property
    def jour(self) -> str:
        return en_jour(self.le)

    @property
    def dit(self) -> str:
        return enumerer(self.quoi)

    @property
    def prix(self) -> str:
        montants = [part for part in self.parts if isinstance(part, int)]
        return centimes_en_euros(sum(montants)) if montants else str(self.parts[0])


@dataclass
class Consommation:
    """One child in one activity. `centimes`: what the month costs, of what has a known price.
    `comptee`: elsewhere, by a file; `reservee`: booked, be it counted too. `regles`: how its
    prices are made, each sentence once."""

    enfant: Enfant
    activite: str
    activite_id: int
    comptee: bool = False
    reservee: bool = False
    jours: dict[date, JourConsomme] = field(default_factory=dict)
    nombres: dict[str, Decimal] = field(default_factory=dict)
    presences: Counter = field(default_factory=Counter)
    centimes: int | None = None
    regles: dict[str, None] = field(default_factory=dict)

    @property
    def lignes(self) -> list[JourConsomme]:
        return [self.jours[jour] for jour in sorted(self.jours)]

    @property
    def unites(self) -> str:
        """ "6 demi-journées", "12 repas"."""
        return ", ".join(_unites(unite, combien) for unite, combien in self.nombres.items())

    @property
    def en_bref(self) -> str:
        """ "6 demi-journées : 4 présences, 1 absence justifiée, 1 à venir"; "11 séances en 9 jours"
        where a file counts several a day."""
        jours = len(self.jours)
        toutes_prises = self.comptee and set(self.presences) == {Statut.PRESENT}
        if toutes_prises and jours != sum(self.nombres.values()):
            return f"{self.unites} en {compte(jours, 'jour')}"
        dites = ", ".join(
            f"{self.presences[cle]} {mots[self.presences[cle] > 1]}"
            for cle, mots in _NOMBRES.items()
            if self.presences[cle]
        )
        return f"{self.unites} : {dites}"

    @property
    def total(self) -> str:
        return "" if self.centimes is None else centimes_en_euros(self.centimes)


@dataclass
class MoisConsomme:
    """The month of one household. `avis`: what to know of its prices, each sentence once."""

    foyer: Foyer
    consommations: list[Consommation]
    avis: list[str]
    a_venir: bool = False
    aidee: bool = False  # others pay a part

    @property
    def total(self) -> str:
        """The whole month, "" when no price is known."""
        connus = [une.centimes for une in self.consommations if une.centimes is not None]
        return centimes_en_euros(sum(connus)) if connus else ""

    @property
    def en_bref(self) -> list[tuple[Enfant, list[Consommation]]]:
        """Child by child, what he used of each activity."""
        return [
            (siennes[0].enfant, siennes)
            for _enfant, groupe in groupby(self.consommations, key=lambda une: une.enfant.pk)
            if (siennes := list(groupe))
        ]


def lire_consommation(
    foyers: Sequence[Foyer], mois: Mois, maintenant: datetime
) -> list[MoisConsomme]:
    """One a household that has booked or used something in this month. Ten queries, whatever the
    volume, and one for the hours of today, which is no longer to come once it is over."""
    aujourdhui = _a_venir_depuis(foyers, mois, maintenant)
    lignes = list(
        lire_consommations(mois, foyers=[foyer.pk for foyer in foyers], aujourdhui=aujourdhui)
    )
    enfants = Enfant.objects.in_bulk({ligne.quoi.enfant for ligne in lignes})
    par_foyer = {foyer.pk: foyer for foyer in foyers}
    payeurs = payeurs_de(par_foyer)
    return [
        _du_foyer(par_foyer[pk], list(siennes), enfants, aujourdhui, payeurs)
        for pk, siennes in groupby(lignes, key=lambda ligne: ligne.quoi.foyer)
    ]


def _a_venir_depuis(foyers: Sequence[Foyer], mois: Mois, maintenant: datetime) -> date:
    aujourdhui = timezone.localdate(maintenant)
    if aujourdhui not in mois:
        return aujourdhui
    siennes = Reservation.objects.filter(foyer__in=foyers, creneau__jour=aujourdhui)
    lues = siennes.select_related("creneau__activite")
    return a_venir_depuis((une.creneau.finit for une in lues), maintenant)


def _du_foyer(
    foyer: Foyer,
    lignes: list[LigneConsommee],
    enfants: dict[int, Enfant],
    jour: date,
    payeurs: Payeurs,
) -> MoisConsomme:
    consommations: dict[tuple[int, int], Consommation] = {}
    paye_ailleurs = False
    for ligne in lignes:
        cle = (ligne.quoi.enfant, ligne.quoi.activite)
        if cle not in consommations:
            consommations[cle] = Consommation(
                enfants[ligne.quoi.enfant], ligne.activite.nom, ligne.quoi.activite
            )
        d_un_tiers = payeurs.du(ligne.quoi.enfant, ligne.quoi.foyer, ligne.jour) is not None
        paye_ailleurs = paye_ailleurs or d_un_tiers
        _ajouter(consommations[cle], ligne, jour, d_un_tiers=d_un_tiers)
    vues = {anomalie for ligne in lignes for anomalie in ligne.raison.anomalies}
    dits = {Anomalie.SANS_TARIF: SANS_TARIF, Anomalie.SANS_QUOTIENT: SANS_QUOTIENT}
    avis = [dit for anomalie, dit in dits.items() if anomalie in vues]
    avis += [PAYE_AILLEURS] if paye_ailleurs else []
    ordre = sorted(
        consommations.values(), key=lambda une: (une.enfant.naissance, une.enfant.pk, une.comptee)
    )
    return MoisConsomme(
        foyer,
        ordre,
        avis,
        a_venir=any(ligne.raison.a_venir for ligne in lignes),
        aidee=any(ligne.prix.parts for ligne in lignes),
    )


def _ajouter(
    une: Consommation, ligne: LigneConsommee, aujourdhui: date, *, d_un_tiers: bool
) -> None:
    if ligne.retard:
        _ajouter_le_retard(une, ligne, d_un_tiers=d_un_tiers)
        return
    une.comptee, une.reservee = ligne.quoi.comptee, une.reservee or ligne.quoi.reservee
    une.nombres[ligne.quoi.unite] = une.nombres.get(ligne.quoi.unite, Decimal(0)) + ligne.nombre
    plusieurs = ligne.quoi.comptee and ligne.quoi.unite in PIECES
    une.presences[ligne.raison.statut] += int(ligne.nombre) if plusieurs else 1
    if not d_un_tiers:
        une.regles |= dict.fromkeys(ligne.raison.calcul["regles"])
    if ligne.prix.montant is not None and not d_un_tiers:
        compte = ligne.raison.facturable or ligne.raison.a_venir
        une.centimes = (une.centimes or 0) + (int(ligne.prix.montant.scaleb(2)) if compte else 0)
    part = PAR_UN_TIERS if d_un_tiers else _part(ligne)
    note = " ".join(filter(None, (ligne.raison.calcul["partage"], ligne.raison.calcul.get("aide"))))
    for le, groupe in groupby(ligne.quoi.creneaux, key=lambda creneau: creneau.jour):
        siens = list(groupe)
        jour = une.jours.setdefault(le, JourConsomme(le))
        jour.creneaux += siens
        jour.quoi = _quoi(ligne, jour.creneaux)
        jour.presences = dire_creneaux(jour.creneaux, aujourdhui, service=ligne.activite.service)
        jour.parts.append(part)
        jour.blocs += 1
        if note:
            jour.dites.append((enumerer(_quoi(ligne, siens)), note))
        part, note = COMPRISE, ""


def _ajouter_le_retard(une: Consommation, ligne: LigneConsommee, *, d_un_tiers: bool) -> None:
    """A late pick-up adds to the price of its day, and says so; it is nothing booked nor taken."""
    jour, part = une.jours[ligne.jour], PAR_UN_TIERS if d_un_tiers else _part(ligne)
    jour.parts.append(part)
    dit = ligne.raison.calcul["phrases"][0]
    if isinstance(part, int):
        une.centimes = (une.centimes or 0) + part
        dit += f" Retard, compris dans ce prix\u00a0: {centimes_en_euros(part)}."
    jour.dites.append(("", dit))


def _part(ligne: LigneConsommee) -> int | str:
    """What stands in the column of prices: cents, or a word."""
    if ligne.raison.statut == Statut.ABSENT_JUSTIFIE or not ligne.prix.quantite:
        return NON_FACTUREE
    if ligne.prix.montant is None:
        return SANS_PRIX
    connu = ligne.raison.facturable or ligne.raison.a_venir
    return int(ligne.prix.montant.scaleb(2)) if connu else EN_ATTENTE


def _quoi(ligne: LigneConsommee, creneaux: Iterable[CreneauConsomme]) -> list[str]:
    if ligne.quoi.comptee:
        return [_unites(ligne.quoi.unite, ligne.nombre)]
    return [nom_de_la_venue(ligne.activite.service, un.moment) for un in creneaux if un.moment]


def _unites(unite: str, combien: Decimal | int) -> str:
    """ "1 repas", "7,5 heures"."""
    un_seul, plusieurs = next((noms for cle, noms in NOMS.items() if cle == unite))
    seul = un_seul.removeprefix("la ").removeprefix("le ").removeprefix("l’")
    return f"{en_nombre(Decimal(combien))} {seul if combien < 2 else plusieurs}"
