"""A day's queue: its places, and who waits in it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from reservations.lecture.file_attente import rangs_des_files
from reservations.lecture.presences_dites import nom_de_ce_qui_est_pris
from reservations.models import Activite, Attente, Creneau
from reservations.regles.dire import quand
from reservations.regles.juge import Moment, Unite, cle_de, etendue

Cle = tuple[int, str]  # of a queue: (activity, bloc)


@dataclass(frozen=True)
class File:
    """One day of one activity: `libres` places are free on the fullest of its créneaux, None when
    it has none left. `restent`: how many of it are not shown."""

    activite: Activite
    bloc: str
    libres: int | None
    capacite: int
    ouvert: bool
    restent: int = 0

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


@dataclass(frozen=True)
class PartDeFile:
    """Some of the children of a queue, from the place `debut`, so many at most. `entiere`: the
    others are on other pages, and none is left out."""

    cle: Cle
    debut: int
    nombre: int
    entiere: bool = False


def lire_les_enfants(lignes: QuerySet[Attente], morceaux: list[PartDeFile]) -> list[EnfantEnFile]:
    """Those of `lignes` who are in these parts of queues, in their order, with their true ranks:
    who is offered a place, then the ranks. Four queries; of those who are not shown only the place
    is read."""
    cles = {un.cle for un in morceaux}
    if not cles:
        return []
    rangs = rangs_des_files(cles)
    files = _dans_l_ordre(lignes, cles, rangs)
    montrees = {un: files[un.cle][un.debut : un.debut + un.nombre] for un in morceaux}
    lues = Attente.objects.select_related("enfant", "foyer", "activite__structure").in_bulk(
        [pk for siennes in montrees.values() for pk in siennes]
    )
    places = _places(cles)
    enfants: list[EnfantEnFile] = []
    for morceau, siennes in montrees.items():
        restent = 0 if morceau.entiere else len(files[morceau.cle]) - len(siennes)
        # one may have left, and a queue have emptied, since it was found
        trouvees = [lues[pk] for pk in siennes if pk in lues]
        if trouvees:
            file = File(trouvees[0].activite, morceau.cle[1], *places[morceau.cle], restent)
            enfants += [EnfantEnFile(une, rangs.get(une.pk), file) for une in trouvees]
    return enfants


def _dans_l_ordre(
    lignes: QuerySet[Attente], cles: set[Cle], rangs: dict[int, int]
) -> dict[Cle, list[int]]:
    """{queue: keys of its children}: those who are offered a place first, then the ranks."""
    par_file = defaultdict(list)
    trouvees = lignes.filter(
        activite__in={activite for activite, _bloc in cles},
        bloc__in={bloc for _activite, bloc in cles},
    )
    for pk, activite, bloc in trouvees.order_by("pk").values_list("pk", "activite", "bloc"):
        par_file[activite, bloc].append(pk)
    return {cle: sorted(par_file[cle], key=lambda pk: (rangs.get(pk, 0), pk)) for cle in cles}


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
        libres = capacite - prises
        for unite in Unite if ouvert else ():
            cle = activite, cle_de(unite, jour, Moment(moment))
            if cle in trouvees and ((deja := trouvees[cle][0]) is None or libres < deja):
                trouvees[cle] = (libres, capacite, True)
    return trouvees
