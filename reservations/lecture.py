"""What the rules must know, read in a fixed number of queries: for the page, the basket and the engine."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q

from famille.models import Enfant, Foyer, PeriodeDeGarde, Rattachement

from .lecture_ville import Ville, lire_la_ville
from .models import Activite, Creneau, Inscription, Reservation
from .regles import Bloc, Calendrier, Delai, Faits, Garde, Moment, Unite, blocs, etendue
from .regles import Creneau as CreneauLu


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
            (ligne for ligne in self.lignes if (ligne.foyer.pk, ligne.enfant.pk, ligne.activite.pk) == cle), None
        )


def lire(
    foyers: Iterable[Foyer],
    *,
    debut: date,
    fin: date,
    enfants: Iterable[int] | None = None,
    activites: Iterable[int] | None = None,
) -> Lecture:
    """The children of these households in the activities to which they are registered, from `debut` to `fin`, widened
    to whole weeks. Six queries at most, whatever the volume. `enfants`, `activites`: only those (pks).
    """
    debut, fin = debut - timedelta(days=debut.weekday()), fin + timedelta(days=6 - fin.weekday())
    rattachements = _rattachements(foyers, debut, fin, enfants)
    inscriptions = _inscriptions({r.enfant_id for r in rattachements}, debut, fin, activites)
    ouvertes = {inscription.activite_id: inscription.activite for inscription in inscriptions}
    creneaux = _creneaux(ouvertes, debut, fin)
    reserves = _reserves({i.enfant_id for i in inscriptions}, [c.pk for liste in creneaux.values() for c in liste])
    lecture = Lecture(debut, fin, lire_la_ville(debut, fin))
    par_couple = defaultdict(list)
    for inscription in inscriptions:
        par_couple[inscription.enfant_id, inscription.activite_id].append((inscription.debut, inscription.fin))
    groupes = {pk: _blocs(activite, creneaux[pk], lecture.calendrier) for pk, activite in ouvertes.items()}
    for rattachement in rattachements:
        for (enfant_id, activite_id), periodes in par_couple.items():
            if enfant_id == rattachement.enfant_id:
                activite = ouvertes[activite_id]
                faits = _faits(rattachement, activite, lecture.ville, tuple(periodes), reserves[enfant_id])
                ligne = Ligne(rattachement.foyer, rattachement.enfant, activite, faits, groupes[activite_id])
                lecture.lignes.append(ligne)
    return lecture


def lire_bloc(foyer: Foyer, enfant_id: int, activite_id: int, cle: str) -> tuple[Ligne, Bloc] | None:
    """(line, bloc) of this key, or None when this household has nothing of the kind."""
    try:
        debut, fin = etendue(cle)
    except ValueError:
        return None
    lecture = lire([foyer], debut=debut, fin=fin, enfants=[enfant_id], activites=[activite_id])
    ligne = lecture.ligne(foyer.pk, enfant_id, activite_id)
    bloc = ligne and ligne.bloc(cle)
    return (ligne, bloc) if ligne and bloc else None


def _rattachements(foyers, debut, fin, enfants):
    """Those that touch the period, the youngest child last; a child who comes twice in a household counts once."""
    lignes = Rattachement.objects.filter(Q(fin=None) | Q(fin__gte=debut), foyer__in=list(foyers), debut__lte=fin)
    if enfants is not None:
        lignes = lignes.filter(enfant__in=enfants)
    lignes = lignes.select_related("enfant__fiche_sanitaire", "foyer").order_by("enfant__naissance", "enfant", "debut")
    rattachements = list({(r.foyer_id, r.enfant_id): r for r in lignes}.values())
    partages = [r.pk for r in rattachements if r.garde != Rattachement.Garde.PRINCIPALE]
    periodes = defaultdict(list)
    if partages:
        for periode in PeriodeDeGarde.objects.filter(rattachement__in=partages, debut__lte=fin, fin__gte=debut):
            periodes[periode.rattachement_id].append((periode.debut, periode.fin, periode.ici))
    for rattachement in rattachements:
        rattachement.jours_de_garde = Garde(
            rattachement.semaines, tuple(periodes[rattachement.pk]), rattachement.debut, rattachement.fin
        )
    return rattachements


def _inscriptions(enfants, debut, fin, activites):
    lignes = Inscription.objects.filter(
        Q(fin=None) | Q(fin__gte=debut), enfant__in=enfants, debut__lte=fin, activite__active=True
    )
    if activites is not None:
        lignes = lignes.filter(activite__in=activites)
    return list(lignes.select_related("activite__structure").order_by("activite__structure__nom", "activite__nom"))


def _creneaux(activites, debut, fin):
    """defaultdict activity (pk) → list of the rules' Creneau."""
    lignes = Creneau.objects.filter(activite__in=list(activites), jour__gte=debut, jour__lte=fin)
    lignes = lignes.values_list(
        "activite_id", "pk", "jour", "moment", "places__capacite", "places__prises", "places__ouvert"
    )
    par_activite = defaultdict(list)
    for activite, pk, jour, moment, capacite, prises, ouvert in lignes.order_by():
        par_activite[activite].append(CreneauLu(pk, jour, Moment(moment), capacite, prises, ouvert))
    return par_activite


def _reserves(enfants, creneaux):
    """defaultdict child (pk) → list of (household, créneau) pks: filtered by the créneaux just read, never counted."""
    lignes = Reservation.objects.filter(enfant__in=enfants, creneau__in=creneaux)
    par_enfant = defaultdict(list)
    for enfant, foyer, creneau in lignes.order_by().values_list("enfant_id", "foyer_id", "creneau_id"):
        par_enfant[enfant].append((foyer, creneau))
    return par_enfant


def _blocs(activite, creneaux, calendrier):
    vacances = Unite(activite.unite_vacances) if activite.unite_vacances else None
    scolaire = Unite(activite.unite_scolaire) if activite.unite_scolaire else None
    return blocs(creneaux, lambda jour: vacances if calendrier.en_vacances(jour) else scolaire)


def _faits(rattachement, activite, ville, inscriptions, reserves):
    fiche = getattr(rattachement.enfant, "fiche_sanitaire", None)
    foyer = rattachement.foyer_id
    return Faits(
        activite=activite.structure.nom,
        naissance=rattachement.enfant.naissance,
        age_min=activite.age_min,
        age_max=activite.age_max,
        calendrier=ville.calendrier,
        delai_reservation=Delai(activite.delai_reservation, activite.jours_ouvres),
        delai_annulation=Delai(activite.delai_annulation, activite.jours_ouvres),
        inscriptions=inscriptions,
        ouvertures=ville.ouvertures_de(activite),
        fermetures=ville.fermetures_pour(activite, rattachement.enfant.naissance),
        fiche_exigee=activite.fiche_exigee,
        fiche_jusqu_au=fiche and fiche.valable_jusqu_au,
        assurance_exigee=activite.assurance_exigee,
        assurance_jusqu_au=fiche and fiche.assurance_fin,
        garde=rattachement.jours_de_garde,
        reserves=frozenset(creneau for titulaire, creneau in reserves if titulaire == foyer),
        reserves_ailleurs=frozenset(creneau for titulaire, creneau in reserves if titulaire != foyer),
    )
