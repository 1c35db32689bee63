"""The texts of the démarches follow the name of the service."""

from demarches.models import ReglageDemarche
from famille.socle.ville import Nom
from famille.socle.ville.renommage import renommer

TEXTES = ("titre", "resume", "introduction", "pieces_a_preparer", "notice_donnees")


def renommer_le_service(ancien: Nom, nouveau: Nom) -> int:
    """How many démarches had named it. In the caller's transaction, which says who."""
    combien = 0
    for reglage in ReglageDemarche.objects.select_for_update():
        neufs = {nom: renommer(getattr(reglage, nom), ancien, nouveau) for nom in TEXTES}
        changes = {nom: texte for nom, texte in neufs.items() if texte != getattr(reglage, nom)}
        for nom, texte in changes.items():
            setattr(reglage, nom, texte)
        if changes:
            reglage.save(update_fields=list(changes))
            combien += 1
    return combien
