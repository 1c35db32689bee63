"""What the drawers are made of: their rows, and who these are about."""

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from famille.donnees import ChampDit, Lecteur, Tiroir
from famille.foyers.fiche import auteur

type LireDuTiroir = Callable[[Lecteur], Any]

FOYER: ChampDit = ("foyer", "Dossier", lambda objet, _l: objet.foyer.numero)
ENFANT: ChampDit = ("enfant", "Enfant", lambda objet, _l: str(objet.enfant or ""))


def tiroir(
    code: str, titre: str, modele: type[Model], lire: LireDuTiroir, *champs: str | ChampDit
) -> Tiroir:
    """Of one model. A text of `champs` names fields, a space between two."""
    noms: list[Any] = []
    for champ in champs:
        noms += champ.split() if isinstance(champ, str) else [champ]
    return Tiroir(code, titre, (modele._meta.label,), lire, tuple(noms))


def par(nom: str) -> ChampDit:
    """The field of who did it, never an adult of another home."""
    return ("par", "Par", lambda objet, lecteur: auteur(getattr(objet, nom), lecteur.miens))


def a_lui(modele: Any, *lies: str) -> LireDuTiroir:
    """What the door of the family's pages (`de`) opens to the reader."""
    return lambda lecteur: modele.objects.de(lecteur.utilisateur).select_related(*lies or (None,))


def parmi(champ: str, cles: LireDuTiroir, modele: Any, *lies: str) -> LireDuTiroir:
    """The rows of which this field is among these keys."""
    return lambda lecteur: modele.objects.filter(**{f"{champ}__in": cles(lecteur)}).select_related(
        *lies or (None,)
    )


def des_foyers(modele: Any, *lies: str) -> LireDuTiroir:
    """Rows of the reader's households."""
    return parmi("foyer", lambda lecteur: lecteur.foyers, modele, "foyer", *lies)
