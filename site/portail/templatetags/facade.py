"""Small helps to the eye: initials and their colours. No rule of the trade here."""

from django import template
from django.urls import reverse
from django.utils.http import urlencode

register = template.Library()
TEINTES = 8  # pf-teinte-0 … pf-teinte-7 in composants.css


@register.filter
def teinte(cle):
    """int in 0..7: the colour of this child (or account), the same on every screen and every day."""
    return int(cle or 0) % TEINTES


@register.filter
def initiales(personne):
    """str: "CM" for Camille Martin; a user or anything that has a first and a last name."""
    prenom = getattr(personne, "first_name", "") or getattr(personne, "prenom", "")
    nom = getattr(personne, "last_name", "") or getattr(personne, "nom", "")
    return (prenom[:1] + nom[:1]).upper() or "?"


@register.simple_tag(takes_context=True)
def lien_aide(context):
    """str: the address of the help tied to this screen, and to this step of the démarche (G32)."""
    aide = reverse("cms_pages:aide_ecran")
    precisions = {"ecran": "ecran", "ecran_code": "code", "ecran_etape": "etape"}
    questions = {nom: context[cle] for cle, nom in precisions.items() if context.get(cle)}
    return f"{aide}?{urlencode(questions)}" if questions else aide
