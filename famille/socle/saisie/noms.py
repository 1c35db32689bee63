"""A name that a form or a file gives: of a person, of a household, of the service, of the portal.
No sign of a tag in it: our pages escape it, who reads our exports may not."""

from django import forms
from django.core.exceptions import ValidationError


def dire_un_chevron(nom: str) -> str:
    """Why this is no name, and what to do; "" for a good one.

    >>> dire_un_chevron("Léa"), dire_un_chevron("<b>Léa</b>") != ""
    ('', True)
    """
    if "<" not in nom and ">" not in nom:
        return ""
    return "Un nom s’écrit sans « < » ni « > » : retirez ces signes."


def sans_chevron(nom: str) -> None:
    """The validator of a field that holds a name."""
    if phrase := dire_un_chevron(nom):
        raise ValidationError(phrase, code="chevron")


class NomField(forms.CharField):
    default_validators = [sans_chevron]
