"""Our templates as they are sent."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template


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
