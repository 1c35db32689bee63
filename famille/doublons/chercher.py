"""The whole town's list, made anew each night: who may be one person in two files."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import batched, combinations
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from rapidfuzz.distance import JaroWinkler

from famille.models import Doublon, Enfant, Responsable
from famille.regles.doublons import PRENOM, comparer, mots_du_nom
from famille.socle.pages_de_cles import par_pages

from .actions import noter_la_paire
from .lecture import (
    avec_leur_foyer,
    avec_leurs_foyers,
    identite_d_adulte,
    identite_d_enfant,
)

if TYPE_CHECKING:
    from datetime import date

LOT = 300  # pairs read at once
GROUPE_MAX = 400  # people of one telephone or door: beyond, it is an institution's


def chercher_les_doublons() -> int:
    """How many pairs are to be looked at. Those that no longer look alike leave the list; what
    agents have set aside stays so."""
    debut = timezone.now()
    for paires, relire, identite in (
        (_paires_d_enfants(), _enfants, identite_d_enfant),
        (_paires_d_adultes(), _adultes, identite_d_adulte),
    ):
        for lot in batched(sorted(paires), LOT):
            lus = relire({cle for paire in lot for cle in paire})
            for une, autre in lot:
                if une in lus and autre in lus:
                    ressemblance = comparer(identite(lus[une]), identite(lus[autre]))
                    if ressemblance:
                        noter_la_paire(lus[une], lus[autre], ressemblance)
    Doublon.objects.a_voir().filter(vu_le__lt=debut).delete()
    return Doublon.objects.a_voir().count()


def _enfants(cles: Iterable[int]) -> dict[int, Any]:
    lus = avec_leurs_foyers(Enfant.objects.filter(pk__in=list(cles), fusionne_dans=None))
    return {enfant.pk: enfant for enfant in lus}


def _adultes(cles: Iterable[int]) -> dict[int, Any]:
    lus = avec_leur_foyer(Responsable.objects.filter(pk__in=list(cles)))
    return {adulte.pk: adulte for adulte in lus}


def _paires_d_enfants() -> set[tuple[int, int]]:
    """Those born on one day whose first names, or whole names, look alike."""
    nes: dict[date, list[tuple[int, str, str]]] = defaultdict(list)
    lus = Enfant.objects.filter(fusionne_dans=None).order_by("pk")
    for page in par_pages(lus.only("prenom", "nom", "naissance")):
        for enfant in page:
            nes[enfant.naissance].append(
                (enfant.pk, mots_du_nom(enfant.prenom), mots_du_nom(enfant.nom))
            )
    return {paire for lot in nes.values() for paire in _proches(lot)}


def _paires_d_adultes() -> set[tuple[int, int]]:
    """Those of one telephone, or of one door, whose first names look alike; a person with one
    account in two households is no duplicate."""
    groupes: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
    comptes: dict[int, int | None] = {}
    for page in par_pages(avec_leur_foyer(Responsable.objects.order_by("pk"))):
        for adulte in page:
            comptes[adulte.pk] = adulte.utilisateur_id
            dit = identite_d_adulte(adulte)
            nomme = (adulte.pk, mots_du_nom(adulte.prenom), mots_du_nom(adulte.nom))
            for cle in (*dit.telephones, *dit.adresses):
                groupes[cle].append(nomme)
    return {
        (une, autre)
        for lot in groupes.values()
        if len(lot) <= GROUPE_MAX
        for une, autre in _proches(lot)
        if comptes[une] is None or comptes[une] != comptes[autre]
    }


def _proches(lot: list[tuple[int, str, str]]) -> Iterator[tuple[int, int]]:
    for (une, prenom, nom), (autre, autre_prenom, autre_nom) in combinations(sorted(lot), 2):
        proches = 100 * JaroWinkler.normalized_similarity(prenom, autre_prenom) >= PRENOM
        if une != autre and (proches or (prenom, nom) == (autre_nom, autre_prenom)):
            yield une, autre
