"""A line of the register of care, and why one is taken off."""

from django import forms

from reservations.presences.passages.formulaires import HeureInput

from .actions import MOTIF_MAX, SANS_MOTIF, TEXTE_MAX, TROP_LONG

QUOI = "Écrivez ce qui s’est passé."
FAIT = "Écrivez ce que vous avez fait."


def _texte(libelle: str, exemple: str, erreur: str) -> forms.CharField:
    return forms.CharField(
        label=libelle,
        max_length=TEXTE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=exemple,
        error_messages={"required": erreur, "max_length": TROP_LONG},
    )


class SoinForm(forms.Form):
    cle = forms.CharField(max_length=24, widget=forms.HiddenInput)
    constat = _texte(
        "Ce qui s’est passé", "Par exemple : « tombée dans la cour, genou écorché ».", QUOI
    )
    soin = _texte("Ce qui a été fait", "Par exemple : « lavé à l’eau, pansement ».", FAIT)
    heure = forms.TimeField(label="À quelle heure", widget=HeureInput())


class RetraitForm(forms.Form):
    motif = forms.CharField(
        label="Pourquoi retirer cette ligne",
        max_length=MOTIF_MAX,
        error_messages={"required": SANS_MOTIF},
    )
