"""What is allowed for each child: the answer in force, by whom and when, and those before (G14)."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django import forms

from famille.models import Autorisation

OUI, NON = "oui", "non"


class ReponseField(forms.ChoiceField):
    """Oui or Non. A "Oui" names the refusal that it lifts: one that came after the page was read
    stands, until somebody who has read it says Oui."""

    widget = forms.RadioSelect

    def __init__(self, *, avant: Autorisation | None, **kwargs: Any) -> None:
        self.oui = f"{OUI}-{avant.pk}" if avant and not avant.accordee else OUI
        super().__init__(choices=[(self.oui, "Oui"), (NON, "Non")], **kwargs)
        self.error_messages["invalid_choice"] = (
            "Un « Non » est arrivé depuis : relisez-le, puis répondez de nouveau."
        )


def autorisations_de(enfants: list[Any]) -> dict[int, list[Autorisation]]:
    """dict enfant.pk → list[Autorisation], the latest first, their author read. One query."""
    par_enfant = defaultdict(list)
    for ligne in Autorisation.objects.filter(enfant__in=enfants).select_related("par"):
        par_enfant[ligne.enfant_id].append(ligne)
    return par_enfant


def raconter_autorisations(
    lignes: list[Autorisation], *, nommer: Callable[..., Any]
) -> dict[str, Any]:
    """dict(en_vigueur, histoire) of one child's rows, the latest first; [{"libelle", "accordee",
    "le", "par"}]. `en_vigueur`: one line a kind, `accordee` None where nothing was said.
    `histoire`: all, once an answer was replaced. `nommer`: account (or None) → its name for the
    reader."""
    dites = [
        {
            "genre": ligne.genre,
            "libelle": ligne.get_genre_display(),
            "accordee": ligne.accordee,
            "le": ligne.le,
            "par": nommer(ligne.par),
        }
        for ligne in lignes
    ]
    dernieres = {dite["genre"]: dite for dite in reversed(dites)}
    genres = Autorisation.Genre
    return {
        "en_vigueur": [
            dernieres.get(genre, {"libelle": genre.label, "accordee": None}) for genre in genres
        ],
        "histoire": dites if len(dites) > len(dernieres) else [],
    }
