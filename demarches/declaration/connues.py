"""What the family's file held when a page was first written, kept encrypted in `Demande.avancement`
whoever reads it: some of it is of the child's health (demarches.declaration.mise_a_jour)."""

import json
from copy import deepcopy

from famille.socle.chiffrement import REPONSES, chiffrer, dechiffrer


def connues(avancement, etape):
    """dict | None: what the file held when this page was first written."""
    jeton = avancement.get("connues", {}).get(etape)
    return json.loads(dechiffrer(jeton, usage=REPONSES)) if jeton else None


def pages_connues(avancement):
    """list[str]: the pages of which that is kept."""
    return list(avancement.get("connues", {}))


def retenues(avancement, etape, valeurs):
    """dict: the same, with what the file held for this page, encrypted; None forgets it."""
    suite = deepcopy(avancement)
    toutes = suite.setdefault("connues", {})
    toutes.pop(etape, None)
    if valeurs is not None:
        toutes[etape] = chiffrer(json.dumps(valeurs), usage=REPONSES)
    return suite
