"""Which version of the portal this is: that of pyproject.toml."""

import tomllib

from django.conf import settings


def version() -> str:
    return tomllib.loads((settings.RACINE / "pyproject.toml").read_text())["project"]["version"]
