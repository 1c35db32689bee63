"""Readings of the queue: who waits for what, for which créneaux, at which rank."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import F, Q

from famille.models import Foyer
from reservations.models import Attente, Creneau
from reservations.regles.attente import EnFile, rangs
from reservations.regles.juge import Bloc, Moment, Unite, cle_de, etendue

from .lignes import LigneInscription, lire

if TYPE_CHECKING:
    from reservations.models.attente import AttenteQuerySet


SEMAINE = timedelta(days=6)


def touchees(creneaux: Iterable[int]) -> list[Attente]:
    """The waits for a bloc that may hold one of these créneaux (pks), and those of the brothers and
    sisters to be served with them. Two queries, three when there are such brothers; two when nobody
    waits; none without a créneau: most of what is written frees no place."""
    if not (voulus := set(creneaux)):
        return []
    jours = list(
        Creneau.objects.filter(pk__in=voulus).order_by().values_list("activite_id", "jour")
    )
    if not jours:
        return []
    dates = [jour for _activite, jour in jours]
    entre = Q(debut__gte=min(dates) - SEMAINE, debut__lte=max(dates) + SEMAINE)
    proches = _en_attente().filter(entre, activite__in={activite for activite, _jour in jours})
    touchees = [attente for attente in proches if _touche(attente, jours)]
    ensembles = {attente.ensemble for attente in touchees} - {None}
    if ensembles:
        touchees += (
            _en_attente().filter(ensemble__in=ensembles).exclude(pk__in=[a.pk for a in touchees])
        )
    return touchees


def _en_attente() -> "AttenteQuerySet":
    return (
        Attente.objects.filter(etat=Attente.Etat.EN_ATTENTE)
        .select_related("foyer", "enfant")
        .order_by("pk")
    )


def _touche(attente: Attente, jours: list[tuple[int, date]]) -> bool:
    debut, fin = etendue(attente.bloc)
    return any(activite == attente.activite_id and debut <= jour <= fin for activite, jour in jours)


def libres_attendus(jour: date) -> set[int]:
    """Open créneaux (pks) from `jour` on that have a free place and that somebody waits for. Two
    queries, one when nobody waits."""
    attentes = Attente.objects.filter(etat=Attente.Etat.EN_ATTENTE, debut__gte=jour - SEMAINE)
    lus = attentes.order_by().values_list("activite_id", "bloc").distinct()
    voulus = {(activite, bloc) for activite, bloc in lus if etendue(bloc)[1] >= jour}
    if not voulus:
        return set()
    libres = Creneau.objects.filter(
        activite__in={activite for activite, _bloc in voulus},
        jour__in={
            debut + timedelta(days=rang)
            for debut, fin in (etendue(bloc) for _activite, bloc in voulus)
            for rang in range((fin - debut).days + 1)
            if debut + timedelta(days=rang) >= jour
        },
        places__ouvert=True,
        places__prises__lt=F("places__capacite"),
    )
    return {
        pk
        for pk, activite, le, moment in libres.order_by().values_list(
            "pk", "activite_id", "jour", "moment"
        )
        if any((activite, cle_de(unite, le, Moment(moment))) in voulus for unite in Unite)
    }


def creneaux_de(attentes: Iterable[Attente]) -> set[int]:
    """The créneaux (pks) that their blocs may hold, open or not, and those that their offers hold.
    One query."""
    attentes = list(attentes)
    voulus = {(attente.activite_id, *etendue(attente.bloc)) for attente in attentes}
    if not voulus:
        return set()
    condition = reduce(
        or_, (Q(activite=qui, jour__gte=debut, jour__lte=fin) for qui, debut, fin in voulus)
    )
    trouves = set(Creneau.objects.filter(condition).order_by().values_list("pk", flat=True))
    return trouves.union(*(attente.creneaux for attente in attentes))


def a_verrouiller(creneaux: Iterable[int]) -> set[int]:
    """These créneaux and all those that serving their queues may touch: a writer locks them before
    it frees places."""
    creneaux = set(creneaux)
    return creneaux | creneaux_de(touchees(creneaux))


def lire_blocs(attentes: Iterable[Attente]) -> dict[int, tuple[LigneInscription, Bloc]]:
    """{pk: (line, bloc)} of these waits, read now; without children who are no longer
    registered."""
    attentes = list(attentes)
    if not attentes:
        return {}
    bornes = [etendue(attente.bloc) for attente in attentes]
    lecture = lire(
        list({attente.foyer_id: attente.foyer for attente in attentes}.values()),
        debut=min(debut for debut, _fin in bornes),
        fin=max(fin for _debut, fin in bornes),
        enfants={attente.enfant_id for attente in attentes},
        activites={attente.activite_id for attente in attentes},
    )
    lignes = {
        (ligne.foyer.pk, ligne.enfant.pk, ligne.activite.pk): ligne for ligne in lecture.lignes
    }
    trouves = {}
    for attente in attentes:
        ligne = lignes.get((attente.foyer_id, attente.enfant_id, attente.activite_id))
        bloc = ligne.bloc(attente.bloc) if ligne else None
        if ligne and bloc:
            trouves[attente.pk] = (ligne, bloc)
    return trouves


def rangs_de(attentes: Iterable[Attente]) -> dict[int, int]:
    """{pk: rank} of these waits. One query reads their queues; a second one when brothers and
    sisters wait together, since they may wait elsewhere too."""
    return rangs_des_files({(attente.activite_id, attente.bloc) for attente in attentes})


def rangs_des_files(listes: Collection[tuple[int, str]]) -> dict[int, int]:
    """{pk: rank} of all the waits of these queues (activity, bloc)."""
    if not listes:
        return {}
    attendent = Attente.objects.filter(etat=Attente.Etat.EN_ATTENTE).order_by()
    colonnes = attendent.values_list("pk", "ensemble", "activite_id", "bloc")
    # Two queries, each with its index: an "or" would read all the waits.
    lignes = set(
        colonnes.filter(reduce(or_, (Q(activite=activite, bloc=bloc) for activite, bloc in listes)))
    )
    if ensembles := {ensemble for _pk, ensemble, _activite, _bloc in lignes} - {None}:
        lignes |= set(colonnes.filter(ensemble__in=ensembles))
    return rangs(
        EnFile(pk, ensemble=ensemble, liste=(activite, bloc))
        for pk, ensemble, activite, bloc in lignes
    )


def attentes_des(
    foyers: list[Foyer], *, debut: date, fin: date
) -> dict[tuple[int, int, int, str], Attente]:
    """{(household, child, activity, key of the bloc): Attente} in force for blocs from `debut` to
    `fin`. One query."""
    lignes = Attente.objects.en_cours().filter(
        foyer__in=foyers, debut__gte=debut - SEMAINE, debut__lte=fin
    )
    return {(a.foyer_id, a.enfant_id, a.activite_id, a.bloc): a for a in lignes}
