"""A real Chromium against a real server: phones, a desk, axe on each state, an eye on requests and
complaints.

Debian's Chromium is used, since a browser downloaded by the test tool would come from outside the
registries.
"""

import os
import shutil
from functools import partial
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from demarches.reglages.initiaux import creer_reglages
from tests.conftest import planter_les_pages
from tests.outils.absents import NAVIGATEURS
from tests.outils.passes import en_integration
from tests.outils.souvenirs import une_fois

# Playwright's loop lives in this thread, and Django refuses queries beside a loop unless told that
# they are wanted.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = next(filter(None, map(shutil.which, NAVIGATEURS)), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",  # its process is spared: a tenth of what a page costs
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ATTENTE = 20_000  # milliseconds before a step fails: a busy machine is slow, not wrong
TELEPHONE = {"width": 390, "height": 844}
BUREAU = {"width": 1440, "height": 900}
PETIT = {"width": 320, "height": 640}
REGLES_AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}

expect.set_options(timeout=ATTENTE)
CONTRASTES_AXE = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
SUIT_L_APPAREIL = "document.documentElement.classList.contains('pf-jour-et-nuit')"
FIN_DES_ANIMATIONS = """() => Promise.allSettled(
  document.getAnimations().filter((une) => une.effect.getComputedTiming().endTime < 5000).map((une) => une.finished)
).then(() => null)"""  # noqa: E501


def pytest_collection_modifyitems(items):
    """On the integration machine a page gets a second try, which the closing line counts ("rerun"):
    two cores that drive three browsers miss a moment now and then, and the day's work would wait
    for that. At home a failure is one."""
    for item in items:
        if "/tests/navigateur/" in str(item.path):
            item.add_marker(pytest.mark.navigateur)
            if en_integration():
                item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def chromium(django_db_setup):
    """Beside Playwright's loop, Django opens connections of its own: they are told what the
    migrations had written, which Django keeps on the connection that made the test database."""
    initial = connection._test_serialized_contents
    with sync_playwright() as playwright:
        connection._test_serialized_contents = initial
        navigateur = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield navigateur
        navigateur.close()


@pytest.fixture
def serveur(django_db_serialized_rollback, live_server, settings):
    """The site on a free port, with its démarches; the rows of the migrations are put back for each
    test."""
    settings.ADRESSE = settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.ESPACES_INSECABLES = True
    cache.clear()  # limits and codes already used belong to the accounts of the test before
    une_fois("réglages", partial(creer_reglages, demo=True))
    return live_server


@pytest.fixture
def pages(serveur, groupes):
    """The seeded site: home, help, legal pages, and the one that the groups of agents read."""
    planter_les_pages()


COUPEES = ("net::ERR_FAILED", "htmx:sendError")
# A page that is left takes with it what it was asking: on a slow machine the state of a file being
# read is on its way when somebody goes on. htmx says so twice; of any other failure it says more.
QUITTEES = ("htmx:sendAbort", "htmx:afterRequest")


@pytest.fixture
def ouvrir(chromium, serveur):
    """ouvrir(taille, javascript=True) -> page of a new device; its complaints and foreign requests
    are failures.

    `installable`: the browser may keep the page of "no network". `chez`: another server that this
    person also goes to, by its address: the payment provider's page. `ouvrir.coupe = True`: the
    test itself cuts requests, of which the browser complains."""
    contextes, plaintes = [], []

    def _ouvrir(taille=TELEPHONE, *, javascript=True, chez="", installable=False):
        contexte = chromium.new_context(
            viewport=taille,
            java_script_enabled=javascript,
            base_url=serveur.url,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            has_touch=taille["width"] < 600,
            reduced_motion="reduce",
            # otherwise a test could not stand between the page and the server
            service_workers="allow" if installable else "block",
        )
        contexte.set_default_timeout(ATTENTE)
        contextes.append(contexte)
        page = contexte.new_page()
        page.on(
            "console",
            lambda message: plaintes.append(message.text) if message.type == "error" else None,
        )
        page.on("pageerror", lambda erreur: plaintes.append(str(erreur)))
        page.on(
            "request", lambda requete: _noter_etranger(requete.url, (serveur.url, chez), plaintes)
        )
        return page

    _ouvrir.coupe = False
    yield _ouvrir
    for rang, contexte in enumerate(contextes):
        _photographier(contexte.pages, rang)
        contexte.close()
    # A refusal is an answer of 4xx that Chromium prints too; tests that expect one look at the page
    # instead.
    refus = "the server responded with a status of 4"
    attendues = (refus, *QUITTEES, *(COUPEES if _ouvrir.coupe else ()))
    graves = [une for une in plaintes if not any(connue in une for connue in attendues)]
    assert not graves, graves


def _photographier(pages, rang):
    """With PORTAIL_PHOTOS=folder: what each device shows at the end, to see why a test failed."""
    dossier = os.environ.get("PORTAIL_PHOTOS")
    for page in pages if dossier else ():
        nom = (
            os.environ["PYTEST_CURRENT_TEST"].partition("::")[2].partition(" ")[0].replace("/", "-")
        )
        page.screenshot(path=f"{dossier}/{nom}-{rang}.png", full_page=True)


def _noter_etranger(adresse, maisons, plaintes):
    lue = urlsplit(adresse)
    if lue.scheme in {"http", "https", "ws", "wss"} and lue.netloc not in {
        urlsplit(une).netloc for une in maisons
    }:
        plaintes.append(f"request to a third party: {adresse}")


# Scrolling brings out what a bar at the bottom half covers; axe does not scroll, and sees it
# small.
POSER_LA_BARRE = """(ou) => {
  for (const barre of document.querySelectorAll(".pf-barre, .cal-barres, .pfg-ecran-barre"))
    barre.style.setProperty("position", ou);
}"""


# What passes is a hundred times as long as what does not, and nobody reads it.
VIOLATIONS = "(regles) => axe.run(regles).then((lu) => ({ violations: lu.violations }))"


def lancer_axe(page, regles):
    """What axe says of the page, the bars at the bottom put back in their place in it."""
    page.evaluate(POSER_LA_BARRE, "static")
    resultat = _demander_a_axe(page, regles)
    page.evaluate(POSER_LA_BARRE, "")
    return resultat


def _demander_a_axe(page, regles):
    """Its half a megabyte enters a page once, however many states of it are read."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate(VIOLATIONS, regles))


def verifier_accessibilite(page):
    """axe, WCAG 2.2 A and AA and its best practices (order of titles, regions), on the page as it
    is; in the admin too, Wagtail's own chrome included."""
    page.wait_for_load_state("load")
    # A message that still fades in has not its colours yet.
    page.evaluate(FIN_DES_ANIMATIONS)
    resultat = lancer_axe(page, REGLES_AXE)
    assert resultat.violations_count == 0, f"{page.url}\n{resultat.generate_report()}"
    if page.evaluate(SUIT_L_APPAREIL):
        _verifier_la_nuit(page)


def _verifier_la_nuit(page):
    """The same page on a phone in its dark mode: its contrasts, and a card that is dark indeed."""
    page.emulate_media(color_scheme="dark")
    resultat = _demander_a_axe(page, CONTRASTES_AXE)
    assert resultat.violations_count == 0, f"{page.url} (dark)\n{resultat.generate_report()}"
    fond = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert fond == "rgb(26, 31, 32)", f"{page.url} (dark): {fond}"
    page.emulate_media(color_scheme="light")


def verifier_sans_debordement(page):
    """No sideways scroll (WCAG 1.4.10), once the styles and the pictures have come."""
    page.wait_for_load_state("load")
    largeur, visible = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert largeur <= visible, f"{page.url} is {largeur} px wide in a window of {visible} px"
