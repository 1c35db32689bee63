"""What the drawers are made of: their rows, and who these are about."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Model

from famille.dossier.foyers.fiche import auteur
from famille.mouvements.donnees import ChampDit, Lecteur, Tiroir

type LireDuTiroir = Callable[[Any, Lecteur], Any]  # (model, who reads) → its rows

FOYER: ChampDit = ("foyer", "Dossier", lambda objet, _l: objet.foyer.numero)
ENFANT: ChampDit = ("enfant", "Enfant", lambda objet, _l: str(objet.enfant or ""))


def tiroir(
    code: str, titre: str, modele: type[Model], lire: LireDuTiroir, *champs: str | ChampDit
) -> Tiroir:
    """A drawer of one model. A text of `champs` names fields, a space between two."""
    noms: list[Any] = []
    for champ in champs:
        noms += champ.split() if isinstance(champ, str) else [champ]
    return Tiroir(code, titre, (modele._meta.label,), partial(lire, modele), tuple(noms))


def par(nom: str) -> ChampDit:
    """The field of who did it, never an adult of another home."""
    return ("par", "Par", lambda objet, lecteur: auteur(getattr(objet, nom), lecteur.miens))


def a_lui(*lies: str) -> LireDuTiroir:
    """What the door of the family's pages (`de`) opens to the reader."""
    return lambda modele, lecteur: modele.objects.de(lecteur.utilisateur).select_related(
        *lies or (None,)
    )


def parmi(champ: str, cles: Callable[[Lecteur], Any], *lies: str) -> LireDuTiroir:
    """The rows of which this field is among these keys."""
    return lambda modele, lecteur: modele.objects.filter(
        **{f"{champ}__in": cles(lecteur)}
    ).select_related(*lies or (None,))


def des_foyers(*lies: str) -> LireDuTiroir:
    """Rows of the reader's households."""
    return parmi("foyer", lambda lecteur: lecteur.foyers, "foyer", *lies)


def de_soi(*lies: str, par: str = "utilisateur") -> LireDuTiroir:
    """Rows of the reader alone."""
    return parmi(par, lambda lecteur: [lecteur.utilisateur], *lies)
