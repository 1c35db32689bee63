"""The prices of a page of blocs, in two queries whatever their number
(docs/comprendre/tarifs.md)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from reservations.regles.juge import Bloc, Moment, Unite, UniteComptee
from reservations.regles.tarifs import Grille, Prix, grille_au, prix

from .faits import FaitsTarifaires, Grilles, GrillesParUnite, lire_faits, lire_grilles

if TYPE_CHECKING:
    from reservations.lecture.lignes import Lecture


# When an activity has no grid of the unit booked: the unit whose grid serves.
_A_DEFAUT = {Unite.SEMAINE: Unite.JOURNEE, Unite.JOURNEE: Unite.DEMI_JOURNEE}


@dataclass(frozen=True)
class APayer:
    """One bloc to price: who pays, for which child, where. `sans_reservation`: he was added on the
    spot."""

    foyer: int
    enfant: int
    activite: int
    structure: int
    bloc: Bloc
    sans_reservation: bool = False

    @property
    def cle(self) -> tuple[int, int, str]:
        return self.enfant, self.activite, self.bloc.cle


def prix_des_blocs(lecture: "Lecture") -> dict[tuple[int, int, str], Prix]:
    """{(child, activity, key of the bloc): Prix} of what a `Lecture` holds. A bloc without a grid
    in force is left out: the sentence for it is `tarifs.SANS_TARIF`."""
    return prix_de(
        APayer(
            ligne.foyer.pk, ligne.enfant.pk, ligne.activite.pk, ligne.activite.structure_id, bloc
        )
        for ligne in lecture.lignes
        for bloc in ligne.blocs
    )


def prix_de(
    a_payer: Iterable[APayer], *, grilles_de: Callable[[Iterable[int]], Grilles] = lire_grilles
) -> dict[tuple[int, int, str], Prix]:
    """The prices of any list of blocs: a basket, a submission. Two queries, none for an empty list.
    `grilles_de`: `les_grilles_montrees` for a price that decides nothing."""
    lignes = list(a_payer)
    if not lignes:
        return {}
    grilles = grilles_de({ligne.activite for ligne in lignes})
    faits = lire_faits({ligne.foyer for ligne in lignes}, {ligne.structure for ligne in lignes})
    return chiffrer(lignes, grilles, faits)


def chiffrer(
    lignes: Iterable[APayer], grilles: Grilles, faits: FaitsTarifaires
) -> dict[tuple[int, int, str], Prix]:
    """`prix_de`, once grids and facts are read. No query."""
    deja: dict[tuple, Prix | None] = {}
    trouves = ((ligne, _un_prix(ligne, grilles, faits, deja)) for ligne in lignes)
    return {ligne.cle: trouve for ligne, trouve in trouves if trouve}


def _un_prix(
    ligne: APayer, grilles: dict[int, Any], faits: FaitsTarifaires, deja: dict[tuple, Prix | None]
) -> Prix | None:
    """The price on the first day of the bloc; `deja` keeps the prices computed, since many days are
    alike."""
    bloc = ligne.bloc
    jour = bloc.debut
    grille, combien = _grille_du(bloc, grilles.get(ligne.activite, {}), jour)
    if grille is None:
        return None
    quotient, membre = faits.quotient(ligne.foyer, jour), faits.membre(ligne.foyer, jour)
    rang = faits.rang(ligne.foyer, ligne.structure, ligne.enfant, jour)
    fini_le = faits.quotient_fini_le(ligne.foyer, jour) if quotient is None else None
    accordees = faits.reductions(ligne.foyer, ligne.structure, ligne.activite, jour)
    cle = (grille.pk, combien, quotient, membre, rang, fini_le, ligne.sans_reservation, accordees)
    if cle not in deja:
        trouve = prix(
            grille,
            quotient=quotient,
            membre=membre,
            rang_enfant=rang,
            sans_reservation=ligne.sans_reservation,
            accordees=accordees,
        )
        deja[cle] = replace(trouve, quotient_fini_le=fini_le).fois(combien)
    return deja[cle]


def _grille_du(bloc: Bloc, grilles: GrillesParUnite, jour: date) -> tuple[Grille | None, int]:
    grille = grille_du(bloc.unite, grilles, jour)
    if grille is None or grille.unite == bloc.unite:
        return grille, 1
    return grille, nombre_d_unites(
        bloc.unite,
        [(creneau.jour, creneau.moment) for creneau in bloc.creneaux],
        grille.unite,
        dict(grille.entiers),
    )


def grille_du(unite: Unite | UniteComptee, grilles: GrillesParUnite, jour: date) -> Grille | None:
    """The grid of this unit, else of the unit it is made of. An activity booked *and* counted is
    priced in its counted unit; of two grids in force, of either kind, the latest begun holds."""
    grille = grille_au(grilles.get(unite, ()), jour)
    if grille is None and unite in _A_DEFAUT:
        grille = grille_au(grilles.get(_A_DEFAUT[Unite(unite)], ()), jour)
    if unite in UniteComptee or grilles.keys().isdisjoint(UniteComptee):
        return grille
    comptees = (une for cle in UniteComptee for une in grilles.get(cle, ()))
    return grille_au((*comptees, *([grille] if grille else ())), jour)


def nombre_d_unites(
    unite: Unite | UniteComptee,
    creneaux: Sequence[tuple[date, Moment]],
    en: Unite | UniteComptee | None = None,
    entiers: Mapping[Moment, int] | None = None,
) -> int:
    """How many units of a grid a bloc holds: the days of a week, the half-days of a day. `en`: the
    grid's unit, when it is one that is counted: a meal a day, a session each part of a day, or as
    many half-hours as each lasts (`entiers`)."""
    if en == UniteComptee.REPAS or (en not in UniteComptee and unite == Unite.SEMAINE):
        return len({jour for jour, _moment in creneaux})
    if en in UniteComptee:
        return sum((entiers or {}).get(moment, 1) for _jour, moment in creneaux)
    return sum(1 + (moment == Moment.JOURNEE) for _jour, moment in creneaux)
