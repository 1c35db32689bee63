"""How values and days are said to people."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms

from famille.models import Document
from famille.socle.dire import en_lettres

from .champ_secret import ChampSecret

if TYPE_CHECKING:
    from demarches.declaration.etapes import Etape


def lignes_du_formulaire(formulaire: "Etape", valeurs: dict[str, Any]) -> list[dict[str, Any]]:
    """[{"libelle", "valeur"}] of a page, its empty optional answers and hidden fields left out."""
    lignes = []
    for nom, champ in formulaire.fields.items():
        valeur = "" if champ.widget.is_hidden else en_texte(champ, valeurs.get(nom))
        if valeur:
            lignes.append({"libelle": champ.label or nom, "valeur": valeur})
    return lignes


def _libelles(champ: forms.ChoiceField) -> dict[Any, str]:
    """What each choice says; no page of a démarche groups its own."""
    return {cle: str(libelle) for cle, libelle in champ.widget.choices}


def en_texte(champ: forms.Field, valeur: Any) -> str:
    """A cleaned value as a person would say it; "" for nothing."""
    if valeur in (None, "", []):
        return ""
    if isinstance(champ, ChampSecret):
        return champ.masquer(valeur)
    if isinstance(champ, forms.MultipleChoiceField):
        choix = _libelles(champ)
        return ", ".join(choix.get(cle, str(cle)) for cle in valeur)
    if isinstance(champ, forms.ChoiceField):
        return _libelles(champ).get(valeur, str(valeur))
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    if isinstance(valeur, date):
        return en_lettres(valeur)
    if isinstance(valeur, Document):
        return valeur.nom
    return str(valeur)


def avant_apres(libelle: str, avant: object, apres: object) -> dict[str, str]:
    """A line of `Demarche.changements`; "" for nothing."""
    return {"libelle": libelle, "avant": str(avant or ""), "apres": str(apres or "")}
