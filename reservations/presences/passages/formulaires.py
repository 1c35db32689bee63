"""The hours of a child at the door, typed by hand, and who fetched him."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from famille.socle.saisie.noms import NomField
from reservations.regles.accueil.passages import Porte

from .actions import MOTIF_MAX, NOM_MAX, QUI
from .lecture import AUTRE, Venant

AVANT_L_ARRIVEE = "Le départ ne peut pas être avant l’arrivée : vérifiez les deux heures."
IL_RESTE = "Vide : il est encore là."


class HeureInput(forms.TimeInput):
    """An hour as the browser asks it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class PassageForm(forms.Form):
    """`venants`: who may fetch him."""

    arrivee = forms.TimeField(label="Heure d’arrivée", required=False, widget=HeureInput())
    depart = forms.TimeField(
        label="Heure de départ", required=False, widget=HeureInput(), help_text=IL_RESTE
    )
    qui = forms.ChoiceField(label="Venu chercher l’enfant", required=False)
    nom = NomField(label="Nom de la personne", required=False, max_length=NOM_MAX)
    motif = forms.CharField(
        label="Pourquoi cette personne",
        required=False,
        max_length=MOTIF_MAX,
        help_text="Par exemple : « la mère a appelé à 17 h, pièce d’identité vue ».",
    )

    fields: dict[str, Any]  # each of its own class

    def __init__(
        self, donnees: QueryDict | None, *, venants: list[Venant], jour: date, porte: Porte
    ) -> None:
        super().__init__(donnees, initial=_connu(porte, venants))
        self.jour = jour
        self.fields["qui"].choices = [
            ("", "Choisissez"),
            *((un.code, un.nom[:1].upper() + un.nom[1:]) for un in venants),
            (AUTRE, "Quelqu’un d’autre"),
        ]

    def clean(self) -> dict[str, Any]:
        lues = super().clean() or {}
        arrivee, depart = lues.get("arrivee"), lues.get("depart")
        if arrivee and depart and depart < arrivee:
            self.add_error("depart", AVANT_L_ARRIVEE)
        autre = lues.get("qui") == AUTRE
        if depart and (not lues.get("qui") or (autre and not (lues["nom"] and lues["motif"]))):
            self.add_error("qui", QUI)
        return lues

    def moment(self, champ: str) -> datetime | None:
        """The hour of this field on the day of the booking."""
        heure = self.cleaned_data[champ]
        return heure and timezone.make_aware(datetime.combine(self.jour, heure))


def _connu(porte: Porte, venants: list[Venant]) -> dict[str, Any]:
    """What was noted, as the fields show it."""
    code = next((un.code for un in venants if un.nom == porte.repris_par), "")
    ailleurs = bool(porte.repris_par and not code)
    return {
        "arrivee": porte.arrivee and timezone.localtime(porte.arrivee).time(),
        "depart": porte.depart and timezone.localtime(porte.depart).time(),
        "qui": AUTRE if ailleurs else code,
        "nom": porte.repris_par if ailleurs else "",
        "motif": porte.motif,
    }
