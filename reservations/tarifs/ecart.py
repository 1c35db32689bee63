"""What an unknown quotient costs a family, in euros: out of the grids of the activities where its
children may go (G17)."""

from collections.abc import Iterable
from datetime import date

from django.core.cache import caches
from django.utils import timezone

from famille.models import AdresseFoyer, Enfant, Foyer
from reservations.models import Activite
from reservations.regles.tarifs import Ecart, ecart, grille_au

from .faits import (
    A_PERSONNE,
    FaitsTarifaires,
    Grilles,
    lire_ce_qui_est_accorde_a_tous,
    lire_grilles,
)

CLE = "activites-et-grilles"


def dire_l_ecart_de_prix(foyer: Foyer, enfants: Iterable[Enfant]) -> str:
    """The sentence of the widest gap, "" where a quotient would change no price. One query, three
    more every few seconds: the grids are the same for all."""
    jour = timezone.localdate()
    ages = {enfant.age for enfant in enfants}
    membre = _membre(foyer, jour)
    trouves = [un for un in _ecarts(ages, jour, membre=membre) if un.haut > un.bas]
    return max(trouves, key=lambda un: un.haut - un.bas).phrase if trouves else ""


def _ecarts(ages: set[int], jour: date, *, membre: bool) -> Iterable[Ecart]:
    lus = caches["proche"].get_or_set(CLE, _lire)
    if not lus:
        return
    activites, grilles, faits = lus
    for pk, structure, lieu, age_min, age_max in activites:
        if any(age_min <= age <= age_max for age in ages):
            accordees = faits.reductions(A_PERSONNE, structure, pk, jour)
            en_vigueur = (grille_au(des_unites, jour) for des_unites in grilles[pk].values())
            yield from (
                ecart(grille, lieu, membre=membre, accordees=accordees)
                for grille in en_vigueur
                if grille
            )


def _lire() -> tuple[list[tuple[int, int, str, int, int]], Grilles, FaitsTarifaires]:
    champs = ("pk", "structure", "structure__nom", "age_min", "age_max")
    activites = list(Activite.objects.actives().values_list(*champs))
    if not activites:
        return [], {}, FaitsTarifaires()
    lues = lire_grilles(pk for pk, *_reste in activites)
    grilles = {pk: dict(lues.get(pk, {})) for pk, *_reste in activites}
    return activites, grilles, lire_ce_qui_est_accorde_a_tous()


def _membre(foyer: Foyer, jour: date) -> bool:
    """Whether it lives in the agglomeration; without an address it is not known to."""
    return any(
        AdresseFoyer.objects.filter(foyer=foyer, depuis__lte=jour)
        .order_by("-depuis", "-pk")
        .values_list("dans_agglomeration", flat=True)[:1]
    )
