"""A form as a browser sends it: Django's test client writes it in parts, as one that has files,
which takes longer to read."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

EN_LIGNE = "application/x-www-form-urlencoded"


def envoyer(navigateur: Any, adresse: str, champs: Mapping[str, str], **choix: Any) -> Any:
    """The answer to this form, over https. `navigateur`: a test client; `choix`: its own."""
    corps = urlencode(champs)
    return navigateur.post(adresse, corps, content_type=EN_LIGNE, secure=True, **choix)
