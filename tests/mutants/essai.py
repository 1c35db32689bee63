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


@dataclass(frozen=True)
class Verdict:
    """`par`: the test that failed; "" when the mutant lived."""

    mutant: Mutant | None
    par: str
    secondes: float

    @property
    def vu(self) -> bool:
        return bool(self.par)

    @property
    def nom(self) -> str:
        """The name of the test function."""
        return self.par.rpartition("::")[2].partition("[")[0]


class Essais:
    """`connus`: what is broken → the test that saw it last time, which is played first."""

    def __init__(
        self, mutants: Sequence[Mutant], dire: Callable[[Verdict], None], connus: Mapping[str, str]
    ):
        self.mutants, self.dire, self.connus = mutants, dire, connus
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
            items = [item for item in session.items if _vise(mutant, item)]
            items.sort(
                key=lambda item, mutant=mutant: (
                    item.name.partition("[")[0] != self.connus.get(mutant.dit)
                )
            )
            par = _dans_une_fourche(items, mutant) if items else ""
            for item in items:
                if item.nodeid == par and self._rouge(item):
                    raise session.Interrupted(f"{par} fails without any mutant")
            self.verdicts.append(Verdict(mutant, par, time.monotonic() - debut))
            self.dire(self.verdicts[-1])
        return True

    def _rouge(self, item: pytest.Item) -> bool:
        if item.nodeid not in self.rouges:
            self.rouges[item.nodeid] = bool(_dans_une_fourche([item], None))
        return self.rouges[item.nodeid]


def _vise(mutant: Mutant, item: pytest.Item) -> bool:
    if any(item.get_closest_marker(marque) for marque in LENTS):
        return False
    if item.get_closest_marker("postgresql") and not mutant.postgresql:
        return False
    return any(concerne(test, Path(item.path), item.name) for test in mutant.tests)


def _dans_une_fourche(items: list[pytest.Item], mutant: Mutant | None) -> str:
    """The first test that fails, "" when all pass. The database is opened, copied and left by the
    child alone."""
    lit, ecrit = os.pipe()
    if not (enfant := os.fork()):
        os.close(lit)
        _borner()
        try:
            _ecrire(ecrit, _jouer(items, mutant))
        except BaseException:  # noqa: BLE001 - told to the parent, whatever it is
            _ecrire(ecrit, traceback.format_exc())
        finally:
            os._exit(0)
    os.close(ecrit)
    with open(lit) as reponse:
        dit = reponse.read()
    _pid, etat = os.waitpid(enfant, 0)
    if os.WIFSIGNALED(etat):
        return f"un arrêt ({signal.Signals(os.WTERMSIG(etat)).name})"
    if not dit.startswith(("vivant", "vu ")):
        raise RuntimeError(f"{mutant and mutant.dit} : {dit or 'la fourche n’a rien dit'}")
    return dit.removeprefix("vu ").strip() if dit.startswith("vu ") else ""


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


def _jouer(items: list[pytest.Item], mutant: Mutant | None) -> str:
    if mutant:
        try:
            greffe.greffer(mutant.ou(), mutant.source())
        except (greffe.Impossible, LookupError, SyntaxError) as erreur:
            return f"greffe : {erreur}"
    for rang, item in enumerate(items):
        suivant = items[rang + 1] if rang + 1 < len(items) else None
        for rapport in runtestprotocol(item, log=False, nextitem=suivant):
            if rapport.failed:
                if mutant is None:
                    print(rapport.longreprtext[-3000:], flush=True)
                return f"vu {item.nodeid}"
    return "vivant"


def _ecrire(descripteur: int, texte: str) -> None:
    os.write(descripteur, texte.encode())
    os.close(descripteur)
