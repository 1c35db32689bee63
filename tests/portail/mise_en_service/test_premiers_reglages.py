"""docs/exploiter/premiers_reglages.md quotes the screens by the words that they show."""

import re
from html import unescape
from pathlib import Path

from django.conf import settings

RACINE = Path(settings.RACINE)
PAGE = RACINE / "docs" / "exploiter" / "premiers_reglages.md"
DOSSIERS = ("templates", "site/portail", "famille", "reservations", "demarches", "cms_pages")


def test_each_word_that_the_first_settings_quote_is_on_a_screen():
    ecrits = " ".join(
        fichier.read_text()
        for dossier in DOSSIERS
        for fichier in (RACINE / dossier).rglob("*.*")
        if fichier.suffix in {".py", ".html"}
    )
    ecrits = re.sub(r"\s+", " ", unescape(ecrits))
    cites = {" ".join(un.split()) for un in re.findall(r"«\s(.+?)\s»", PAGE.read_text(), re.DOTALL)}
    assert len(cites) > 20
    assert {un for un in cites if un not in ecrits} == set()
