"""The style sheets in one form: `python deploy/styles.py` writes them so, and
tests/ecrans/test_styles.py refuses another."""

import re
import sys
from pathlib import Path

import cssbeautifier

RACINE = Path(__file__).parents[1]
DOSSIERS = ("site", "cms_pages", "demarches", "reservations", "famille")


def feuilles() -> list[Path]:
    """Ours: what others have made stands in `vendor`."""
    return [
        feuille
        for dossier in DOSSIERS
        for feuille in sorted((RACINE / dossier).rglob("static/**/*.css"))
        if "vendor" not in feuille.parts
    ]


def mettre_en_forme(texte: str) -> str:
    """A rule a block, a selector and a declaration a line, two spaces.

    >>> print(mettre_en_forme("a,b{color:red}@media (width>=9em){p,q{margin:0}}"))
    a,
    b {
      color: red
    }
    <BLANKLINE>
    @media (width >= 9em) {
      p,
      q {
        margin: 0
      }
    }
    <BLANKLINE>
    """
    choix = cssbeautifier.default_options()
    choix.indent_size = 2
    choix.newline_between_rules = True
    choix.end_with_newline = True
    choix.space_around_combinator = True
    lisible = cssbeautifier.beautify(texte, choix)
    # What it does not know: media queries with signs, the first of several selectors in a block.
    lisible = re.sub(r"\((width|height) ?(<=|>=|<|>) ?", r"(\1 \2 ", lisible)
    lisible = re.sub(r"(@(?:media|supports)[^{]*\{\n)\n", r"\1", lisible)
    return re.sub(r"\n{3,}", "\n\n", lisible)


if __name__ == "__main__":
    for feuille in feuilles():
        lue = feuille.read_text()
        if (mise := mettre_en_forme(lue)) != lue:
            feuille.write_text(mise)
            sys.stdout.write(f"{feuille.relative_to(RACINE)}\n")
