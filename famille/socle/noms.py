"""Names in a page: who has it translated by a browser reads them as they are."""

from typing import Any

from django.utils.html import conditional_escape, format_html_join
from django.utils.safestring import SafeString


def nom_propre(valeur: Any) -> str:
    """HTML: the name of a person or of a place, or a reference. "" for none."""
    if not valeur:
        return ""
    return SafeString(f'<span translate="no">{conditional_escape(valeur)}</span>')


def noms_propres(*lignes: str) -> SafeString:
    """HTML: an address, one line under the other."""
    return format_html_join("\n", "{}", ((nom_propre(ligne),) for ligne in lignes))


def initiales(personne: object) -> str:
    """str: "CM" for Camille Martin; a user or anything that has a first and a last name."""
    prenom = getattr(personne, "first_name", "") or getattr(personne, "prenom", "")
    nom = getattr(personne, "last_name", "") or getattr(personne, "nom", "")
    return (prenom[:1] + nom[:1]).upper() or "?"
