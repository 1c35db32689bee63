"""What each test file costs, and which files of the product it enters: `--tracer DOSSIER`, noted by
`make test-tout`, read by tests/etages.py.

Python itself tells each function that begins (sys.monitoring, once a function until it is asked
anew); Django's tests tell each template that is drawn. Not seen: what another process runs, module
constants, settings, migrations, style sheets and scripts.
"""

import json
import os
import resource
import sys
import time
from collections import defaultdict
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from django.test.signals import template_rendered

RACINE = Path(__file__).parents[2]
PIECES = tuple(
    f"{RACINE / piece}{os.sep}"
    for piece in ("cms_pages", "demarches", "famille", "reservations", "site", "templates")
)
OUTIL = sys.monitoring.COVERAGE_ID


class Traceur:
    """One a process; writes `{test file: [seconds, [files of the product]]}` when it ends."""

    def __init__(self, dossier: Path):
        dossier.mkdir(parents=True, exist_ok=True)
        self.fichier = dossier / f"{os.environ.get('PYTEST_XDIST_WORKER', 'seul')}.json"
        self.secondes: defaultdict[str, float] = defaultdict(float)
        self.entres: defaultdict[str, set[str]] = defaultdict(set)
        self.sien: set[str] = set()
        sys.monitoring.use_tool_id(OUTIL, "trace")
        sys.monitoring.register_callback(OUTIL, sys.monitoring.events.PY_START, self._debute)
        template_rendered.connect(self._dessine)

    def _debute(self, code: CodeType, _ou: int) -> Any:
        self.sien.add(code.co_filename)
        return sys.monitoring.DISABLE

    def _dessine(self, template: Any, **_reste: Any) -> None:
        if origine := getattr(template, "origin", None):
            self.sien.add(str(origine.name))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item):
        essai = item.nodeid.partition("::")[0]
        self.sien = self.entres[essai]
        sys.monitoring.restart_events()
        sys.monitoring.set_events(OUTIL, sys.monitoring.events.PY_START)
        # A browser is no child that is waited for: its cost is the time that it takes.
        lire = time.perf_counter if item.get_closest_marker("navigateur") else _processeur
        debut = lire()
        try:
            return (yield)
        finally:
            self.secondes[essai] += lire() - debut
            sys.monitoring.set_events(OUTIL, 0)

    def pytest_sessionfinish(self) -> None:
        notes = {
            essai: [
                round(self.secondes[essai], 2),
                sorted(
                    str(Path(un).relative_to(RACINE)) for un in vus if str(un).startswith(PIECES)
                ),
            ]
            for essai, vus in self.entres.items()
        }
        self.fichier.write_text(json.dumps(notes))


def _processeur() -> float:
    """Seconds of the processor of this process, and of its children that have ended."""
    enfants = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + enfants.ru_utime + enfants.ru_stime


def lire(dossier: Path) -> dict[str, tuple[float, set[str]]]:
    """What all processes of a pass have noted there: test file → seconds, files of the product."""
    tout: dict[str, tuple[float, set[str]]] = {}
    for fichier in sorted(dossier.glob("*.json")):
        for essai, (secondes, vus) in json.loads(fichier.read_text()).items():
            deja, entres = tout.get(essai, (0.0, set()))
            tout[essai] = (deja + secondes, entres | set(vus))
    return tout


def pytest_addoption(parser):
    parser.getgroup("trace").addoption(
        "--tracer", type=Path, metavar="DOSSIER", help="what each test file costs and enters"
    )


def pytest_configure(config):
    dossier = config.getoption("tracer")
    # with workers, theirs is the work
    if dossier and (hasattr(config, "workerinput") or not config.getoption("numprocesses", 0)):
        config.pluginmanager.register(Traceur(dossier))
