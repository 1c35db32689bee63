"""What the settings say, shown where an editor puts it: never copied, so that a public page and a
démarche cannot contradict each other."""

from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.utils import timezone
from wagtail import blocks

from reservations.actions import (
    phrases_des_delais,
    reglement_des_justificatifs,
    tarifs_en_vigueur,
)

# Name → (what an editor chooses, the sentences).
REGLES: dict[str, tuple[str, Callable[[], list[str]]]] = {
    "delais": ("Jusqu’à quand réserver et annuler", phrases_des_delais),
    "absences": (
        "Absence pour raison médicale",
        lambda: [reglement_des_justificatifs().phrase],
    ),
}


class RegleBloc(blocks.ChoiceBlock):
    """One rule of the town, in its sentences."""

    def __init__(self, **kwargs: Any) -> None:
        noms = [(code, nom) for code, (nom, _lire) in REGLES.items()]
        super().__init__(**{"choices": noms, "search_index": False} | kwargs)

    class Meta:
        label = "Règle des réservations"
        icon = "info-circle"
        group = "Organisation"
        template = "cms_pages/blocs/regle.html"
        help_text = (
            "Reprise des réglages : si la règle change, la page le dit. Ne l’écrivez pas une"
            " seconde fois."
        )
        description = help_text
        preview_value = "delais"

    def get_context(self, value: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        phrases: list[str] = []
        if value in REGLES:  # not a draft whose rule is still to be chosen
            _nom, lire = REGLES[value]
            phrases = caches["proche"].get_or_set(f"regle-{value}", lire) or []
        return super().get_context(value, *args, **kwargs) | {"phrases": phrases}


class TarifsBloc(blocks.StaticBlock):
    """The grids in force today, each in its table."""

    class Meta:
        label = "Tarifs en vigueur"
        icon = "table"
        group = "Organisation"
        template = "cms_pages/blocs/tarifs.html"
        admin_text = "Repris des grilles tarifaires en vigueur : un tableau par activité."
        description = admin_text
        preview_value = None

    def get_context(self, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        jour = timezone.localdate()
        tarifs = caches["proche"].get_or_set(f"tarifs-{jour}", lambda: tarifs_en_vigueur(jour))
        return super().get_context(value, *args, **kwargs) | {"tarifs": tarifs}


class ConformiteBloc(blocks.StaticBlock):
    """The state declared in Paramètres → Accessibilité: state, audit, rate, what is not
    accessible."""

    class Meta:
        label = "État de conformité déclaré"
        icon = "universal-access"
        group = "Texte"
        template = "cms_pages/blocs/conformite.html"
        admin_text = (
            "Repris des réglages « Accessibilité » : état, taux, date et liste des défauts."
        )
        description = admin_text
        preview_value = None

    def get_context(self, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        contexte = super().get_context(value, *args, **kwargs)
        declaration = contexte["settings"]["cms_pages"]["DeclarationAccessibilite"]
        listes = (
            ("Non-conformités", declaration.lignes("non_conformites")),
            ("Dérogations pour charge disproportionnée", declaration.lignes("derogations")),
            (
                "Contenus non soumis à l’obligation d’accessibilité",
                declaration.lignes("hors_obligation"),
            ),
        )
        return contexte | {"declaration": declaration, "listes": [une for une in listes if une[1]]}
