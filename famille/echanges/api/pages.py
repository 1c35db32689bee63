"""Long answers by pages, whose cursor neither repeats nor hides a row when others come."""

import base64
import json
from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from ninja import Field, Schema

from .porte import compter_les_lignes
from .problemes import mal_posee

PAR_PAGE, PAR_PAGE_MAX = 100, 500
T = TypeVar("T")


class Parcours(Schema):
    """What every list is asked."""

    taille: int = Field(PAR_PAGE, ge=1, le=PAR_PAGE_MAX, description="Lignes par page.")
    curseur: str | None = Field(
        None, max_length=200, description="« suivant » de la page précédente."
    )


class Page(Schema, Generic[T]):  # noqa: UP046 - pydantic names its schemas after it
    resultats: list[T]
    suivant: str | None = Field(
        None, description="Le curseur de la page qui suit ; vide quand il n’y en a plus."
    )


def paginer(
    request: HttpRequest, lignes: QuerySet, parcours: Parcours, *, ordre: Sequence[str] = ("pk",)
) -> dict[str, Any]:
    """dict(resultats, suivant). `ordre`: fields of the row itself, that never change; the last one
    is the key. One query. Probleme: a cursor that is none of ours."""
    apres = _apres(lignes.model, parcours.curseur, ordre)
    lues = list(lignes.filter(apres).order_by(*ordre)[: parcours.taille + 1])
    page, reste = lues[: parcours.taille], lues[parcours.taille :]
    compter_les_lignes(request, len(page))
    return {"resultats": page, "suivant": _curseur(page[-1], ordre) if reste else None}


def _curseur(ligne: Model, ordre: Sequence[str]) -> str:
    ou = [str(getattr(ligne, nom)) for nom in ordre]
    return base64.urlsafe_b64encode(json.dumps(ou).encode()).decode().rstrip("=")


def _apres(modele: type[Model], curseur: str | None, ordre: Sequence[str]) -> Q:
    """What comes after this row: (a > x) or (a = x and b > y)…"""
    if not curseur:
        return Q()
    valeurs = _lire(modele, curseur, ordre)
    apres = Q()
    for rang, nom in enumerate(ordre):
        egales = Q(**dict(zip(ordre[:rang], valeurs, strict=False)))
        apres |= egales & Q(**{f"{nom}__gt": valeurs[rang]})
    return apres


def _lire(modele: type[Model], curseur: str, ordre: Sequence[str]) -> list[Any]:
    champs: list[Any] = [
        modele._meta.pk if nom == "pk" else modele._meta.get_field(nom) for nom in ordre
    ]
    try:
        lus = json.loads(base64.urlsafe_b64decode(curseur + "=" * (-len(curseur) % 4)))
        if not all(isinstance(un, str) for un in lus):
            raise mal_posee("curseur")
        valeurs = [champ.clean(un, None) for champ, un in zip(champs, lus, strict=True)]
    except (ValueError, TypeError, ValidationError, OverflowError, RecursionError) as erreur:
        raise mal_posee("curseur") from erreur
    return valeurs
