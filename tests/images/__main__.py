"""`make images`: a small demo town is made at a frozen date, and its screens are photographed.

The same date gives the same town: a picture changes only when its screen does.
"""

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import time_machine
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

if TYPE_CHECKING:
    from famille.models import Utilisateur
    from tests.images.prises import Prise

RACINE = Path(__file__).resolve().parents[2]
LE_JOUR = datetime(2026, 11, 27, 16, 0, tzinfo=ZoneInfo("Europe/Paris"))
FOYERS, ENFANTS = 36, 60  # a village: its screens are those of the town
ECHELLE = 2  # device pixels: sharp on a phone
QUALITE = 72


def main() -> None:
    """`python -m tests.images [name…]`: all of them, or those named."""
    lecteur = argparse.ArgumentParser(prog="python -m tests.images", description=__doc__)
    lecteur.add_argument("noms", nargs="*", help="the pictures to take; all of them without names")
    lecteur.add_argument("--var", default="", help="a town made that day, which is not made again")
    choix = lecteur.parse_args()
    with tempfile.TemporaryDirectory() as neuf, time_machine.travel(LE_JOUR):
        _demarrer(choix.var or neuf)
        if not choix.var:
            _faire_la_ville()
        with _servir() as adresse, sync_playwright() as playwright:
            from tests.navigateur.conftest import ARGUMENTS, CHROMIUM

            navigateur = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            _tout_prendre(navigateur, adresse, set(choix.noms))
            navigateur.close()


def _demarrer(var: str) -> None:
    os.environ |= {"PORTAIL_VAR": var, "DJANGO_SETTINGS_MODULE": "portail.settings.dev"}
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sys.path.insert(0, str(RACINE / "site"))
    import django

    django.setup()


def _faire_la_ville() -> None:
    from django.core.management import call_command

    from demo.ville import fabrique

    fabrique.FOYERS, fabrique.ENFANTS = FOYERS, ENFANTS
    call_command("preparer")
    call_command("ville_demo")


@contextmanager
def _servir() -> Iterator[str]:
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    serveur = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    serveur.daemon = True
    serveur.start()
    serveur.is_ready.wait()
    if serveur.error:
        raise serveur.error
    yield f"http://127.0.0.1:{serveur.port}"
    serveur.terminate()


def _tout_prendre(navigateur: Browser, adresse: str, voulues: set[str]) -> None:
    from tests.images.prises import PRISES

    pages: dict[tuple, Page] = {}
    for prise in PRISES:
        if voulues and prise.nom not in voulues:
            continue
        cle = (prise.qui, prise.fenetre)
        if cle not in pages:
            pages[cle] = _ouvrir(navigateur, adresse, prise)
        page = pages[cle]
        page.goto(prise.adresse, wait_until="networkidle")
        prise.geste(page)
        _garder(page, prise)


def _ouvrir(navigateur: Browser, adresse: str, prise: "Prise") -> Page:
    largeur, hauteur = prise.fenetre
    contexte = navigateur.new_context(
        base_url=adresse,
        viewport={"width": largeur, "height": hauteur},
        device_scale_factor=ECHELLE if largeur < 600 else 1,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
        color_scheme="light",
    )
    if prise.qui:
        _se_connecter(contexte, adresse, prise.qui)
    page = contexte.new_page()
    page.clock.set_fixed_time(LE_JOUR)
    return page


def _se_connecter(contexte: BrowserContext, adresse: str, qui: str) -> None:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(_compte(qui), backend=settings.AUTHENTICATION_BACKENDS[0])
    nom = settings.SESSION_COOKIE_NAME
    contexte.add_cookies([{"name": nom, "value": client.cookies[nom].value, "url": adresse}])


def _compte(qui: str) -> "Utilisateur":
    """The account of this address, or of a parent whose children wait for places."""
    from django.db.models import Count

    from famille.models import Utilisateur
    from tests.images.prises import EN_ATTENTE

    if qui != EN_ATTENTE:
        return Utilisateur.objects.get(email=qui)
    attendent = Utilisateur.objects.annotate(n=Count("responsabilites__foyer__attentes"))
    return attendent.order_by("-n", "pk")[0]


def _garder(page: Page, prise: "Prise") -> None:
    """From the top of what is wanted, without what surrounds it."""
    depuis = page.locator(prise.depuis).first.bounding_box() if prise.depuis else None
    haut = max(0, depuis["y"] + page.evaluate("scrollY") - 4) if depuis else 0
    fin = min(prise.hauteur, page.evaluate("document.documentElement.scrollHeight") - haut)
    png = page.screenshot(
        full_page=True,
        clip={"x": 0, "y": haut, "width": prise.fenetre[0], "height": fin},
        animations="disabled",
    )
    prise.fichier.parent.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(png)).convert("RGB").save(
        prise.fichier, "WEBP", quality=QUALITE, method=6
    )
    print(f"{prise.fichier.relative_to(RACINE)}  {prise.fichier.stat().st_size // 1024} Ko")


if __name__ == "__main__":
    main()
