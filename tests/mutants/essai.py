"""The plugin of pytest: everything is imported and collected once, then each mutant is tried in a
fork of its own."""

import os
import resource
import signal
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.runner import runtestprotocol

from tests.mutants import greffe
from tests.mutants.mutant import Mutant, concerne

# no judges: a mutant must be seen by the tests that are run all day
LENTS = "navigateur", "services"
PATIENCE = 300  # seconds of the processor: a loop without end is seen, however busy the machine
ATTENTE = 1800  # seconds: nor does one who waits for ever stay unseen


JOUE = "joué"  # how the answer of a child begins that came to its end


@dataclass(frozen=True)
class Verdict:
    """`rouges`: the tests that failed, in the order of play; none when the mutant lived."""

    mutant: Mutant
    rouges: tuple[str, ...]
    secondes: float

    @property
    def vu(self) -> bool:
        return bool(self.rouges)

    @property
    def nom(self) -> str:
        """The name of the first test function that failed; "" when none did."""
        return sans_parametres(self.rouges[0]).rpartition("::")[2] if self.rouges else ""


def sans_parametres(test: str) -> str:
    """`tests/a/test_b.py::test_c[d]` → `tests/a/test_b.py::test_c`."""
    return test.partition("[")[0]


class Essais:
    """`connus`: what is broken → the test that saw it last time, which is played first. `tous`:
    each mutant is shown to every test of the files that it names, and each that fails is kept."""

    def __init__(
        self,
        mutants: Sequence[Mutant],
        dire: Callable[[Verdict], None],
        connus: Mapping[str, str],
        *,
        tous: bool = False,
    ):
        self.mutants, self.dire, self.connus, self.tous = mutants, dire, connus, tous
        self.verdicts: list[Verdict] = []
        self.rouges: dict[str, bool] = {}  # test → whether it fails without any mutant

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        """Instead of pytest's own loop. A test that sees a mutant must pass on the product as it
        is: else it sees nothing."""
        if session.testsfailed:
            raise session.Interrupted("the tests could not be collected")
        for mutant in self.mutants:
            greffe.charger(mutant.ou())
        for mutant in self.mutants:
            debut = time.monotonic()
            items = [item for item in session.items if _vise(mutant, item, entier=self.tous)]
            items.sort(
                key=lambda item, mutant=mutant: (
                    item.name.partition("[")[0] != self.connus.get(mutant.dit)
                )
            )
            rouges = _dans_une_fourche(items, mutant, tous=self.tous) if items else ()
            for item in items:
                if item.nodeid in rouges and self._rouge(item):
                    raise session.Interrupted(f"{item.nodeid} fails without any mutant")
            self.verdicts.append(Verdict(mutant, rouges, time.monotonic() - debut))
            self.dire(self.verdicts[-1])
        return True

    def _rouge(self, item: pytest.Item) -> bool:
        if item.nodeid not in self.rouges:
            self.rouges[item.nodeid] = bool(_dans_une_fourche([item], None))
        return self.rouges[item.nodeid]


def _vise(mutant: Mutant, item: pytest.Item, *, entier: bool) -> bool:
    if any(item.get_closest_marker(marque) for marque in LENTS):
        return False
    if item.get_closest_marker("postgresql") and not mutant.postgresql:
        return False
    tests = [test.partition("::")[0] if entier else test for test in mutant.tests]
    return any(concerne(test, Path(item.path), item.name) for test in tests)


def _dans_une_fourche(
    items: list[pytest.Item], mutant: Mutant | None, *, tous: bool = False
) -> tuple[str, ...]:
    """The first test that fails, or all of them. The database is opened, copied and left by the
    child alone."""
    lit, ecrit = os.pipe()
    if not (enfant := os.fork()):
        os.close(lit)
        _borner()
        try:
            _ecrire(ecrit, "\n".join([JOUE, *_jouer(items, mutant, tous=tous)]))
        except BaseException:  # noqa: BLE001 - told to the parent, whatever it is
            _ecrire(ecrit, traceback.format_exc())
        finally:
            os._exit(0)
    os.close(ecrit)
    with open(lit) as reponse:
        dit = reponse.read()
    _pid, etat = os.waitpid(enfant, 0)
    if os.WIFSIGNALED(etat):
        return (f"un arrêt ({signal.Signals(os.WTERMSIG(etat)).name})",)
    debut, *rouges = dit.splitlines() or [""]
    if debut != JOUE:
        raise RuntimeError(f"{mutant and mutant.dit} : {dit or 'la fourche n’a rien dit'}")
    return tuple(rouges)


def _borner() -> None:
    """The child is stopped after PATIENCE or ATTENTE, by a signal that it cannot catch; what it
    prints is lost."""
    muet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(muet, 1)
    os.dup2(muet, 2)
    for numero in (signal.SIGALRM, signal.SIGXCPU):
        signal.signal(numero, signal.SIG_DFL)
    signal.alarm(ATTENTE)
    deja = int(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (deja + PATIENCE, deja + PATIENCE + 10))


def _jouer(items: list[pytest.Item], mutant: Mutant | None, *, tous: bool) -> list[str]:
    if mutant:
        try:
            greffe.greffer(mutant.ou(), mutant.source())
        except (greffe.Impossible, LookupError, SyntaxError) as erreur:
            raise RuntimeError(f"greffe : {erreur}") from erreur
    rouges: list[str] = []
    for rang, item in enumerate(items):
        suivant = items[rang + 1] if rang + 1 < len(items) else None
        for rapport in runtestprotocol(item, log=False, nextitem=suivant):
            if rapport.failed and item.nodeid not in rouges:
                rouges.append(item.nodeid)
        if rouges and not tous:
            break
    return rouges


def _ecrire(descripteur: int, texte: str) -> None:
    os.write(descripteur, texte.encode())
    os.close(descripteur)
