"""What the rules must know, read in a fixed number of queries: for the page, the basket and the
engine."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from famille.models import Enfant, Foyer, PeriodeDeGarde, Rattachement
from reservations.models import Activite
from reservations.regles.juge import (
    Bloc,
    Calendrier,
    Delai,
    Faits,
    Garde,
    Moment,
    Unite,
    blocs,
    etendue,
)
from reservations.regles.juge import Creneau as CreneauLu

from .requetes import CRENEAUX, INSCRIPTIONS, INSCRIPTIONS_CHOISIES
from .ville import Ville, lire_la_ville


@dataclass(frozen=True)
class Ligne:
    """One child in one activity, for the household that asks."""

    foyer: Foyer
    enfant: Enfant
    activite: Activite
    faits: Faits
    blocs: list[Bloc]

    def bloc(self, cle: str) -> Bloc | None:
        return next((bloc for bloc in self.blocs if bloc.cle == cle), None)


@dataclass
class Lecture:
    debut: date
    fin: date
    ville: Ville
    lignes: list[Ligne] = field(default_factory=list)

    @property
    def calendrier(self) -> Calendrier:
        return self.ville.calendrier

    def ligne(self, foyer_id: int, enfant_id: int, activite_id: int) -> Ligne | None:
        cle = (foyer_id, enfant_id, activite_id)
        return next(
            (
                ligne
                for ligne in self.lignes
                if (ligne.foyer.pk, ligne.enfant.pk, ligne.activite.pk) == cle
            ),
            None,
        )


def lire(
    foyers: Iterable[Foyer],
    *,
    debut: date,
    fin: date,
    enfants: Iterable[int] | None = None,
    activites: Iterable[int] | None = None,
) -> Lecture:
    """The children of these households in the activities to which they are registered, from `debut`
    to `fin`, widened to whole weeks. `enfants`, `activites`: only those (pks), both or neither.
    Three queries, four when a child has two homes."""
    debut, fin = debut - timedelta(days=debut.weekday()), fin + timedelta(days=6 - fin.weekday())
    inscrits = _inscrits(list(foyers), debut, fin, enfants, activites)
    ouvertes = {activite.pk: activite for inscrit in inscrits for activite in inscrit.activites}
    creneaux, reserves = _creneaux(
        ouvertes, {inscrit.enfant.pk for inscrit in inscrits}, debut, fin
    )
    lecture = Lecture(debut, fin, lire_la_ville(debut, fin))
    groupes = {
        pk: grouper(activite, creneaux[pk].values(), lecture.calendrier)
        for pk, activite in ouvertes.items()
    }
    for inscrit in inscrits:
        for activite, periodes in inscrit.activites.items():
            faits = faits_de(
                inscrit, activite, lecture.ville, tuple(periodes), reserves[inscrit.enfant.pk]
            )
            siens = [bloc for bloc in groupes[activite.pk] if bloc.propose or faits.reserve(bloc)]
            lecture.lignes.append(Ligne(inscrit.foyer, inscrit.enfant, activite, faits, siens))
    return lecture


def lire_bloc(
    foyer: Foyer, enfant_id: int, activite_id: int, cle: str
) -> tuple[Ligne, Bloc] | None:
    """(line, bloc) of this key, or None when this household has nothing of the kind."""
    try:
        debut, fin = etendue(cle)
    except ValueError:
        return None
    lecture = lire([foyer], debut=debut, fin=fin, enfants=[enfant_id], activites=[activite_id])
    ligne = lecture.ligne(foyer.pk, enfant_id, activite_id)
    bloc = ligne and ligne.bloc(cle)
    return (ligne, bloc) if ligne and bloc else None


@dataclass
class _Inscrit:
    """A child in one household: where he is registered, and when he is there."""

    foyer: Foyer
    enfant: Enfant
    activites: dict[Activite, list[tuple[date, date | None]]] = field(default_factory=dict)
    garde: Garde = field(default_factory=Garde)


def _inscrits(foyers, debut, fin, enfants, activites):
    """The children registered in this period, the youngest last; a child who comes twice in a
    household counts once."""
    lignes = _inscriptions(foyers, debut, fin, enfants, activites)
    gardes = _gardes(
        [ligne for ligne in lignes if ligne.garde != Rattachement.Garde.PRINCIPALE], debut, fin
    )
    par_pk = {foyer.pk: foyer for foyer in foyers}
    connus: dict[tuple[int, int], _Inscrit] = {}
    for ligne in lignes:
        cle = (ligne.foyer_id, ligne.enfant_id)
        inscrit = connus.setdefault(cle, _Inscrit(par_pk[ligne.foyer_id], ligne.enfant))
        inscrit.garde = Garde(
            ligne.semaines, tuple(gardes[ligne.rattachement]), ligne.depuis, ligne.jusqu_au
        )
        periodes = inscrit.activites.setdefault(ligne.activite, [])
        if (ligne.debut, ligne.fin) not in periodes:
            periodes.append((ligne.debut, ligne.fin))
    return list(connus.values())


def _inscriptions(foyers, debut, fin, enfants, activites):
    """One row a registration and a stay in a household, which are read together."""
    foyers = tuple(foyer.pk for foyer in foyers)
    if enfants is None or activites is None:
        return INSCRIPTIONS.lire(foyers=foyers, debut=debut, fin=fin)
    return INSCRIPTIONS_CHOISIES.lire(
        foyers=foyers, debut=debut, fin=fin, enfants=tuple(enfants), activites=tuple(activites)
    )


def _gardes(partages, debut, fin):
    """defaultdict stay (pk) → the days that are decided by dates; no query when no child has two
    homes."""
    periodes = defaultdict(list)
    if partages:
        pks = {ligne.rattachement for ligne in partages}
        for periode in PeriodeDeGarde.objects.filter(
            rattachement__in=pks, debut__lte=fin, fin__gte=debut
        ):
            periodes[periode.rattachement_id].append((periode.debut, periode.fin, periode.ici))
    return periodes


def _creneaux(activites, enfants, debut, fin):
    """(activity → pk → the rules' Creneau, child → (household, créneau) pks booked): the créneaux
    of these activities with the bookings of these children, found by their keys and never
    counted."""
    par_activite, par_enfant = defaultdict(dict), defaultdict(list)
    cles = {"activites": tuple(activites), "enfants": tuple(enfants)}
    lignes = CRENEAUX.lire(**cles, debut=debut, fin=fin) if activites else []
    for activite, pk, jour, moment, capacite, prises, ouvert, enfant, foyer in lignes:
        if pk not in par_activite[activite]:
            par_activite[activite][pk] = CreneauLu(
                pk, jour, Moment(moment), capacite, prises, ouvert
            )
        if enfant:
            par_enfant[enfant].append((foyer, pk))
    return par_activite, par_enfant


def grouper(activite, creneaux, calendrier):
    """The blocs of these créneaux of `activite`, in its unit of the day: that of term where nobody
    knows whether there is school. What stands on a day without a unit is not proposed."""
    vacances = Unite(activite.unite_vacances) if activite.unite_vacances else None
    scolaire = Unite(activite.unite_scolaire) if activite.unite_scolaire else None
    return blocs(creneaux, lambda jour: vacances if calendrier.en_vacances(jour) else scolaire)


def faits_de(inscrit, activite, ville, inscriptions, reserves):
    """The rules' Faits of one child there. `reserves`: (household, créneau) pks that are booked for
    him."""
    fiche = getattr(inscrit.enfant, "fiche_sanitaire", None)
    foyer = inscrit.foyer.pk
    return Faits(
        activite=activite.structure.nom,
        naissance=inscrit.enfant.naissance,
        age_min=activite.age_min,
        age_max=activite.age_max,
        calendrier=ville.calendrier,
        delai_reservation=Delai(activite.delai_reservation, activite.jours_ouvres),
        delai_annulation=Delai(activite.delai_annulation, activite.jours_ouvres),
        inscriptions=inscriptions,
        ouvertures=ville.ouvertures_de(activite),
        fermetures=ville.fermetures_pour(activite, inscrit.enfant.naissance),
        fiche_exigee=activite.fiche_exigee,
        fiche_jusqu_au=fiche and fiche.valable_jusqu_au,
        assurance_exigee=activite.assurance_exigee,
        assurance_jusqu_au=fiche and fiche.assurance_fin,
        garde=inscrit.garde,
        reserves=frozenset(creneau for titulaire, creneau in reserves if titulaire == foyer),
        reserves_ailleurs=frozenset(
            creneau for titulaire, creneau in reserves if titulaire != foyer
        ),
    )
