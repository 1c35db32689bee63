"""The agents’ screens for eyes and fingers: targets of 24 px, underlined links, boxes that look
empty in the dark."""

import re

import pytest
from django.contrib.auth.models import Group

from demarches.models import Demande
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite
from tests.navigateur.dix import dix_demandes
from tests.ville.maison import RACINE

ECRANS = (
    "/gestion/demandes/",
    "/gestion/foyers/",
    "/gestion/factures/",
    "/gestion/regie/",
    "/gestion/regie/journal/",
)
VISIBLES = """const visibles = (quoi) =>
  [...document.querySelectorAll(quoi)].filter((un) => un.getClientRects().length);
const dit = (un) => `${un.tagName} ${(un.innerText || un.type).trim().slice(0, 30)}`;"""
# The label of a box answers for it.
PETITS = f"""() => {{ {VISIBLES}
  return visibles('main :is(a:not([class]), button:not([class*="w-"]), input:not([type=hidden]), select, summary)')
    .map((un) => (un.type === 'checkbox' || un.type === 'radio' ? un.closest('label') ?? un : un))
    .filter((un) => un.getBoundingClientRect().height < 24 || un.getBoundingClientRect().width < 24).map(dit);
}}"""  # noqa: E501
SANS_TRAIT = f"""() => {{ {VISIBLES}
  return visibles('main :is(p, dd, caption) a:not([class])')
    .filter((un) => getComputedStyle(un).textDecorationLine !== 'underline').map(dit);
}}"""
CASES = """() => [...document.querySelectorAll('main input[type=checkbox]:not(:checked)')].map((une) => {
  let fond = une.parentElement;
  while (getComputedStyle(fond).backgroundColor === 'rgba(0, 0, 0, 0)') fond = fond.parentElement;
  return [getComputedStyle(une).backgroundColor, getComputedStyle(fond).backgroundColor];
})"""  # noqa: E501
# What lights the dark: a surface as clear as paper, larger than a badge.
BLANCHES = """() => [...document.querySelectorAll('main, main *')].filter((un) => {
  const [r, v, b, opaque = 1] = getComputedStyle(un).backgroundColor.match(/[\\d.]+/g).map(Number);
  const { width, height } = un.getBoundingClientRect();
  return opaque > 0.5 && Math.min(r, v, b) > 230 && width > 200 && height > 60 && un.tagName !== 'IFRAME';
}).map((un) => un.className || un.tagName)"""  # noqa: E501
# what the style sheets let scroll
DEFILENT = {
    "pfg-defile",
    "pfg-accueil-defile",
    "pf-pages-tableau",
    "pfg-vue",
    "pf-presences-alertes",
}


@pytest.fixture
def page(ouvrir, serveur, agent, famille_martin):
    dix_demandes()
    agent.groups.add(Group.objects.get(name="Régie"))
    page = ouvrir(BUREAU)
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")
    return page


def test_what_an_agent_presses_is_24_pixels_high_and_links_have_a_line(page):
    for adresse in ECRANS:
        page.goto(adresse)
        assert page.evaluate(PETITS) == [], adresse
        assert page.evaluate(SANS_TRAIT) == [], adresse


def test_the_room_around_a_link_is_not_taken_from_those_that_have_their_own(page):
    """The tiles of the home: their figures stay inside of their frames."""
    page.goto("/gestion/")
    tuile = page.locator(".pfg-accueil-tuiles a").first
    assert tuile.evaluate("une => getComputedStyle(une).paddingBlockStart") == "16px"


def test_in_the_dark_a_box_that_is_not_ticked_looks_empty(page):
    page.emulate_media(color_scheme="dark")
    page.goto("/gestion/demandes/")
    cases = page.evaluate(CASES)
    assert cases, "no box on this screen"
    assert all(case == fond for case, fond in cases), cases


def test_whatever_scrolls_sideways_is_reached_by_keyboard_and_has_a_name():
    muets = []
    for gabarit in (RACINE / "templates").rglob("*.html"):
        for balise in re.findall(r"<\w+[^>]*?class=\"[^\"]*\"[^>]*>", gabarit.read_text()):
            classes = set(re.search(r'class="([^"]*)"', balise)[1].split())
            if classes & DEFILENT and not ('tabindex="0"' in balise and "aria-label" in balise):
                muets.append(f"{gabarit.name}: {balise[:80]}")
    assert muets == []


def test_what_agents_read_stands_out_by_day_and_in_the_dark(page):
    """axe measures the contrasts of each screen under both themes; none keeps a white card."""
    dossier = f"/gestion/demandes/{Demande.objects.deposees().first().pk}/"
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for adresse in (*ECRANS, "/gestion/", "/gestion/reservations/remplissage/", dossier):
            page.goto(adresse)
            verifier_accessibilite(page)
            blanches = page.evaluate(BLANCHES)
            assert theme == "light" or blanches == [], adresse
