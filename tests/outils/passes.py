"""Which tests run on which database.

`make test` makes two passes. The first, on SQLite, runs every test that it has chosen
(tests/etages.py), those of the browser included. The second, on PostgreSQL, which is what a town
has, sends to it **every statement that the portal has sent in the first**, and runs whole what may
differ there for more than a statement:

- what bears the mark `postgresql`, and what means more there (SUR_POSTGRESQL);
- what has transactions of its own: races, locks, what happens once a thing is written for good;
- the rooms that write SQL by hand, that lock, that search (ENTIERES);
- of each other room that touches the database, the tests that it takes for every statement to be
  sent: ten tests of one screen most often send the same ones. What a test itself asks, to write its
  rows and to look at them, is no statement of the portal's.

The first pass notes what each test sends (`--noter-les-requetes FOLDER`); the second chooses by
that (`--selon-les-requetes FOLDER`). A test of which nothing is noted runs. A part that is run by
hand, and `make test-tout`, are never cut so: all that touches the database runs on both.

pytest-django lets no other test reach the database than those marked or whose fixtures say so; one
that gets there by a fixture asked for on the way only fails (first pass).
"""

import functools
import hashlib
import json
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db.backends.signals import connection_created

if TYPE_CHECKING:
    from types import FrameType

# What walks every page, seeded text, right or door: long, and the queries of these pages have tests
# of their own that run on both. On SQLite only.
PROMENADES = (
    "tests/cms_pages/",
    "tests/comptes/",
    "tests/demarches/catalogue/test_catalogue.py",
    "tests/demo/",
    "tests/securite/",
    "tests/acces/test_acces.py",
    "tests/portail/test_preparer.py",
    "tests/acces/test_roles.py",
    "tests/ecrans/test_facade.py",
)
# PostgreSQL refuses more than SQLite (a NUL, a text too long), and a town upgrades there: on it
# only, in integration.
SUR_POSTGRESQL = (
    "tests/demarches/catalogue/test_catalogue_hostile.py",
    "tests/mise_a_jour/",
    "tests/securite/test_textes_impossibles.py",  # SQLite takes nearly all of it
)
# Run whole on both, whatever they send: what they do is not told by their statements alone. Of this
# and the walks, the most precise path wins.
ENTIERES = {
    "tests/cms_pages/recherche/test_recherche.py": "each database has a search of its own",
    "tests/comptes/connexion/": "signing in writes its rows by statements of ours, in a rush",
    "tests/famille/factures/": "numbers without a hole: a lock, and SQL by hand",
    "tests/famille/journal/": "journals that refuse a change, by triggers; search by trigrams",
    "tests/famille/paiement/": "money: two notifications of one payment",
    "tests/famille/recherche/": "mistakes of spelling: trigrams",
    "tests/famille/socle/": "queries written once, which PostgreSQL plans once a connection",
    "tests/portail/": "locks between processes, the cache in the database",
    "tests/reservations/attente/": "the queue: who comes first is decided under locks",
    "tests/reservations/lecture/": "what is left is counted in one statement",
    "tests/reservations/moteur/": "the engine: two stores, SQL by hand, locks, tries made again",
    "tests/sauvegarde/": "each database is saved and restored by its own programs",
    "tests/services/": "moves from one database to the other",
}
MEMES = (
    (re.compile(r"\((?:%s, )+%s\)"), "(%s)"),  # as many values as there are rows
    (re.compile(r"(?:\(%s\), )+\(%s\)"), "(%s)"),
    (re.compile(r"\b(LIMIT|OFFSET) \d+"), r"\1 n"),
    (re.compile(r'"?_?s\d+_x\d+"?'), "s"),  # the name of a savepoint
)

RACINE = Path(__file__).parents[2]

type Releve = dict[str, tuple[float, frozenset[str]]]  # test -> seconds, statements


def sur_postgresql() -> bool:
    return os.environ.get("PORTAIL_BASE", "").startswith("postgres")


def en_integration() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


def touche_la_base(item) -> bool:
    """Whether this test may read or write rows, by its mark or by a fixture it names."""
    return item.get_closest_marker("django_db") is not None or "_django_db_helper" in getattr(
        item, "fixturenames", ()
    )


def a_sa_place(item) -> bool:
    """The own tests of each belong to its pass only; those that touch no database, and the long
    walks, to the first."""
    if item.get_closest_marker("postgresql"):
        return sur_postgresql()
    if item.get_closest_marker("sqlite"):
        return not sur_postgresql()
    if item.nodeid.startswith(SUR_POSTGRESQL) and en_integration():
        return sur_postgresql()
    if _long_du_chemin(item, PROMENADES) > _long_du_chemin(item, ENTIERES):
        return not sur_postgresql()
    return touche_la_base(item) or not sur_postgresql()


def _long_du_chemin(item, chemins: Iterable[str]) -> int:
    """Of the most precise of these paths that names this test; 0: of none."""
    return max((len(chemin) for chemin in chemins if item.nodeid.startswith(chemin)), default=0)


def jamais_de_cote(item) -> bool:
    """Whether this test is one of those that the pass on PostgreSQL never leaves out."""
    return (
        item.get_closest_marker("postgresql") is not None
        or ecrit_pour_de_bon(item)
        or item.nodeid.startswith((*SUR_POSTGRESQL, *ENTIERES))
    )


def ecrit_pour_de_bon(item) -> bool:
    """Whether its transactions are real ones, not parts of one that is undone."""
    marque = item.get_closest_marker("django_db")
    demandees = {"transactional_db", "live_server"}.intersection(getattr(item, "fixturenames", ()))
    return bool(demandees or (marque and marque.kwargs.get("transaction")))


def attend(item) -> bool:
    """Whether this test goes after the others: the long ones first, so that no worker ends alone.
    But what writes for good empties the base after it, of the rows of migrations too: it stays
    where pytest-django puts it, after all that reads them."""
    return item.get_closest_marker("long") is None or ecrit_pour_de_bon(item)


def choisir(releve: Releve, envoyees: frozenset[str] = frozenset()) -> set[str]:
    """Tests that send, together, every statement but those `envoyees` already: the rarest first, by
    the quickest test that sends it."""
    qui_envoie: dict[str, list[str]] = defaultdict(list)
    for essai, (_duree, requetes) in releve.items():
        for requete in requetes - envoyees:
            qui_envoie[requete].append(essai)
    choisis: set[str] = set()
    faites = set(envoyees)
    for requete in sorted(qui_envoie, key=lambda une: (len(qui_envoie[une]), une)):
        if requete not in faites:
            elu = min(qui_envoie[requete], key=lambda essai: (releve[essai][0], essai))
            choisis.add(elu)
            faites |= releve[elu][1]
    return choisis


@functools.lru_cache(maxsize=20_000)
def resumer(requete: object) -> str:
    """A statement, without what changes from one time to the next."""
    texte = str(requete)
    for motif, mot in MEMES:
        texte = motif.sub(mot, texte)
    return hashlib.sha256(texte.encode()).hexdigest()[:12]


@functools.cache
def _d_un_essai(fichier: str) -> bool | None:
    """Whether this source file is the tests'; None: neither theirs nor the portal's."""
    if "site-packages" in fichier or not fichier.startswith(f"{RACINE}{os.sep}"):
        return None
    return fichier.startswith(f"{RACINE / 'tests'}{os.sep}")


def demandee_par_un_essai() -> bool:
    """Whether what runs now was asked by a line of the tests, with none of the portal's between the
    two: the rows that they write and look at, what they put back (souvenirs). What the portal
    describes and only a test reads is that test's: a line of the portal reads it elsewhere."""
    cadre: FrameType | None = sys._getframe(1)
    while cadre is not None:
        if (sien := _d_un_essai(cadre.f_code.co_filename)) is not None and (
            cadre.f_code.co_filename != __file__
        ):
            return sien
        cadre = cadre.f_back
    return False


class Greffier:
    """Notes what the portal sends to the database in each test, a line of JSON a test. One file a
    process."""

    def __init__(self, dossier: Path):
        dossier.mkdir(parents=True, exist_ok=True)
        self.fichier = dossier / f"{os.environ.get('PYTEST_XDIST_WORKER', 'seul')}.jsonl"
        self.fichier.unlink(missing_ok=True)
        self.envoyees: set[object] = set()
        connection_created.connect(self._suivre)

    def _suivre(self, connection, **_reste):
        if self._noter not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._noter)

    def _noter(self, execute, sql, params, many, context):
        if not demandee_par_un_essai():
            self.envoyees.add(sql)
        return execute(sql, params, many, context)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        """Who comes first has the base made: its migrations are no test's."""
        try:
            return (yield)
        finally:
            if fixturedef.argname == "django_db_setup":
                self.envoyees.clear()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.envoyees.clear()
        debut = time.perf_counter()
        try:
            return (yield)
        finally:
            if touche_la_base(item) and not item.get_closest_marker("navigateur"):
                requetes = sorted({resumer(requete) for requete in self.envoyees})
                ligne = [item.nodeid, round(time.perf_counter() - debut, 3), requetes]
                with self.fichier.open("a") as sortie:
                    sortie.write(json.dumps(ligne) + "\n")


def lire(dossier: Path) -> Releve:
    """What the first pass has noted there. FileNotFoundError: it has noted nothing."""
    fichiers = sorted(dossier.glob("*.jsonl"))
    if not fichiers:
        raise FileNotFoundError(dossier)
    lignes = [json.loads(ligne) for un in fichiers for ligne in un.read_text().splitlines()]
    return {essai: (duree, frozenset(requetes)) for essai, duree, requetes in lignes}


def garder(items: list, releve: Releve) -> list:
    """Of the tests of the pass on PostgreSQL, those never left out, those of which nothing is
    noted, and enough others."""
    noms = {item.nodeid for item in items}
    entiers = {item.nodeid for item in items if jamais_de_cote(item)} | (noms - releve.keys())
    envoyees = frozenset().union(*(releve[nom][1] for nom in entiers if nom in releve))
    autres = {nom: note for nom, note in releve.items() if nom in noms - entiers}
    gardes = entiers | choisir(autres, envoyees)
    return [item for item in items if item.nodeid in gardes]


def pytest_addoption(parser):
    groupe = parser.getgroup("passes")
    groupe.addoption(
        "--noter-les-requetes", type=Path, metavar="DOSSIER", help="what each test sends is noted"
    )
    groupe.addoption(
        "--selon-les-requetes",
        type=Path,
        metavar="DOSSIER",
        help="on PostgreSQL: enough tests for every statement noted there to be sent",
    )


def pytest_configure(config):
    dossier = config.getoption("noter_les_requetes")
    # with workers, theirs is the work
    if dossier and (hasattr(config, "workerinput") or not config.getoption("numprocesses", 0)):
        config.pluginmanager.register(Greffier(dossier))


def pytest_report_header(config):
    if not sur_postgresql():
        return "passe SQLite : tous les tests, sauf ceux qui n’ont de sens que sur PostgreSQL"
    if config.getoption("selon_les_requetes"):
        return (
            "passe PostgreSQL : de quoi lui envoyer chaque requête de la première, et en entier ce"
            " qui peut y différer (tests/outils/passes.py)"
        )
    return (
        "passe PostgreSQL : les tests qui touchent la base, sans les longues promenades"
        " (tests/outils/passes.py)"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request):
    """A test that reached the database by a dynamic fixture only would be missing from the pass on
    PostgreSQL."""
    if fixturedef.argname == "_django_db_helper" and not touche_la_base(request.node):
        pytest.fail(
            "this test touches the database: name `db` or mark it django_db, so that PostgreSQL"
            " runs it too"
        )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    gardes = [item for item in items if a_sa_place(item)]
    dossier = config.getoption("selon_les_requetes")
    if dossier and sur_postgresql():
        gardes = garder(gardes, lire(dossier))
    if len(gardes) < len(items):
        restent = set(gardes)
        config.hook.pytest_deselected(items=[item for item in items if item not in restent])
        items[:] = gardes
    items.sort(key=attend)
