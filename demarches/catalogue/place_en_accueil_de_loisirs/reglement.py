"""The page of the règlement intérieur: the version shown is the one accepted, and no other."""

from datetime import date
from typing import Any

from django import forms

from demarches.declaration.etapes import Etape
from demarches.models import Demande
from famille.regles.foyer import entier
from reservations.actions import reglement_au
from reservations.models import ReglementInterieur

from .choix import choix_en_cours

PAGE = "reglement"


class ReglementForm(Etape):
    fields: dict[str, Any]  # each of its own class

    titre = "Règlement"
    titre_page = "le règlement intérieur"
    gabarit = "demarches/catalogue/place_en_accueil_de_loisirs/reglement.html"

    accepte = forms.MultipleChoiceField(
        label="Votre accord",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Lisez le règlement, puis cochez la case pour l’accepter.",
            "invalid_choice": (
                "Le règlement a changé depuis : lisez cette version, puis acceptez-la."
            ),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reglement = reglement_de(self.demande, self.jour, juge=self.a_remplir)
        if self.reglement is None:
            del self.fields["accepte"]
        else:
            phrase = f"J’ai lu et j’accepte le règlement intérieur de {self.reglement.activite}."
            self.fields["accepte"].choices = [(str(self.reglement.pk), phrase)]


def reglement_de(demande: Demande, jour: date, *, juge: bool = True) -> ReglementInterieur | None:
    """The one to accept on `jour`; once received (`juge` false), the one accepted."""
    if not juge:
        cle = entier(next(iter(demande.saisie.get(PAGE, {}).get("accepte", [])), ""))
        return ReglementInterieur.objects.filter(pk=cle).first() if cle else None
    activite, _periode = choix_en_cours(demande, jour)
    return reglement_au(activite, jour) if activite else None
