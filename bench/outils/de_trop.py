"""What the developers' set installs beside the product. Libraries take some of it when they find it
(Django's test tools jinja2, Django REST framework pygments, Beautiful Soup chardet) and then hold
memory that no town's process does."""

import re
from importlib.metadata import packages_distributions
from pathlib import Path

from bench.outils.machine import RACINE


def modules() -> list[str]:
    """Those of this environment that requirements.txt does not install, by their first name."""
    ville = re.findall(
        r"^([\w.-]+)(?=\[|==)", (RACINE / "requirements.txt").read_text(), re.MULTILINE
    )
    siens = {_simple(nom) for nom in ville}
    return sorted(
        module
        for module, paquets in packages_distributions().items()
        if not siens & {_simple(nom) for nom in paquets}
    )


def _simple(nom: str) -> str:
    """Two ways to write the name of one package are one (PEP 503)."""
    return re.sub(r"[-_.]+", "-", nom).lower()


def cacher(dossier: Path) -> Path:
    """`dossier`, made for PYTHONPATH: a Python that starts with it finds none of them."""
    dossier.mkdir()
    (dossier / "sitecustomize.py").write_text(
        f"import sys\n\nfor nom in {modules()!r}:\n    sys.modules.setdefault(nom, None)\n"
    )
    return dossier
