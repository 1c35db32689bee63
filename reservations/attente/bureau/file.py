"""A day's queue: its places, and who waits in it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from reservations.lecture.file_attente import rangs_de
from reservations.lecture.presences_dites import nom_de_ce_qui_est_pris
from reservations.models import Activite, Attente, Creneau
from reservations.regles.dire import quand
from reservations.regles.juge import Moment, Unite, cle_de, etendue

Cle = tuple[int, str]  # of a queue: (activity, bloc)


@dataclass(frozen=True)
class File:
    """One day of one activity: `libres` places are free on the fullest of its créneaux, None when
    it has none left."""

    activite: Activite
    bloc: str
    libres: int | None
    capacite: int
    ouvert: bool

    @property
    def libelle(self) -> str:
        return dire_le_jour(self.bloc, self.activite.service)


def dire_le_jour(bloc: str, service: str) -> str:
    """ "mercredi 9 décembre 2026, matin", "lundi 30 novembre 2026, garderie du soir"."""
    moment = nom_de_ce_qui_est_pris(service, bloc)
    jour = f"{quand(bloc)} {etendue(bloc)[0].year}"
    return f"{jour}, {moment}" if moment != "semaine" else jour


@dataclass(frozen=True)
class EnfantEnFile:
    """One child of a queue; `rang` None once a place is offered to him."""

    attente: Attente
    rang: int | None
    file: File


def lire_la_file(attente: Attente) -> File:
    """The places of this one's day. One query."""
    cle = attente.activite_id, attente.bloc
    return File(attente.activite, attente.bloc, *_places([cle])[cle])


def lire_les_enfants(lignes: QuerySet[Attente], cles: Iterable[Cle]) -> list[EnfantEnFile]:
    """Those of `lignes` who are in these queues, in their order, with their
    true ranks. Four queries."""
    cles = list(cles)
    if not cles:
        return []
    lues = lignes.filter(
        activite__in={activite for activite, _bloc in cles},
        bloc__in={bloc for _activite, bloc in cles},
    )
    par_file = defaultdict(list)
    for attente in lues.select_related("enfant", "foyer", "activite__structure").order_by("pk"):
        par_file[attente.activite_id, attente.bloc].append(attente)
    trouvees = [attente for cle in cles for attente in par_file[cle]]
    rangs = rangs_de(une for une in trouvees if une.etat == Attente.Etat.EN_ATTENTE)
    places = _places(cles)
    enfants = []
    for cle in filter(par_file.get, cles):  # one may have emptied since it was found
        file = File(par_file[cle][0].activite, cle[1], *places[cle])
        siens = [EnfantEnFile(une, rangs.get(une.pk), file) for une in par_file[cle]]
        enfants += sorted(siens, key=_ordre)
    return enfants


def _ordre(enfant: EnfantEnFile) -> tuple[int, int]:
    """Those who are offered a place first, then the ranks."""
    return enfant.rang or 0, enfant.attente.pk


def _places(cles: Iterable[Cle]) -> dict[Cle, tuple[int | None, int, bool]]:
    """{(activity, bloc): (free places, capacity, open)} of the fullest créneau of each. One
    query."""
    bornes = [etendue(bloc) for _activite, bloc in cles]
    creneaux = Creneau.objects.filter(
        activite__in={activite for activite, _bloc in cles},
        jour__gte=min(debut for debut, _fin in bornes),
        jour__lte=max(fin for _debut, fin in bornes),
    ).order_by()
    trouvees: dict[tuple[int, str], tuple[int | None, int, bool]] = dict.fromkeys(
        cles, (None, 0, False)
    )
    for activite, jour, moment, capacite, prises, ouvert in creneaux.values_list(
        "activite", "jour", "moment", "places__capacite", "places__prises", "places__ouvert"
    ):
        for unite in Unite:
            cle = activite, cle_de(unite, jour, Moment(moment))
            if ouvert and cle in trouvees and _plus_plein(capacite - prises, trouvees[cle][0]):
                trouvees[cle] = (capacite - prises, capacite, True)
    return trouvees


def _plus_plein(libres: int, deja: int | None) -> bool:
    return deja is None or libres < deja
