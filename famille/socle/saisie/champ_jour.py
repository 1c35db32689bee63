"""The one date field of the portal: three boxes for a family, the browser's calendar for an agent's
own forms.

Both are read by `lire_jour`, so that a date is taken however it is written, pasted or dictated.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from famille.socle.dire import JOURS, MOIS, en_chiffres, enumerer
from famille.socle.texte import normaliser

CASES = ("jour", "mois", "annee")
_LIBELLES = {"jour": "Jour", "mois": "Mois", "annee": "Année"}
_MANQUENT = {"jour": "le jour", "mois": "le mois", "annee": "l’année"}
# A child's birth has its own autofill section: otherwise a browser fills in its owner's.
_NAISSANCE = {"jour": "bday-day", "mois": "bday-month", "annee": "bday-year"}
SEPARATEUR = "/"
_ABREGES = {"janv": 1, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_MOIS = _ABREGES | {normaliser(nom): rang for rang, nom in enumerate(MOIS, start=1)}
_SEMAINE = "|".join(JOURS)
_ANNEE = r"(?P<annee>[0-9]{4}|[0-9]{2})"
_FORMES = [
    re.compile(
        rf"(?:le )?(?:(?:{_SEMAINE}) )?(?P<jour>[0-9]{{1,2}})(?:er)? (?P<mois>[0-9]{{1,2}}|[a-z]+)"
        rf" {_ANNEE}"
    ),
    re.compile(rf"(?P<jour>[0-9]{{2}})(?P<mois>[0-9]{{2}}){_ANNEE}"),
    re.compile(r"(?P<annee>[0-9]{4}) (?P<mois>[0-9]{1,2}) (?P<jour>[0-9]{1,2})"),
]
_SEPARATEURS = re.compile(r"[\s.\-]+")  # `normaliser` has made the others spaces
_PREMIERE, _DERNIERE = 1900, 2100  # beyond, a slip of the finger: 0026, 20226
_LONGUEUR = 60  # no date is longer


class JourIllisible(ValueError):
    """This text is not a date."""


class JourInexistant(ValueError):
    """This is written as a date, and no calendar has it: 31/02/2026."""


class JourLointain(JourInexistant):
    """A day of the calendar, centuries away: a slip of the finger in its year."""


def lire_jour(texte: str) -> date:
    """The day that is written: with its digits in a row, or apart, or its month in letters, or as a
    machine writes it.

    Raises JourIllisible, JourInexistant or JourLointain.

    >>> ecrits = "15122026", "15 12 26", "15.12.26", "mardi 15 décembre 2026"
    >>> {lire_jour(ecrit).isoformat() for ecrit in ecrits}
    {'2026-12-15'}
    >>> lire_jour("2026-12-15")
    datetime.date(2026, 12, 15)
    """
    simple = _SEPARATEURS.sub(" ", normaliser(texte[:_LONGUEUR])).strip()
    trouvee = next((forme for forme in (une.fullmatch(simple) for une in _FORMES) if forme), None)
    if trouvee is None or len(texte) > _LONGUEUR:
        raise JourIllisible(texte)
    mois = int(trouvee["mois"]) if trouvee["mois"].isdecimal() else _MOIS.get(trouvee["mois"])
    if mois is None:
        raise JourIllisible(texte)
    try:
        # two digits are of this century: nobody declares here a day of the sixties
        annee = int(trouvee["annee"]) + (2000 if len(trouvee["annee"]) == 2 else 0)
        jour = date(annee, mois, int(trouvee["jour"]))
    except ValueError:
        raise JourInexistant(texte) from None
    if not _PREMIERE <= jour.year <= _DERNIERE:
        raise JourLointain(texte)
    return jour


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
