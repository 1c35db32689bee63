"""Templates for less: the same page as Django's, whatever is shown."""

import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template, base
from django.template.loader import get_template
from django.utils import html
from django.utils.safestring import mark_safe
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy

from portail import gabarits


class Texte(str):
    """A text that says its own HTML."""

    __slots__ = ()

    def __html__(self):
        return "<b>lui-même</b>"


VALEURS = (
    "<b>Léa</b> & 'Hugo' \"12\"",
    "",
    mark_safe("<b>sûr</b>"),
    Texte("x"),
    gettext_lazy("Yes"),
    None,
    True,
    1234,
    1234.5,
    Decimal("1234.50"),
    datetime(2027, 3, 5, 23, 30, tzinfo=get_default_timezone()),
    ["<i>"],
)


@pytest.mark.parametrize("protege", [True, False])
@pytest.mark.parametrize("valeur", VALEURS, ids=lambda valeur: type(valeur).__name__)
def test_a_value_is_written_as_django_writes_it(valeur, protege):
    contexte = Context({"valeur": valeur}, autoescape=protege)
    ecrite, attendue = (
        gabarits._rendre_un_texte(valeur, contexte),
        gabarits._rendre(valeur, contexte),
    )
    assert (ecrite, type(ecrite)) == (attendue, type(attendue))
    assert gabarits._echapper_un_texte(valeur) == gabarits._echapper(valeur)


def test_it_stands_in_the_place_of_django_s_where_shortcuts_are_on(settings, monkeypatch):
    monkeypatch.setattr(html, "escape", gabarits._echapper)
    monkeypatch.setattr(base, "render_value_in_context", gabarits._rendre)
    settings.RACCOURCIS = False
    gabarits.installer()
    assert (html.escape, base.render_value_in_context) == (gabarits._echapper, gabarits._rendre)
    settings.RACCOURCIS = True
    gabarits.installer()
    assert html.escape is gabarits._echapper_un_texte
    rendu = Template("{{ a }}{{ b }}{{ a|linebreaksbr }}").render(Context({"a": "<", "b": "&"}))
    assert rendu == "&lt;&amp;&lt;"


def test_what_a_page_is_indented_by_is_not_sent(settings, tmp_path):
    (tmp_path / "page.html").write_text(
        "<p>\n    {% if oui %}\n\tOui,  Léa\n    {% endif %}\n</p>\n"
    )
    (tmp_path / "lettre.txt").write_text("Madame,\n    ci-dessous\n")
    reglage = settings.TEMPLATES[0]
    settings.TEMPLATES = [reglage | {"DIRS": [tmp_path]}]
    assert get_template("page.html").render({"oui": True}) == "<p>\n\nOui,  Léa\n\n</p>\n"
    assert get_template("lettre.txt").render({}) == "Madame,\n    ci-dessous\n"


def test_no_template_of_ours_holds_a_text_whose_indentation_is_seen():
    fichiers = list((Path(settings.RACINE) / "templates").rglob("*.html"))
    assert len(fichiers) > 500
    assert [
        str(un) for un in fichiers if re.search(r"<pre\b|<textarea\b[^>]*>\s*\n", un.read_text())
    ] == []
