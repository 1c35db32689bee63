"""Hooks of MkDocs for the site of docs/ (mkdocs.yml, `make docs`).

- What a page points at outside of docs/ (a figure of bench/, a unit of deploy/) comes along, under
  depot/: links are written as a forge reads them, and none is dead in the site.
- French spacing is bound on the finished page, by the portal's own function.
"""

import re
import sys
from pathlib import Path, PurePosixPath
from posixpath import normpath, relpath

from mkdocs.structure.files import File, InclusionLevel

RACINE = Path(__file__).parents[1]
sys.path.insert(0, str(RACINE))

from famille.socle.typographie import lier  # noqa: E402

DEPOT = "depot"
LIEN = re.compile(r"(\]\()([^)#\s:]+)((?:#[^)]*)?\))")
CODE = re.compile(r"(^```.*?^```$|`[^`\n]+`)", re.MULTILINE | re.DOTALL)


def dans_le_depot(src_uri):
    """str: where in the repository a file of the site comes from."""
    return (
        src_uri.removeprefix(f"{DEPOT}/") if src_uri.startswith(f"{DEPOT}/") else f"docs/{src_uri}"
    )


def dans_le_site(chemin):
    """str: the name in the site of a file of the repository."""
    return chemin.removeprefix("docs/") if chemin.startswith("docs/") else f"{DEPOT}/{chemin}"


def cible(page, lien):
    """str: the file of the repository that a link of `page` (its name there) leads to."""
    return normpath(str(PurePosixPath(page).parent / lien))


def hors_du_code(texte, faire):
    """The text, with `faire` applied to what is no example."""
    morceaux = CODE.split(texte)
    return "".join(m if i % 2 else faire(m) for i, m in enumerate(morceaux))


def on_files(files, *, config):
    """Adds what pages point at, then what these point at."""
    a_lire = [file for file in files if file.is_documentation_page()]
    while a_lire:
        file = a_lire.pop()
        page = dans_le_depot(file.src_uri)
        for _avant, lien, _apres in LIEN.findall(CODE.sub("", file.content_string)):
            chemin = cible(page, lien)
            nom = dans_le_site(chemin)
            if chemin.startswith("docs/") or nom in files.src_uris:
                continue
            if (RACINE / chemin).is_file():
                ajoute = File.generated(
                    config,
                    nom,
                    content=(RACINE / chemin).read_bytes(),
                    inclusion=InclusionLevel.NOT_IN_NAV,
                )
                files.append(ajoute)
                if ajoute.is_documentation_page():
                    a_lire.append(ajoute)
    return files


def on_page_markdown(markdown, *, page, config, files):
    """Links as the site knows them."""
    ici = page.file.src_uri

    def relier(texte):
        return LIEN.sub(
            lambda m: m[1] + vers(ici, dans_le_site(cible(dans_le_depot(ici), m[2]))) + m[3], texte
        )

    return hors_du_code(markdown, relier)


def vers(ici, la_bas):
    """str: the relative link from one file of the site to another."""
    return relpath(la_bas, str(PurePosixPath(ici).parent))


def on_page_content(html, *, page, config, files):
    """No line begins with ":" or "»"."""
    return lier(html.encode()).decode()
