"""What the family's file held when a page was first written, kept encrypted in `Demande.avancement`
whoever reads it: some of it is of the child's health (demarches.declaration.mise_a_jour)."""

import json
from collections.abc import Mapping
from dataclasses import replace

from demarches.regles.avancement import Avancement
from famille.socle.chiffrement import REPONSES, chiffrer, dechiffrer


def connues(avancement: Avancement, etape: str) -> dict[str, str] | None:
    """What the file held when this page was first written."""
    jeton = avancement.connues.get(etape)
    return json.loads(dechiffrer(jeton, usage=REPONSES)) if jeton else None


def retenues(avancement: Avancement, etape: str, valeurs: Mapping[str, str] | None) -> Avancement:
    """The same, with what the file held for this page, encrypted; None forgets it."""
    autres = {page: jeton for page, jeton in avancement.connues.items() if page != etape}
    if valeurs is not None:
        autres[etape] = chiffrer(json.dumps(valeurs), usage=REPONSES)
    return replace(avancement, connues=autres)
