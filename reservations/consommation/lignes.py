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

from famille.models import Service
from famille.socle.dire import du_au, en_jour
from reservations.lecture.filtres import Mois
from reservations.lecture.presences_dites import enumerer_les_venues, nom_de_la_venue
from reservations.lecture.ville import lire_la_ville
from reservations.regles.accueil.retard import Retard, dire_le_tarif, prix_du_retard
from reservations.regles.accueil.temps import PAS, dire_le_temps, temps_passe, unites_entieres
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
from .aides import Droits, PartDite, lire_les_droits
from .chiffrage import Chiffrage, anomalies, montant
from .journees import lire_ailleurs, reunir
from .lecture import ActiviteLue, Consomme
from .retards import Portes, lire_les_portes, retards_de, retards_des_portes

ZERO = Decimal("0.00")
UNE_SEMAINE = timedelta(weeks=1)  # a bloc may begin in one month and end in another
PAR_LOT = 500  # households of one reading


@dataclass(slots=True)
class PrixDeLigne:
    """How much: `quantite` × `unitaire` = `montant`, in euros: what is charged; an estimate while
    it is to come; 0 when excused, None without a tariff. `dont_absence`, `dont_repas`: the part of
    `montant` charged for an absence, the part that pays a meal. `non_consommee`: the price of what
    is booked and not used, in percent. `parts`: what others pay of it; `montant`,
    `dont_absence` and `dont_repas` are then what is left to the household."""

    quantite: Decimal
    unite: str
    unitaire: Decimal | None = None
    montant: Decimal | None = None
    non_consommee: Decimal = CENT
    dont_absence: Decimal = ZERO
    dont_repas: Decimal = ZERO
    parts: tuple[PartDite, ...] = ()

    @property
    def aide(self) -> Decimal:
        """The part that payers pay, in euros."""
        return sum((part.montant for part in self.parts), ZERO)


@dataclass(slots=True)
class RaisonDuPrix:
    """Why: `facturable`: it can be charged today, else `motif` says why not. `anomalies`: what
    agents should look at. `calcul` (JSON's own types, `phrases` for people) is shared between
    lines: copy it before changing it."""

    statut: Statut
    facturable: bool
    calcul: dict
    motif: str = ""
    a_venir: bool = False
    anomalies: tuple[Anomalie, ...] = ()


@dataclass(slots=True)
class LigneConsommee:
    """One bloc booked or one count: what, how much, why. `nombre`: of the bloc or the count itself,
    where `prix.quantite` is the tariff's. `retard`: a late pick-up, beside the line of its day."""

    quoi: Consomme
    activite: ActiviteLue
    jour: date
    libelle: str
    nombre: Decimal
    prix: PrixDeLigne
    raison: RaisonDuPrix
    retard: bool = False


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
            deduire_avant(droits, mois, toutes, jour)
            entiere = lecture if voulues is toutes else _Lecture(mois, toutes, jour)
            lignes = droits.deduire(list(entiere.lignes(droits.foyers)))
            yield from (une for une in lignes if une.quoi.activite in voulues)


def lignes_du_mois(
    mois: Mois, foyers: Sequence[int], activites: dict[int, ActiviteLue], jour: date
) -> list[LigneConsommee]:
    """The lines at their full price, before the parts of payers."""
    return list(_Lecture(mois, activites, jour).lignes(foyers))


def deduire_avant(
    droits: Droits, mois: Mois, activites: dict[int, ActiviteLue], jour: date
) -> None:
    """Deduct from the payers' ceilings what the months before this one have used."""
    plafonnes, avant = droits.plafonnes_avant(mois)
    for un in avant:
        droits.deduire(lignes_du_mois(un, plafonnes, activites, jour))


class _Lecture:
    """One reading, with what it reads once: activities, calendar, grids, the town's choice."""

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
        reserves = list(
            lues.lire_reserves(
                self.mois, foyers, self.activites, self.calendrier, self._unite_du_jour
            )
        )
        voulues = [un for un in reserves if un.activite in self.du_soir or un.unite in PAS]
        activites = {un.activite for un in voulues}
        portes = (
            lire_les_portes(self.mois, {un.enfant for un in voulues}, activites) if voulues else {}
        )
        reserves = [self._au_temps(un, portes) for un in reserves]
        consommes = list(self._consommes(foyers, reserves))
        if not consommes:
            return
        # stable: the order of the readings stays inside a household
        consommes.sort(key=attrgetter("foyer"))
        faits = lire_faits(foyers, self.structures)
        retards = retards_des_portes(portes, self.du_soir)
        for un in consommes:
            ligne = self._ligne(un, faits)
            yield ligne
            for jour, retard in retards_de(un, retards):
                yield from self._ligne_du_retard(ligne, un, jour, retard)

    @cached_property
    def du_soir(self) -> dict[int, time | None]:
        """The activities where some grid prices a late pick-up, with the end of their morning."""
        return {pk: self.activites[pk].midi for pk in self.chiffrage.payant_les_retards()}

    def _au_temps(self, un: Consomme, portes: Portes) -> Consomme:
        """`un`, with the hours noted for each part of the day, where the time spent is billed."""
        if not un.par_jour or un.unite not in PAS:
            return un
        unite, jour = UniteComptee(un.unite), un.creneaux[0].jour
        siennes = portes.get((un.enfant, un.activite, jour), {})
        creneaux = []
        for creneau in un.creneaux:
            moment = creneau.moment or Moment.JOURNEE
            plage = self.activites[un.activite].plage(moment)
            temps = None
            if creneau.presence == Statut.PRESENT:
                temps = temps_passe(PAS[unite], plage, siennes.get(moment), jour)
            entier = self._entier(un.activite, unite, moment)
            creneaux.append(replace(creneau, entier=entier, temps=temps))
        return un.avec(tuple(creneaux))

    def _entier(self, activite: int, unite: UniteComptee, moment: Moment) -> int:
        """The most units of a part of the day."""
        if unite not in PAS:
            return 1
        return unites_entieres(PAS[unite], self.activites[activite].plage(moment))

    def _ligne_du_retard(
        self, ligne: LigneConsommee, un: Consomme, jour: date, retard: Retard
    ) -> Iterator[LigneConsommee]:
        """The line of a late pick-up, beside the booking's: one at most for a child, an activity
        and a day; none where the grid asks nothing."""
        grille = self.chiffrage.grille(un.activite, un.unite, jour)
        du = prix_du_retard(grille, retard.minutes)
        if grille is None or du is None:
            return
        phrases = [retard.phrase, dire_le_tarif(grille)]
        ce_jour = tuple(creneau for creneau in un.creneaux if creneau.jour == jour)
        source = f"retard:{un.foyer}:{un.enfant}:{un.activite}:{jour.isoformat()}"
        yield LigneConsommee(
            replace(un, creneaux=ce_jour, source=source),
            ligne.activite,
            jour,
            f"{ligne.activite.nom}, départ après la fermeture",
            du.quantite,
            PrixDeLigne(du.quantite, du.unite, du.prix_unitaire, du.montant),
            RaisonDuPrix(
                Statut.PRESENT,
                facturable=True,
                calcul={"phrases": phrases, "regles": [], "partage": "", "retard": du.dit},
            ),
            retard=True,
        )

    def _consommes(self, foyers: Sequence[int], reserves: list[Consomme]) -> Iterator[Consomme]:
        """Blocs and counts; days for an activity booked *and* counted (two queries more)."""
        comptes = list(lues.lire_comptes(self.mois, foyers, self.activites))
        doubles = {
            pk: UniteComptee(activite.unite_comptee)
            for pk, activite in self.activites.items()
            if activite.reservee_et_comptee
        }
        if not doubles:
            yield from (*reserves, *comptes)
            return
        yield from (un for un in reserves if not un.par_jour)
        jours = [un for un in reserves if un.par_jour]
        des_jours = [un for un in comptes if un.activite in doubles]
        enfants = {un.enfant for un in (*jours, *des_jours)}
        if enfants:
            ailleurs = lire_ailleurs(self.mois, foyers, enfants, doubles, self._entier)
            yield from reunir(jours, des_jours, ailleurs, self._reservable)
        yield from (un for un in comptes if un.activite not in doubles)

    def _unite_du_jour(
        self, activite: ActiviteLue, unite: Unite, jour: date
    ) -> UniteComptee | None:
        """The unit in which a booked day is also counted; None where it is only booked. It is the
        unit of the grid in force, so that a new unit begins with its grid; without a grid, the
        activity's."""
        if not activite.reservee_et_comptee:
            return None
        grille = self.chiffrage.grille(activite.pk, unite, jour)
        if grille is None:
            return UniteComptee(activite.unite_comptee)
        return UniteComptee(grille.unite) if grille.unite in UniteComptee else None

    def _reservable(self, activite: int, jour: date) -> bool:
        return bool(self.activites[activite].unite_du(self.calendrier, jour))

    def _ligne(self, un: Consomme, faits: FaitsTarifaires) -> LigneConsommee:
        activite = self.activites[un.activite]
        compte = self.chiffrage.juger_le_jour(un) if un.par_jour else None
        jugement = compte.jugement if compte else self.chiffrage.juger(un)
        trouve, calcul = self.chiffrage.prix(un, activite, faits)
        du = montant(un, jugement, trouve, compte)
        part = trouve.non_consommee if trouve else CENT
        de_plus = compte.phrase(part) if compte else ""
        de_plus = " ".join(filter(None, [de_plus, _temps_dit(activite, un)]))
        nombre = (compte and compte.unites) or un.nombre or Decimal(1)
        rien = du is not None and not du.quantite
        prix = PrixDeLigne(nombre, un.unite, non_consommee=part)
        if du:
            prix = PrixDeLigne(
                du.quantite,
                du.unite,
                du.prix_unitaire,
                du.montant,
                part,
                _dont_absence(du, jugement, compte, part),
                part_du_repas(du.montant, trouve.part_repas) if trouve else ZERO,
            )
        raison = RaisonDuPrix(
            jugement.statut,
            facturable=jugement.facturable and du is not None and not rien,
            calcul=self.chiffrage.calcul(calcul, jugement, de_plus),
            motif=jugement.motif or ("" if du else SANS_TARIF) or (de_plus if rien else ""),
            a_venir=jugement.a_venir,
            anomalies=anomalies(jugement, trouve, a_accepter=un.a_accepter),
        )
        libelle = _libelle(activite, un, compte, part)
        return LigneConsommee(un, activite, un.creneaux[0].jour, libelle, nombre, prix, raison)


def _temps_dit(lue: ActiviteLue, un: Consomme) -> str:
    parts = [
        (nom_de_la_venue(lue.service, creneau.moment or Moment.JOURNEE), creneau.temps)
        for creneau in un.creneaux
        if creneau.temps
    ]
    return dire_le_temps(UniteComptee(un.unite), parts) if parts else ""


def _dont_absence(
    du: Montant, jugement: JourFacturable, compte: JourCompte | None, part: Decimal
) -> Decimal:
    if compte is None:
        return part_d_absence(du.montant, jugement)
    return Montant(compte.non_pris(part), du.unite, du.prix_unitaire).montant


def _libelle(lue: ActiviteLue, un: Consomme, compte: JourCompte | None, part: Decimal) -> str:
    """ "La Valla · Accueil de loisirs, matin"; a week says its days; a day that is booked and
    counted, the parts it is made of; a count alone, or a meal, its activity."""
    activite = lue.nom
    moment = un.creneaux[0].moment
    if un.sur_place and un.nombre is not None:
        return f"{activite}, pris sans réservation"
    if moment is None or lue.service == Service.RESTAURATION:
        return activite
    if compte is not None:
        parties = enumerer_les_venues(_parties(lue, un, compte, part))
        return f"{activite}, {parties}" if parties else activite
    if un.unite == Unite.SEMAINE:
        debut, fin = un.creneaux[0].jour, un.creneaux[-1].jour
        return (
            f"{activite}, semaine"
            f" {'réduite au ' + en_jour(fin) if debut == fin else du_au(debut, fin)}"
        )
    partie = moment if un.unite == Unite.DEMI_JOURNEE else Moment.JOURNEE
    return f"{activite}, {nom_de_la_venue(lue.service, partie)}"


def _parties(lue: ActiviteLue, un: Consomme, compte: JourCompte, part: Decimal) -> list[str]:
    """The parts of a day that are charged; none where a file has counted another number, since it
    does not say which."""
    gratuits = {Statut.ABSENT_JUSTIFIE} if part else {Statut.ABSENT_JUSTIFIE, Statut.ABSENT}
    dus = [une for une in un.creneaux if une.presence not in gratuits]
    unites = compte.unites if part else compte.quantite(part)
    if un.unite == UniteComptee.REPAS or sum(une.unites for une in dus) != unites:
        return []
    return [
        nom_de_la_venue(lue.service, une.moment)
        for une in dus
        if une.moment and une.moment != Moment.JOURNEE
    ]
