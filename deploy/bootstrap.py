"""What our pages use of Bootstrap's style sheet: a tenth of it, cut by `make vendor`.

The list is kept by tests/portail/test_ensembles.py: a class that a template begins to use, or no
longer uses, makes it fail; change CLASSES, then run `make vendor`.
"""

import re

import tinycss2

CLASSES = frozenset(
    (  # noqa: SIM905
        "active breadcrumb breadcrumb-item btn btn-danger btn-lg btn-link btn-outline-danger"
        " btn-outline-primary btn-primary btn-secondary container d-block d-flex d-print-none"
        " flex-wrap form-control form-label form-select fs-4 fw-bold fw-normal gap-2 h3"
        " list-unstyled mb-0 mb-2 ms-3 mt-2 mt-3 mt-4 text-break text-nowrap text-secondary"
        " user-select-all visually-hidden w-100"
    ).split()
)
CLASSE = re.compile(r"\.(-?[a-zA-Z_](?:[\w-]|\\.)*)")
NUIT = "data-bs-theme=dark"  # ours follows the device (jetons.css)
RACINE = re.compile(r"^(:root[^{}]*)\{(--[^{}]*)\}\n", re.MULTILINE)
VARIABLE = re.compile(r"var\((--bs-[\w-]+)")


def reduire(feuille: str) -> str:
    """str: the rules of Bootstrap's sheet that name no class but ours, and the custom properties
    that they read."""
    regles = tinycss2.parse_stylesheet(feuille, skip_comments=True, skip_whitespace=True)
    gardees = "".join(_regle(une) for une in regles)
    lues = set(VARIABLE.findall(gardees))
    return _sans_ce_que_rien_ne_lit(gardees, lues)


def _regle(regle: tinycss2.ast.Node) -> str:
    """str: what is kept of a rule; "" when nothing is."""
    if regle.type == "at-rule" and regle.lower_at_keyword == "media":
        dedans = tinycss2.parse_rule_list(regle.content, skip_comments=True, skip_whitespace=True)
        contenu = "".join(_regle(une) for une in dedans)
        return f"@media{tinycss2.serialize(regle.prelude)}{{{contenu}}}\n" if contenu else ""
    if regle.type != "qualified-rule":
        return ""
    selecteurs = [un for un in tinycss2.serialize(regle.prelude).split(",") if _est_des_notres(un)]
    if not selecteurs:
        return ""
    return f"{','.join(selecteurs)}{{{tinycss2.serialize(regle.content)}}}\n"


def _est_des_notres(selecteur: str) -> bool:
    return set(CLASSE.findall(selecteur)) <= CLASSES and NUIT not in selecteur


def _sans_ce_que_rien_ne_lit(feuille: str, lues: set[str]) -> str:
    """Bootstrap declares some 200 custom properties on the root; the rules kept read a few."""
    return RACINE.sub(lambda une: _racine(une[1], une[2], lues), feuille)


def _racine(selecteur: str, declarations: str, lues: set[str]) -> str:
    gardees = [une for une in declarations.split(";") if une.partition(":")[0].strip() in lues]
    return f"{selecteur}{{{';'.join(gardees)}}}\n" if gardees else ""
