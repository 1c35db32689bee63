"""An address as it is typed: the town follows from the postal code; one abroad is possible."""

from functools import cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.forms.widgets import Script
from django.urls import reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from famille.socle.saisie import pays

from .communes import commune_ecrite, communes_du

SANS_CODE = "Indiquez le code postal."
CINQ_CHIFFRES = "Le code postal a 5 chiffres, par exemple 36000."
INCONNU = (
    "Aucune commune de France n’a le code postal {code} : vérifiez-le. Si l’adresse est à"
    " l’étranger, choisissez le pays."
)
SANS_COMMUNE = "Indiquez la commune."
A_CHOISIR = "Choisissez votre commune : plusieurs ont le code postal {code}."
AUTRE_CODE = (
    "La commune « {commune} » n’a pas le code postal {code} : choisissez-la dans la liste, ou"
    " corrigez le code postal."
)


class ChoixDuPays(forms.Select):
    """Its 249 options, each a template of Django's, are put together once for each choice."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        attributs = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>{}</select>", flatatt(attributs), _options(str(value or "")))


@cache
def _options(choisi: str) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((code, " selected" if code == choisi else "", nom) for code, nom in pays.choix()),
    )


class ChampsDAdresse(forms.Form):
    """The fields of an address. What is judged is what is typed now: `adresse_a_juger` is False
    where an address that was received already is only read again."""

    voie = forms.CharField(
        label="Numéro et rue",
        max_length=120,
        help_text="Exemple : 12 bis rue des Tilleuls",
        widget=forms.TextInput(attrs={"autocomplete": "address-line1"}),
        error_messages={"required": "Indiquez le numéro et la rue."},
    )
    complement = forms.CharField(
        label="Complément",
        max_length=120,
        required=False,
        help_text="Bâtiment, étage, appartement, lieu-dit…",
        widget=forms.TextInput(attrs={"autocomplete": "address-line2"}),
    )
    code_postal = forms.CharField(
        label="Code postal",
        max_length=10,
        help_text="Exemple : 36000",
        widget=forms.TextInput(
            attrs={
                "autocomplete": "postal-code",
                "inputmode": "numeric",
                "data-communes": reverse_lazy("famille:communes", args=["00000"]),
            }
        ),
        error_messages={"required": SANS_CODE},
    )
    commune = forms.CharField(
        label="Commune",
        max_length=100,
        help_text="Elle se remplit avec le code postal.",
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
        error_messages={"required": SANS_COMMUNE},
    )
    pays = forms.ChoiceField(
        label="Pays",
        choices=pays.choix,
        initial=pays.FRANCE,
        widget=ChoixDuPays(attrs={"autocomplete": "country"}),
    )

    class Media:
        js = [Script("famille/foyers/communes.js", defer=True)]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._proposer_les_communes()

    @property
    def adresse_a_juger(self) -> bool:
        return True

    def _proposer_les_communes(self) -> None:
        """A list to choose from, where the postal code that is on the page has several towns."""
        code, commune = (str(self[nom].value() or "").strip() for nom in ("code_postal", "commune"))
        if self._en_france(self["pays"].value()) and len(noms := communes_du(code)) > 1:
            dite = commune_ecrite(code, commune) if commune else None
            if dite and dite not in noms:
                noms.append(dite)  # a former town
            choix = [(commune if nom == dite else nom, nom) for nom in noms]
            self.fields["commune"].widget = forms.Select(choices=[("", "Choisissez…"), *choix])

    @staticmethod
    def _en_france(code: str | None) -> bool:
        return (code or pays.FRANCE) == pays.FRANCE

    def clean(self) -> dict[str, Any]:
        """What is missing is judged by country: some have no postal codes."""
        donnees = super().clean() or {}
        for nom in ("pays", "code_postal", "commune") if self.adresse_a_juger else ("pays",):
            if self.has_error(nom, "required"):
                del self.errors[nom]
                donnees[nom] = pays.FRANCE if nom == "pays" else ""
        if not self.adresse_a_juger:
            return donnees
        if self._en_france(donnees.get("pays")):
            self._verifier_la_commune(donnees)
        elif donnees.get("commune") == "":
            self.add_error("commune", SANS_COMMUNE)
        return donnees

    def _verifier_la_commune(self, donnees: dict[str, Any]) -> None:
        code, commune = donnees.get("code_postal", ""), donnees.get("commune", "")
        if not {"code_postal", "commune"} <= set(donnees):
            return
        noms = communes_du(code)
        ecrite = commune_ecrite(code, commune) if commune else noms[0] if len(noms) == 1 else ""
        if not code:
            self.add_error("code_postal", SANS_CODE)
        elif len(code) != 5 or not code.isdecimal():
            self.add_error("code_postal", CINQ_CHIFFRES)
        elif not noms:
            self.add_error("code_postal", INCONNU.format(code=code))
        elif ecrite is None:
            self.add_error("commune", AUTRE_CODE.format(commune=commune, code=code))
        elif not ecrite:
            self.add_error("commune", A_CHOISIR.format(code=code))
        else:
            donnees["commune"] = ecrite
