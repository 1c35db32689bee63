"""Writes docs/comprendre/modeles.md: each table of the portal, and what it points at.

`DJANGO_SETTINGS_MODULE=portail.settings.test PYTHONPATH=site:. python deploy/modeles.py`
"""

from pathlib import Path

import django
from django.apps import apps

SALLES = ("famille", "reservations", "demarches", "cms_pages", "portail")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "comprendre" / "modeles.md"
TETE = """# The tables

Each row of the database, room by room, and the rows that it points at. Made by
`deploy/modeles.py`; a test sees that it is up to date. A model's docstring says what it is.
"""


def page() -> str:
    """The text of the page."""
    salles = [
        f"\n## {salle}\n\n| Table | Points at |\n|---|---|\n"
        + "".join(
            f"| `{modele.__name__}` | {', '.join(_vises(modele))} |\n"
            for modele in sorted(apps.get_app_config(salle).get_models(), key=lambda m: m.__name__)
        )
        for salle in SALLES
    ]
    return TETE + "".join(salles)


def _vises(modele: type) -> list[str]:
    """ "`Foyer`" for a foreign key, "`Activite` (several)" for a relation to many; each once."""
    dits = [
        f"`{champ.related_model.__name__}`{' (several)' if champ.many_to_many else ''}"
        for champ in (*modele._meta.fields, *modele._meta.many_to_many)
        if champ.is_relation and champ.related_model
    ]
    return list(dict.fromkeys(dits))


if __name__ == "__main__":
    django.setup()
    PAGE.write_text(page())
