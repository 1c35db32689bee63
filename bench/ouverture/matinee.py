"""An opening morning: each family arrives at its hour, signs in, reads, chooses, submits, reads its
receipt.

Nobody waits for the others: a family comes when it comes, whatever the portal does, and what it
waits is counted from its own press. A person reads between two presses, and does not wait for the
answer to the one before: what leaves with it is what the calendar's script would gather.
"""

import random
import ssl
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from itertools import accumulate, pairwise

from bench.ouverture.parent import CONNEXION, Inattendu, Parent
from bench.villes.ville import MOT_DE_PASSE, VilleDeBench, courriel

CHOIX = 6  # half-days that each family wants
LECTURE = (0.5, 2.5)  # seconds between an answer and the next press
REPOS, AU_PLUS = 0.6, 6  # seconds without a press, presses of one request: those of calendrier.js
ESSAIS = 3  # submissions before a family that is refused gives up
PAS_ATTENDU = (HTTPException, OSError)


@dataclass
class Journal:
    """`attentes`: seconds of each answer, by kind. `incidents`: answers that were not the awaited
    one, by kind and status. `recues`: families told that their request was accepted. `fins`: when
    each left, seconds from the start."""

    attentes: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    incidents: Counter = field(default_factory=Counter)
    recues: int = 0
    fins: list[float] = field(default_factory=list)
    _verrou: threading.Lock = field(default_factory=threading.Lock)

    def chronometrer[T, **P](
        self, quoi: str, geste: Callable[P, T], *args: P.args, **champs: P.kwargs
    ) -> T:
        debut = time.perf_counter()
        try:
            rendu = geste(*args, **champs)
        except PAS_ATTENDU as erreur:
            statut = erreur.statut if isinstance(erreur, Inattendu) else type(erreur).__name__
            with self._verrou:
                self.incidents[f"{quoi} : {statut}"] += 1
            raise
        with self._verrou:
            self.attentes[quoi].append(time.perf_counter() - debut)
        return rendu

    def partir(self, depuis: float, *, recue: bool) -> None:
        with self._verrou:
            self.fins.append(time.perf_counter() - depuis)
            self.recues += recue


@dataclass(frozen=True)
class Matinee:
    """Families of these ranks on these créneaux (keys of blocs), all arrived within `minutes`."""

    ville: VilleDeBench
    rangs: range
    blocs: list[str]
    minutes: float
    port: int
    tls: ssl.SSLContext

    def jouer(self) -> Journal:
        journal = Journal()
        hasard = random.Random(self.rangs.start)
        arrivees = sorted((hasard.uniform(0, 60 * self.minutes), rang) for rang in self.rangs)
        debut, familles = time.perf_counter(), []
        for heure, rang in arrivees:
            time.sleep(max(0.0, debut + heure - time.perf_counter()))
            famille = threading.Thread(target=self._venir, args=(rang, journal, debut))
            famille.start()
            familles.append(famille)
        for famille in familles:
            famille.join()
        return journal

    def _venir(self, rang: int, journal: Journal, debut: float) -> None:
        hasard = random.Random(rang)
        parent = Parent(
            self.port, f"10.{rang // 62500}.{rang // 250 % 250}.{rang % 250 + 1}", self.tls
        )
        try:
            self._lire_et_choisir(parent, rang, journal, hasard)
            recue = self._soumettre(parent, rang, journal, hasard)
        except PAS_ATTENDU:
            return  # counted where it happened
        journal.partir(debut, recue=recue)

    def _lire_et_choisir(self, parent, rang, journal, hasard) -> None:
        menage, vues = self.ville.menages[rang], journal.chronometrer
        vues("salle d’attente", parent.attendre_son_tour)
        vues("page de connexion", parent.get, CONNEXION)
        _lire(hasard)
        vues("connexion", parent.entrer, courriel(rang), MOT_DE_PASSE)
        vues("page", parent.get, "/tableau-de-bord/")
        _lire(hasard)
        mois = self.blocs[0][:7]
        vues("page", parent.get, f"/reservations/?mois={mois}")
        pauses = [hasard.uniform(*LECTURE) for _ in range(CHOIX)]
        heures = [time.perf_counter() + attente for attente in accumulate(pauses)]
        choix = [
            f"{menage.foyer}.{menage.enfant}.{self.ville.activite}.{bloc}.reserver"
            for bloc in sorted(hasard.sample(self.blocs, CHOIX))
        ]
        while heures:
            depart, combien = prochain_envoi(heures, time.perf_counter())
            time.sleep(max(0.0, depart - time.perf_counter()))
            partent, choix, heures = choix[:combien], choix[combien:], heures[combien:]
            vues("choix", parent.presser, f"/reservations/choisir/?mois={mois}", {"choix": partent})

    def _soumettre(self, parent, rang, journal, hasard) -> bool:
        """Whether something was booked: what is full is taken away, and the rest submitted
        again."""
        menage = self.ville.menages[rang]
        for _essai in range(ESSAIS):
            _lire(hasard)
            page = journal.chronometrer("page", parent.verifier)
            if parent.nettoyer(page, menage.foyer):
                page = journal.chronometrer("page", parent.verifier)
            if not parent.formulaire:
                return False
            _lire(hasard)
            suite = journal.chronometrer("soumission", parent.envoyer)
            if "/demandes/" in suite:
                journal.chronometrer("page", parent.get, suite)
                return True
        return False


def prochain_envoi(heures: Sequence[float], libre: float) -> tuple[float, int]:
    """(when the next request of presses leaves, how many it takes). `heures`: when each is made,
    those that have not left; `libre`: since when no request is on its way. Those made while one was
    leave at once; else the hand rests, or there are as many as one takes."""
    if heures[0] <= libre:
        depart = libre
    else:
        reposee = (une + REPOS for une, autre in pairwise(heures) if autre - une > REPOS)
        depart = min([next(reposee, heures[-1] + REPOS), *heures[AU_PLUS - 1 : AU_PLUS]])
    return depart, min(AU_PLUS, sum(une <= depart for une in heures))


def _lire(hasard: random.Random) -> None:
    time.sleep(hasard.uniform(*LECTURE))
