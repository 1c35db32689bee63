"""The whole town's list, made anew each night: who may be one person in two files."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django_q.tasks import async_task
from rapidfuzz.distance import JaroWinkler

from famille.models import Doublon, Enfant, Responsable
from famille.regles.doublons import PRENOM, comparer, mots_du_nom
from famille.socle.pages_de_cles import a_la_suite, par_pages

from .actions import noter_les_paires
from .lecture import SORTES, Sorte, avec_leur_foyer, identite_d_adulte

TACHE = "famille.dossier.doublons.chercher.chercher_les_doublons"
LOT = 50  # people looked at before the clock is
DUREE_TOUR = 25  # seconds after which a turn begins nothing more: it must not outlive the task
# people of one telephone, of one door, born on one day: beyond, it is an institution's, or what is
# typed where nothing is known, and each would be everybody's double
GROUPE_MAX = 400


@dataclass(frozen=True)
class Nomme:
    """Somebody as he is compared first, before his file is read."""

    cle: int
    prenom: str
    nom: str
    compte: int | None = None

    def ressemble(self, autre: "Nomme") -> bool:
        """A person with one account in two households is no duplicate."""
        if self.compte is not None and self.compte == autre.compte:
            return False
        proches = 100 * JaroWinkler.normalized_similarity(self.prenom, autre.prenom) >= PRENOM
        return proches or (self.prenom, self.nom) == (autre.nom, autre.prenom)


class Voisins:
    """Who shares a day of birth, a telephone or a door with whom."""

    def __init__(self) -> None:
        self.groupes: dict[Any, list[Nomme]] = defaultdict(list)
        self.siens: dict[int, list[Any]] = defaultdict(list)

    def ajouter(self, personne: Nomme, cles: Iterable[Any]) -> None:
        for cle in cles:
            self.groupes[cle].append(personne)
            self.siens[personne.cle].append(cle)

    def paires(self, une: int) -> Iterator[tuple[int, int]]:
        """Of this person with those whose file is newer."""
        vues = set()
        for groupe in (self.groupes[cle] for cle in self.siens.get(une, ())):
            if len(groupe) > GROUPE_MAX:
                continue
            elle = next(autre for autre in groupe if autre.cle == une)
            for autre in groupe:
                if autre.cle > une and autre.cle not in vues and elle.ressemble(autre):
                    vues.add(autre.cle)
                    yield une, autre.cle


def chercher_les_doublons(depuis: str = "enfant") -> int:
    """How many pairs are to be looked at. A turn goes on where the last one was, by the kind named
    `depuis`. What agents have set aside stays so."""
    fin = time.monotonic() + DUREE_TOUR
    for sorte in SORTES[[sorte.nom for sorte in SORTES].index(depuis) :]:
        voisins = _VOISINS[sorte.nom]()
        notes = Doublon.objects.a_voir().exclude(**{sorte.nom: None})
        cles = {*voisins.siens, *notes.values_list(sorte.nom, flat=True)}
        regarder = partial(_regarder, sorte, voisins)
        _trouvees, au_bout = a_la_suite(f"doublons-{sorte.nom}", cles, regarder, lot=LOT, fin=fin)
        if not au_bout:
            async_task(TACHE, sorte.nom)
            break
    return Doublon.objects.a_voir().count()


def _regarder(sorte: Sorte, voisins: Voisins, cles: list[int]) -> int:
    """How many look like one of these people. Those that no longer do leave the list."""
    paires = [paire for cle in cles for paire in voisins.paires(cle)]
    lus = {une.pk: une for une in sorte.lire({cle for paire in paires for cle in paire})}
    dites = {cle: sorte.identite(une) for cle, une in lus.items()}
    trouvees = [
        (une, autre, ressemblance)
        for une, autre in paires
        if une in dites and autre in dites
        if (ressemblance := comparer(dites[une], dites[autre]))
    ]
    vu_le = noter_les_paires(sorte, [(lus[une], lus[autre], dit) for une, autre, dit in trouvees])
    Doublon.objects.a_voir().filter(**{f"{sorte.nom}__in": cles}, vu_le__lt=vu_le).delete()
    return len(trouvees)


def _nes_ensemble() -> Voisins:
    voisins = Voisins()
    lus = Enfant.objects.filter(fusionne_dans=None).order_by("pk")
    for page in par_pages(lus.only("prenom", "nom", "naissance")):
        for enfant in page:
            nomme = Nomme(enfant.pk, mots_du_nom(enfant.prenom), mots_du_nom(enfant.nom))
            voisins.ajouter(nomme, [enfant.naissance])
    return voisins


def _joints_ensemble() -> Voisins:
    voisins = Voisins()
    for page in par_pages(avec_leur_foyer(Responsable.objects.order_by("pk"))):
        for adulte in page:
            dit = identite_d_adulte(adulte)
            prenom, nom = mots_du_nom(adulte.prenom), mots_du_nom(adulte.nom)
            nomme = Nomme(adulte.pk, prenom, nom, adulte.utilisateur_id)
            voisins.ajouter(nomme, (*dit.telephones, *dit.adresses))
    return voisins


_VOISINS = {"enfant": _nes_ensemble, "adulte": _joints_ensemble}
