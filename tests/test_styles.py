"""The style sheets: one form, one set of tokens, by day and in the dark
(docs/comprendre/ecrans.md)."""

import re
from pathlib import Path

import pytest

from cms_pages.couleurs import contraste, melange
from deploy.styles import RACINE, feuilles, mettre_en_forme

JETONS = RACINE / "site/portail/static/portail/css/jetons.css"
# The margins of printed pages read no custom property.
MARGES = re.compile(r"@(?:top|bottom)-(?:left|center|right) \{[^}]*\}")
COULEUR = re.compile(
    r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch|oklab)\(|(?<![-\w])(?:white|black|red|gray|grey)(?![-\w])"
)


def relatif(feuille: Path) -> str:
    return str(feuille.relative_to(RACINE))


def regles(texte: str) -> str:
    """Without its comments."""
    return re.sub(r"/\*.*?\*/", "", texte, flags=re.DOTALL)


def jetons(selecteur: str) -> dict[str, str]:
    """The tokens that a selector gives: "--pf-marque" → "#0f5c63"."""
    bloc = re.search(re.escape(selecteur) + r" \{(.*?)\}", regles(JETONS.read_text()), re.DOTALL)
    assert bloc, f"no rule for {selecteur}"
    return dict(re.findall(r"(--pf-[\w-]+): ([^;]+);", bloc[1]))


def resolue(jeu: dict[str, str], nom: str) -> str:
    """The colour of a token, its mixtures worked out: "#87adb1"."""
    valeur = jeu[nom]
    if autre := re.fullmatch(r"var\((--pf-[\w-]+)\)", valeur):
        return resolue(jeu, autre[1])
    if mixte := re.fullmatch(
        r"color-mix\(in srgb, var\((--pf-[\w-]+)\) (\d+)%, (white|#\w{6})\)", valeur
    ):
        fond = mixte[3].replace("white", "#ffffff")
        return melange(resolue(jeu, mixte[1]), fond, int(mixte[2]) / 100)
    return valeur


@pytest.mark.parametrize("feuille", feuilles(), ids=relatif)
def test_each_sheet_is_in_the_one_form(feuille):
    texte = feuille.read_text()
    assert mettre_en_forme(texte) == texte, "run: python deploy/styles.py"


@pytest.mark.parametrize("feuille", [f for f in feuilles() if f != JETONS], ids=relatif)
def test_no_colour_stands_outside_the_tokens(feuille):
    assert COULEUR.findall(MARGES.sub("", regles(feuille.read_text()))) == []


def test_each_token_that_is_used_exists_and_each_that_exists_is_used():
    connus = set(jetons(":root"))
    textes = {feuille: regles(feuille.read_text()) for feuille in feuilles()}
    propres = set(re.findall(r"(--pf-[\w-]+):", "".join(textes.values())))
    utilises = set(re.findall(r"var\((--pf-[\w-]+)", "".join(textes.values())))
    assert utilises - propres == set()
    assert connus - utilises == set()


def test_the_dark_is_the_same_whoever_asks_for_it():
    nuit = jetons(":root.w-theme-dark")
    assert nuit == jetons(":root.w-theme-system")
    assert set(nuit) <= set(jetons(":root"))


@pytest.mark.parametrize("jeu", ["jour", "nuit"])
@pytest.mark.parametrize(
    ("texte", "fond", "minimum"),
    [
        ("encre", "carte", 7),
        ("encre", "survol", 7),
        ("discret", "carte", 4.5),
        ("discret", "survol", 4.5),
        ("discret", "page", 4.5),
        ("marque-texte", "carte", 4.5),
        ("marque-texte", "creux", 4.5),
        ("marque-texte", "survol", 4.5),
        ("marque-texte-fort", "marque-pale", 4.5),
        ("encre", "marque-pale", 4.5),
        ("sur-marque", "marque", 4.5),
        ("sur-accent", "accent", 4.5),
        ("rejetee", "carte", 4.5),
        ("encre", "attente-pale", 4.5),
        ("encre", "completer-pale", 4.5),
        ("validee-texte", "validee-pale", 4.5),
        ("attente", "attente-pale", 4.5),
        ("attente-texte", "attente-pale", 4.5),
        ("completer", "completer-pale", 4.5),
        ("completer-texte", "completer-pale", 4.5),
        ("rejetee-texte", "rejetee-pale", 4.5),
        ("brouillon", "brouillon-pale", 4.5),
        ("bord-champ", "carte", 3),
        ("marque-texte", "carte", 3),
    ],
)
def test_what_is_read_and_what_is_pressed_stand_out_by_day_and_in_the_dark(
    jeu, texte, fond, minimum
):
    tous = jetons(":root") | (jetons(":root.w-theme-dark") if jeu == "nuit" else {})
    paire = [resolue(tous, f"--pf-{nom}") for nom in (texte, fond)]
    assert contraste(*paire) >= minimum, paire


@pytest.mark.parametrize("marque", ["#000000", "#0f5c63", "#7a1f1f", "#3d2a8c", "#5a4a00"])
def test_any_colour_that_a_town_may_choose_is_read_in_the_dark(marque):
    tous = jetons(":root") | jetons(":root.w-theme-dark") | {"--pf-marque": marque}
    for fond in ("--pf-carte", "--pf-creux", "--pf-survol"):
        assert contraste(resolue(tous, "--pf-marque-texte"), resolue(tous, fond)) >= 4.5
