"""The tests on another day than today.

    python -m tests.horloge            # what bears the mark `horloge`: part of `make test-tout`
    python -m tests.horloge --tout     # the whole suite but the browser: by hand, an hour
    pytest --jour 2028-02-29 tests/…   # any part, on any day

The first two run on each of JOURS.

The clock of the tests' process is moved at its start, then runs; a test that freezes its own day
does so over it. What a test starts as another process (servers, browsers, databases) keeps the
machine's clock: what an S3 signs and what a certificate of a web server says would be refused, so
the tests that speak to these two stay on today.
"""

import argparse
import os
import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import time_machine

PARIS = ZoneInfo("Europe/Paris")
HEURE = time(10, 30)
TESTS = Path(__file__).parent
# A summer, the first days of a school year, a 29 February: all after the season in which the tests
# were written.
JOURS = (date(2027, 7, 20), date(2027, 9, 3), date(2028, 2, 29))

A_L_HEURE_DE_LA_MACHINE = {"adresse_s3", "facade"}  # fixtures of servers that compare clocks

_voyages: list[time_machine.travel] = []


def pytest_addoption(parser):
    parser.addoption(
        "--jour",
        type=date.fromisoformat,
        metavar="AAAA-MM-JJ",
        help="the day on which the tests think they run",
    )


def pytest_configure(config):
    jour = config.getoption("jour")
    if jour:
        # The instant alone: a moment with a time zone would also move the zone of the process.
        depart = time_machine.travel(datetime.combine(jour, HEURE, PARIS).timestamp())
        depart.start()
        _voyages.append(depart)


def pytest_collection_modifyitems(config, items):
    if not config.getoption("jour"):
        return
    restes = [un for un in items if A_L_HEURE_DE_LA_MACHINE & set(getattr(un, "fixturenames", ()))]
    if restes:
        config.hook.pytest_deselected(items=restes)
        items[:] = [un for un in items if un not in set(restes)]


def pytest_unconfigure():
    while _voyages:
        _voyages.pop().stop()


def main() -> int:
    """One process a day, all at once: each makes the demo town once, and waits for nobody. int:
    days that fail."""
    analyseur = argparse.ArgumentParser(
        prog="python -m tests.horloge", description="Les tests, d’autres jours."
    )
    analyseur.add_argument("--tout", action="store_true", help="toute la suite, sauf le navigateur")
    choix = (
        ["-m", "not navigateur"]
        if analyseur.parse_args().tout
        else ["-m", "horloge", *_fichiers_marques()]
    )
    commande = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *choix]
    passages = {
        jour: subprocess.Popen(
            [*commande, "--jour", str(jour)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=os.environ | {"PYTEST_ADDOPTS": ""},
        )
        for jour in JOURS
    }
    rates = 0
    for jour, passage in passages.items():
        dit, _rien = passage.communicate()
        rates += bool(passage.returncode)
        print(
            f"Le {jour:%d/%m/%Y} : {dit if passage.returncode else dit.strip().splitlines()[-1]}",
            flush=True,
        )
    return rates


def _fichiers_marques() -> list[str]:
    """Those that bear the mark: the others are not even read, three times over."""
    return [str(un) for un in sorted(TESTS.rglob("test_*.py")) if "mark.horloge" in un.read_text()]


if __name__ == "__main__":
    sys.exit(main())
