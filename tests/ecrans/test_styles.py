"""The style sheets: one form, one set of tokens, by day and in the dark
(docs/comprendre/ecrans.md)."""

import re
from pathlib import Path

import pytest
import wagtail.admin

from cms_pages.models import IdentiteSite
from cms_pages.socle.couleurs import (
    FONDS_DE_NUIT,
    contraste,
    melange,
    regles_css,
    teintes_de_nuit,
)
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


def test_each_sheet_is_in_the_one_form():
    textes = {relatif(feuille): feuille.read_text() for feuille in feuilles()}
    autres = [nom for nom, texte in textes.items() if mettre_en_forme(texte) != texte]
    assert autres == [], "run: python deploy/styles.py"


def test_no_colour_stands_outside_the_tokens():
    hors = {
        relatif(feuille): COULEUR.findall(MARGES.sub("", regles(feuille.read_text())))
        for feuille in feuilles()
        if feuille != JETONS
    }
    assert {nom: trouvees for nom, trouvees in hors.items() if trouvees} == {}


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


def trop_pales(jeu: dict[str, str], paires: list[tuple[str, str, float]]) -> list[tuple]:
    """Of (text, background, least contrast), those that do not reach it, with their colours."""
    lues = [(une, [resolue(jeu, f"--pf-{nom}") for nom in une[:2]]) for une in paires]
    return [(*une, *teintes) for une, teintes in lues if contraste(*teintes) < une[2]]


LU_OU_PRESSE = [
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
]


@pytest.mark.parametrize("jeu", ["jour", "nuit"])
def test_what_is_read_and_what_is_pressed_stand_out_by_day_and_in_the_dark(jeu):
    tous = jetons(":root") | (jetons(":root.w-theme-dark") if jeu == "nuit" else {})
    assert trop_pales(tous, LU_OU_PRESSE) == []


@pytest.mark.parametrize("marque", ["#000000", "#0f5c63", "#7a1f1f", "#3d2a8c", "#5a4a00"])
def test_any_colour_that_a_town_may_choose_is_read_in_the_dark(marque):
    tous = jetons(":root") | jetons(":root.w-theme-dark") | {"--pf-marque": marque}
    for fond in ("--pf-carte", "--pf-creux", "--pf-survol"):
        assert contraste(resolue(tous, "--pf-marque-texte"), resolue(tous, fond)) >= 4.5


VILLES = ["#000000", "#0f5c63", "#7a1f1f", "#3d2a8c", "#5a4a00", "#0000ff", "#767676", "#c00000"]


def nuit_de_famille(marque: str) -> dict[str, str]:
    """The tokens of a family's page in the dark, in a town of this colour."""
    nuit = jetons(":root.w-theme-system") | jetons(":root.pf-jour-et-nuit")
    return jetons(":root") | nuit | teintes_de_nuit(marque)


LU_LA_NUIT = [
    *(
        (texte, fond, 4.5)
        for texte in ("marque", "marque-sombre", "marque-texte")
        for fond in ("carte", "page", "creux", "survol", "depot", "marque-pale")
    ),
    ("encre", "marque-pale", 4.5),
    ("sur-marque", "marque", 4.5),
    ("sur-marque", "marque-sombre", 4.5),
    ("sur-marque", "validee", 4.5),
    ("sur-marque", "rejetee", 4.5),
    ("sur-accent", "accent", 4.5),
]


@pytest.mark.parametrize("marque", VILLES)
def test_any_colour_that_a_town_may_choose_is_read_on_a_family_s_phone_in_the_dark(marque):
    assert trop_pales(nuit_de_famille(marque), LU_LA_NUIT) == []


def test_the_backgrounds_of_the_night_are_the_ones_that_the_town_s_colour_is_measured_on():
    nuit = jetons(":root.w-theme-system")
    dites = {nuit[f"--pf-{nom}"] for nom in ("carte", "page", "creux", "survol", "depot")}
    assert set(FONDS_DE_NUIT) == dites


def test_the_default_colours_of_the_night_are_the_ones_worked_out_for_a_town():
    nuit = jetons(":root.pf-jour-et-nuit")
    for nom, valeur in teintes_de_nuit(IdentiteSite().couleur_principale).items():
        assert nuit[nom] == valeur


def test_the_bars_around_a_page_are_of_the_colour_of_its_header():
    tete = (RACINE / "templates/composants/tete.html").read_text()
    dites = re.findall(r'content="(#\w{6})"\s+media="\(prefers-color-scheme: (\w+)\)"', tete)
    jour, nuit = jetons(":root")["--pf-carte"], jetons(":root.w-theme-system")["--pf-carte"]
    assert dites == [(jour, "light"), (nuit, "dark")]


def test_paper_stays_white_on_a_phone_in_its_dark_mode():
    for texte in (JETONS.read_text(), regles_css(IdentiteSite())):
        assert re.findall(r"@media (.*?)\(prefers-color-scheme", texte) == ["screen and "]


def test_no_box_of_wagtail_s_stays_pale_in_the_dark():
    """Its sentences of help stood on white in the middle of a dark form."""
    siennes = (Path(wagtail.admin.__file__).parent / "static/wagtailadmin/css/core.css").read_text()
    pales = re.findall(r"\.(help-\w+)\{background-color:var\(--w-color-\w+-50\)\}", siennes)
    notres = regles((JETONS.parent / "gestion.css").read_text())
    assert len(pales) == 3
    for classe in pales:
        assert re.search(rf"^\.{classe} \{{\s*background-color: var\(--pf-", notres, re.MULTILINE)


# Classes. `pf-` is what all may use; `pf-<folder>-` is a subject's own, by the folder of its sheet;
# `pfg-` the agents'. The calendar's is `cal-`: its cells, 300 in a month, stay light.
GABARITS = sorted((RACINE / "templates").rglob("*.html"))
PREFIXES_DES_AGENTS = ("pfg-", "pf-")
# What Wagtail, modeladmin and Bootstrap name.
D_AILLEURS = re.compile(
    r"^(?:w-|sidebar|avatar__|button|btn|icon$|content|login|listing|modeladmin|pagination|result-"
    r"|help-(?:block|info|warning|critical)$|title$|nice-padding|fields|messages|w$|visually-hidden|container|form-|breadcrumb|text-"
    r"|h[1-6]$|htmx-|no$|serious$)"
)
FEUILLES_DES_AGENTS = [
    feuille
    for feuille in feuilles()
    if "bureau" in feuille.stem
    or feuille.stem in ("gestion", "guichet", "regie", "tarifs", "etat", "graphique")
]


def classes_des_feuilles(une: list[Path]) -> set[str]:
    selecteurs = "".join(
        selecteur
        for feuille in une
        for selecteur in re.findall(r"([^{}]*)\{", regles(feuille.read_text()))
    )
    return set(re.findall(r"\.(-?[a-zA-Z_][\w-]*)", selecteurs)) - {"woff2"}


def mots(dossiers: tuple[str, ...], suffixes: tuple[str, ...]) -> str:
    """All that is written in these files."""
    return "\n".join(
        fichier.read_text()
        for dossier in dossiers
        for fichier in (RACINE / dossier).rglob("*")
        if fichier.suffix in suffixes and "vendor" not in fichier.parts
    )


@pytest.mark.parametrize("jeu", ["jour", "nuit"])
def test_each_rule_of_the_agents_that_gives_a_text_and_its_background_is_read(jeu):
    """The button that rejects was white on pink in the dark."""
    tous = jetons(":root") | (jetons(":root.w-theme-dark") if jeu == "nuit" else {})
    paires = []
    for feuille in FEUILLES_DES_AGENTS:
        for bloc in re.findall(r"\{([^{}]*)\}", regles(feuille.read_text())):
            texte = re.search(r"(?<![\w-])color: var\(--pf-([\w-]+)\);", bloc)
            fond = re.search(r"background(?:-color)?: var\(--pf-([\w-]+)\);", bloc)
            if texte and fond:
                paires.append((texte[1], fond[1], 4.5))
    assert len(paires) > 20
    assert trop_pales(tous, paires) == []


def test_the_classes_of_the_agents_screens_are_of_one_family():
    classes = classes_des_feuilles(FEUILLES_DES_AGENTS)
    autres = {une for une in classes if not une.startswith(PREFIXES_DES_AGENTS)} - {"pfg"}
    assert {une for une in autres if not D_AILLEURS.match(une)} == set()


def prefixe(feuille: Path) -> str:
    """Of the classes that only this sheet's subject uses: `pf-attente-`."""
    dossier = feuille.parent.name
    if dossier == "cms_pages":  # a sheet for each of its subjects
        dossier = feuille.stem
    return {"calendrier": "cal-"}.get(dossier, f"pf-{dossier}-")


COMMUNES = [feuille for feuille in feuilles() if feuille.parent == JETONS.parent]


def test_the_classes_of_a_subject_begin_with_its_name():
    communes, autres = classes_des_feuilles(COMMUNES), {}
    for feuille in set(feuilles()) - {*COMMUNES, *FEUILLES_DES_AGENTS}:
        debut = prefixe(feuille)
        autres[relatif(feuille)] = {
            une
            for une in classes_des_feuilles([feuille]) - communes
            if not f"{une}-".startswith(debut) and not D_AILLEURS.match(une)
        }
    assert {nom: classes for nom, classes in autres.items() if classes} == {}


def test_the_classes_that_all_may_use_begin_with_the_portal_s_name():
    communes = classes_des_feuilles(COMMUNES)
    autres = {une for une in communes if not une.startswith(PREFIXES_DES_AGENTS)} - {"pfg"}
    assert {une for une in autres if not D_AILLEURS.match(une)} == set()


def test_each_class_of_a_sheet_is_used():
    """Or is made of a word that a template completes: `pfg-etat-{{ etat }}`."""
    salles = ("templates", *("site", "cms_pages", "demarches", "reservations", "famille"))
    texte = mots(salles, (".html", ".py", ".js", ".md"))
    ecrites = set(re.findall(r"(?<![\w-])[a-z]+(?:-[a-z0-9]+)+(?![\w])", texte))
    debuts = tuple(set(re.findall(r"([a-z]+-(?:[a-z0-9]+-)*)(?=\{|\$\{)", texte)))
    notres = {une for une in classes_des_feuilles(feuilles()) if not D_AILLEURS.match(une)}
    assert sorted(u for u in notres - ecrites if "-" in u and not u.startswith(debuts)) == []


def test_each_class_of_a_template_is_in_a_sheet_or_serves_a_script_or_a_test():
    connues = classes_des_feuilles(feuilles())
    ailleurs = mots(("site", "cms_pages", "reservations", "famille", "tests"), (".js", ".py"))
    inconnues = set()
    for gabarit in GABARITS:
        for attribut in re.findall(r'class="([^"]*)"', gabarit.read_text()):
            dites = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\0", attribut).split()
            inconnues |= {
                une for une in dites if une.startswith(("pf", "cal-")) and not {"\0", "{"} & {*une}
            }
    inconnues -= connues
    assert sorted(u for u in inconnues if not re.search(rf"(?<![\w-]){u}(?![\w-])", ailleurs)) == []
