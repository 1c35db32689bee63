"""No screen of the staff is cut at the width of a small laptop, or of one that is zoomed in."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import Error

from tests.acces.adresses import toutes
from tests.acces.lignes import exemples

pytestmark = pytest.mark.long
LARGEURS = (1024, 820)  # 1280 px at 125 %; a tablet
PAS_UN_ECRAN = re.compile(
    r"logout|deconnexion|export|fichier|pdf|csv|xlsx|telecharg|demo|sprite|preview|autocomplete"
    r"|/(images|documents)/|login|password|/api/|chooser|choose-|jsi18n"
    r"|^/gestion/(pages|groups|reports|workflows)/|/(create|edit)/"  # Wagtail's own
    r"|/demandes/[0-9a-f-]{36}/"  # the row of the walk is of a démarche without its answers
)


def coupee(page):
    """How much wider than its room is what `main` holds, but for Wagtail's panel that waits beside
    the window."""
    return page.evaluate(
        "() => { document.querySelectorAll('.form-side').forEach((un) => un.remove());"
        " const m = document.querySelector('main');"
        " return m ? m.scrollWidth - m.clientWidth : 0; }"
    )


def test_no_staff_screen_is_cut_at_1024_nor_at_820(
    ouvrir, pages, connecter, agent, regisseur, famille_martin
):
    cible, _compte = exemples(agent, regisseur)
    agent.groups.set(Group.objects.all())
    session = connecter(agent, Client()).cookies[settings.SESSION_COOKIE_NAME].value
    page = ouvrir({"width": LARGEURS[0], "height": 768})
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": settings.ADRESSE}]
    )
    # as fast as the server answers: pictures and scripts change no width
    page.route(re.compile(r"\.(png|jpe?g|webp|svg)(\?|$)"), lambda route: route.abort())
    ouvrir.coupe = True
    adresses = {
        une.exemple
        for une in toutes(cible)
        if une.exemple.startswith("/gestion/") and not PAS_UN_ECRAN.search(une.exemple)
    }
    coupees, vues = [], 0
    for adresse in sorted(adresses):
        try:
            reponse = page.goto(adresse, wait_until="domcontentloaded")
        except Error:
            continue  # a file, that the browser keeps and does not show
        if reponse is None or reponse.status != 200:
            continue
        vues += 1
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 768})
            if (trop := coupee(page)) > 0:
                coupees.append(f"{adresse} at {largeur}: {trop} px")
    assert vues > 60
    assert "\n".join(coupees) == ""
