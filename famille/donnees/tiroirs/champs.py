"""What several drawers are made of: the rows of a household, and who they are about."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from famille.donnees import Lecteur
from famille.foyers.fiche import auteur


def foyer(objet: Any, _lecteur: Lecteur) -> str:
    return objet.foyer.numero


def enfant(objet: Any, _lecteur: Lecteur) -> str:
    return str(objet.enfant) if objet.enfant_id else ""


def par(nom: str) -> tuple[str, str, Callable[[Any, Any], str]]:
    """The field of who did it, never an adult of another home."""
    return ("par", "Par", lambda objet, lecteur: auteur(getattr(objet, nom), lecteur.miens))


FOYER = ("foyer", "Dossier", foyer)


ENFANT = ("enfant", "Enfant", enfant)


def des_foyers(modele: type[Model], *lies: str) -> Callable[[Lecteur], Any]:
    """Rows of the reader's households."""

    def lire(lecteur: Lecteur) -> Any:
        lignes = modele._default_manager.filter(foyer__in=lecteur.foyers)
        return lignes.select_related("foyer", *lies)

    return lire
