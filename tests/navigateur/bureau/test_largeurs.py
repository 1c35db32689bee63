"""No screen of the staff is cut at the width of a small laptop, or of one that is zoomed in."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests.acces.adresses import toutes
from tests.acces.lignes import exemples

pytestmark = pytest.mark.long
LARGEURS = (1024, 820)  # 1280 px at 125 %; a tablet
PAS_UN_ECRAN = re.compile(
    r"logout|deconnexion|export|fichier|pdf|csv|xlsx|telecharg|demo|sprite|preview|autocomplete"
    r"|/(images|documents)/|login|password|/api/|chooser|choose-|jsi18n"
    # Wagtail's own, but for the lists and the forms of our models
    r"|^/gestion/(pages|groups|reports|workflows|sites|collections|bulk|editing-sessions)/"
    r"|/(delete|history|usage|results)/"
    r"|/demandes/[0-9a-f-]{36}/"  # the row of the walk is of a démarche without its answers
)
# The screen of an address in place of that which is open, with its sheets: reloading the desk and
# its scripts five hundred times takes minutes. False: no screen answers there.
MONTRER = """async (adresse) => {
    const reponse = await fetch(adresse);
    if (!reponse.ok || reponse.redirected) return false;
    const lue = new DOMParser().parseFromString(await reponse.text(), "text/html");
    const main = lue.querySelector("main");
    if (!main || !lue.querySelector("#wagtail-sidebar")) return false;
    const la = new Set([...document.styleSheets].map((une) => une.href));
    await Promise.all([...lue.querySelectorAll("link[rel=stylesheet]")]
        .map((un) => new URL(un.getAttribute("href"), location).href)
        .filter((href) => !la.has(href))
        .map((href) => new Promise((fini) => {
            const un = document.createElement("link");
            Object.assign(un, { rel: "stylesheet", href, onload: fini, onerror: fini });
            document.head.append(un);
        })));
    document.body.className = lue.body.className;
    document.querySelector("main").replaceWith(document.importNode(main, true));
    // Wagtail's panel waits beside the window
    document.querySelectorAll(".form-side").forEach((un) => un.remove());
    return true;
}"""
# How much wider than its room is what `main` holds.
COUPEE = """() => {
    const main = document.querySelector("main");
    return main.scrollWidth - main.clientWidth;
}"""


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
    page.goto(reverse("wagtailadmin_home"))
    ouvrir.coupe = True  # an address that is posted to answers 405
    adresses = {
        une.exemple
        for une in toutes(cible)
        if une.exemple.startswith("/gestion/") and not PAS_UN_ECRAN.search(une.exemple)
    }
    coupees, vues = [], 0
    for adresse in sorted(adresses):
        if not page.evaluate(MONTRER, adresse):
            continue
        vues += 1
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 768})
            if (trop := page.evaluate(COUPEE)) > 0:
                coupees.append(f"{adresse} at {largeur}: {trop} px")
    assert vues > 200
    assert "\n".join(coupees) == ""
