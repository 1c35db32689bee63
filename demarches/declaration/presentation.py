"""How values and days are said to people."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from famille.models import Document
from famille.regles.foyer import en_heure, en_lettres

from .champ_secret import ChampSecret

JOURS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()  # noqa: SIM905


def jour_complet(jour):
    """str: "mercredi 2 décembre 2026"."""
    return f"{JOURS[jour.weekday()]} {en_lettres(jour)}"


def moment_complet(instant):
    """str: "mercredi 25 novembre 2026 à 14 h 05", in Paris."""
    return f"{jour_complet(timezone.localdate(instant))} à {en_heure(instant)}"


def lignes_du_formulaire(formulaire, valeurs):
    """[{"libelle", "valeur"}] of a page, its empty optional answers and hidden fields left out."""
    lignes = []
    for nom, champ in formulaire.fields.items():
        valeur = "" if champ.widget.is_hidden else en_texte(champ, valeurs.get(nom))
        if valeur:
            lignes.append({"libelle": champ.label or nom, "valeur": valeur})
    return lignes


def en_texte(champ, valeur):
    """str: a cleaned value as a person would say it; "" for nothing."""
    if valeur in (None, "", []):
        return ""
    if isinstance(champ, ChampSecret):
        return champ.masquer(valeur)
    if isinstance(champ, forms.MultipleChoiceField):
        choix = dict(champ.choices)
        return ", ".join(str(choix.get(cle, cle)) for cle in valeur)
    if isinstance(champ, forms.ChoiceField):
        return str(dict(champ.choices).get(valeur, valeur))
    if isinstance(valeur, bool):
        return "Oui" if valeur else "Non"
    if isinstance(valeur, date):
        return en_lettres(valeur)
    if isinstance(valeur, Document):
        return valeur.nom
    return str(valeur)


def date_courte(jour):
    """str: "25 novembre"."""
    return date_format(jour, "j F")
