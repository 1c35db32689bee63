"""The recipes of docs/etendre/ work, followed to the letter (tests/maison/recettes.py)."""

import pytest

from tests.maison.recettes import (
    PAGES,
    RecetteFausse,
    changer,
    copier,
    lancer,
    prolonger_la_base,
    suivre,
)

ATTENDUES = {
    "une_regle_de_tarif",
    "un_prestataire_de_paiement",
    "un_type_de_page",
    "une_colonne",
    "une_notification",
}


@pytest.mark.long
@pytest.mark.sqlite
@pytest.mark.django_db  # its base is where theirs begins
def test_each_recipe_of_the_docs_works(tmp_path):
    """All of them in one copy, whose base is migrated once: so they do not hinder one another
    either."""
    copier(tmp_path)
    ecrits = {page.stem: suivre(page, tmp_path) for page in PAGES}
    essais = {nom: [un for un in siens if un.startswith("tests/")] for nom, siens in ecrits.items()}
    assert {nom for nom, siens in essais.items() if siens} >= ATTENDUES
    modules = [un for siens in ecrits.values() for un in siens if un.endswith(".py")]
    lancer(tmp_path, "-m", "ruff", "check", "--quiet", *modules)
    lancer(tmp_path, "-m", "ruff", "format", "--check", "--quiet", *modules)
    prolonger_la_base(tmp_path)
    chemins = [un for siens in essais.values() for un in siens]
    dit = lancer(
        tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *chemins
    )
    assert " passed" in dit
    assert "skipped" not in dit


def test_a_recipe_that_no_longer_fits_the_code_is_told(tmp_path):
    fichier = tmp_path / "famille" / "urls.py"
    fichier.parent.mkdir()
    fichier.write_text("a\nb\nc\n")
    changer(tmp_path, "--- famille/urls.py\n@@\n a\n-b\n+B\n@@\n c\n+d\n")
    assert fichier.read_text() == "a\nB\nc\nd\n"
    with pytest.raises(RecetteFausse, match="has these lines 0 times"):
        changer(tmp_path, "--- famille/urls.py\n@@\n b\n+c\n")
    with pytest.raises(RecetteFausse, match="no such file"):
        changer(tmp_path, "--- famille/rien.py\n@@\n b\n+c\n")
    with pytest.raises(RecetteFausse, match="exit"):
        lancer(tmp_path, "-c", "raise SystemExit('exit')")
