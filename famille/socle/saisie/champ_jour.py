"""The one date field of the portal: three boxes for a family, the browser's calendar for an agent's
own forms.

Both are read by `jours_ecrits.lire_jour`, so that a date is taken however it is written, pasted
or dictated.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from famille.socle.dire import en_chiffres, enumerer

from .jours_ecrits import JourIllisible, JourInexistant, JourLointain, lire_jour

CASES = ("jour", "mois", "annee")
_LIBELLES = {"jour": "Jour", "mois": "Mois", "annee": "Année"}
_MANQUENT = {"jour": "le jour", "mois": "le mois", "annee": "l’année"}
# A child's birth has its own autofill section: otherwise a browser fills in its owner's.
_NAISSANCE = {"jour": "bday-day", "mois": "bday-month", "annee": "bday-year"}
SEPARATEUR = "/"


class JourInput(forms.TextInput):
    """Three boxes under one name: day, month, year. What is posted is a list of three, or one text
    from elsewhere (a link, a draft kept by an older version); the form's value is one text, the
    boxes joined by "/"."""

    template_name = "composants/jour.html"
    use_fieldset = True
    naissance = False

    def value_from_datadict(
        self, data: Mapping[str, Any], files: MultiValueDict, name: str
    ) -> str | None:
        lire = getattr(data, "getlist", None)
        posees = lire(name) if lire else [data[name]] if name in data else []
        if not posees:
            return None
        return SEPARATEUR.join(str(posee).strip() for posee in posees if posee is not None).rstrip(
            SEPARATEUR
        )

    def format_value(self, value: Any) -> str | None:
        return en_chiffres(value) if isinstance(value, date) else value

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        contexte = super().get_context(name, value, attrs)
        attributs = contexte["widget"]["attrs"]
        cle = attributs.pop("id", "")
        contexte["widget"]["cases"] = [
            {
                "libelle": _LIBELLES[case],
                "case": case,
                "id": f"{cle}_{rang}" if cle else "",
                "valeur": texte,
                "autocomplete": f"section-enfant {_NAISSANCE[case]}" if self.naissance else "off",
            }
            for rang, (case, texte) in enumerate(zip(CASES, en_cases(value), strict=True))
        ]
        return contexte


class CalendrierInput(forms.DateInput):
    """The browser's own calendar, at an agent's desk."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")

    def format_value(self, value: Any) -> str | None:
        """A text that is not a date is shown as it was typed: some browsers have no calendar."""
        if isinstance(value, str):
            try:
                value = lire_jour(value)
            except ValueError:
                return value
        return super().format_value(value)


class JourField(forms.DateField):
    """A date. `naissance`: it is a birth date, which a browser may fill in."""

    widget: Any = JourInput  # the class, then this field's own
    default_error_messages = {
        "required": "Indiquez le jour, le mois et l’année.",
        "incomplete": "Il manque %(manque)s : complétez la date.",
        "inexistante": "Cette date n’existe pas : vérifiez le jour, le mois et l’année.",
        "lointaine": "Cette année n’est pas la bonne : vérifiez l’année.",
        "invalid": (
            "Écrivez la date en chiffres : le jour, le mois, puis l’année, par exemple 15 12 2026."
        ),
    }

    def __init__(self, *, naissance: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.naissance = naissance

    def to_python(self, value: str | date | None) -> date | None:
        if value is None or value in self.empty_values:
            return None
        if isinstance(value, date):
            return super().to_python(value)
        manque = [
            _MANQUENT[case] for case, texte in zip(CASES, en_cases(value), strict=True) if not texte
        ]
        try:
            return lire_jour(value)
        except JourLointain:
            raise ValidationError(self.error_messages["lointaine"], code="lointaine") from None
        except JourInexistant:
            raise ValidationError(self.error_messages["inexistante"], code="inexistante") from None
        except JourIllisible:
            if manque and all(
                texte.isdecimal() for texte in value.split(SEPARATEUR) if texte.strip()
            ):
                raise ValidationError(
                    self.error_messages["incomplete"],
                    code="incomplete",
                    params={"manque": enumerer(manque)},
                ) from None
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class JourDAgentField(JourField):
    """A date in a form that only agents fill."""

    widget = CalendrierInput


def en_cases(valeur: str | date | None) -> list[str]:
    """The texts of the three boxes for a value: a date, or a text, which is shown as it was
    typed."""
    if isinstance(valeur, date):
        return en_chiffres(valeur).split(SEPARATEUR)
    morceaux = [morceau.strip() for morceau in str(valeur or "").split(SEPARATEUR)]
    if len(morceaux) == 1:
        try:
            return en_cases(lire_jour(morceaux[0]))
        except ValueError:
            pass
    if len(morceaux) > len(CASES):
        morceaux = [str(valeur)]
    return [*morceaux, *[""] * (len(CASES) - len(morceaux))]
