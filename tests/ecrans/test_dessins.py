"""Drawings, pills and initials: what stands beside a word, for who does not tell its colour."""

import re
from pathlib import Path

from django.conf import settings
from django.template import Context, Template

from portail.templatetags import dessins, facade
from portail.templatetags.facade import TEINTES

RACINE = Path(settings.RACINE)
STATIQUES = RACINE / "site" / "portail" / "static" / "portail"


def test_each_icon_named_by_a_template_or_a_state_is_in_the_sprite():
    sprite = (STATIQUES / "icones.svg").read_text(encoding="utf-8")
    textes = (g.read_text() for g in (RACINE / "templates").rglob("*.html"))
    noms = {nom for texte in textes for nom in re.findall(r'{% icone "([a-z-]+)" %}', texte)}
    assert len(noms) > 30
    noms |= {dessins.SANS_DESSIN, *dessins.DESSINS.values()}
    assert sorted(nom for nom in noms if f'id="{nom}"' not in sprite) == []


def test_a_state_is_said_by_its_colour_its_drawing_and_its_word():
    pastille = Template("{% pastille statut mot %}")
    validee = pastille.render(Context({"statut": "validee", "mot": "<Oui>"}))
    assert 'class="pf-pastille pf-pastille-validee"><svg' in validee
    assert "#coche" in validee
    assert validee.endswith("</svg> &lt;Oui&gt;</span>")
    inconnue = pastille.render(Context({"statut": "autre"}))
    assert "pf-pastille-autre" in inconnue
    assert "#brouillon" in inconnue
    choisie = Template('{% pastille "validee" "Prévu" "calendrier" %}').render(Context())
    assert "#calendrier" in choisie


def test_a_child_keeps_its_colour():
    assert facade.teinte(3) == facade.teinte(3 + TEINTES) != facade.teinte(4)


def test_an_initial_is_for_the_eye_alone():
    gabarit = Template('{% load facade %}{% initiale cle prenom "pf-initiale-grande" %}')
    assert gabarit.render(Context({"cle": 11, "prenom": "élise"})) == (
        '<span class="pf-initiale pf-teinte-3 pf-initiale-grande" aria-hidden="true">É</span>'
    )
    assert "<span" in gabarit.render(Context()), "a document of nobody"
