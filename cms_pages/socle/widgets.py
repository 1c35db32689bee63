"""Inputs of the editors' screens."""

from django import forms


class ChoixCouleur(forms.TextInput):
    """The browser's own colour picker; it gives "#rrggbb"."""

    input_type = "color"
