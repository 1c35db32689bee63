"""A civil identity, typed: the same fields for the person and for an agent."""

import re
from typing import Any

from django import forms
from django.utils import timezone

from famille.models import IdentitePivot
from famille.regles.identite import FRANCE, EtatCivil, est_une_naissance, separer_les_prenoms
from famille.socle.chiffrement import Illisible
from famille.socle.ecran import Formulaire
from famille.socle.saisie.champ_jour import JourInput
from famille.socle.saisie.noms import NomField

from .actions import PAS_UNE_DATE, SANS_NOM
from .cog import commune_du, departement_de, nom_de_la_commune, nom_du_pays, pays

_JOUR = re.compile(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})", re.ASCII)
CHAMPS = ("nom", "prenoms", "sexe", "naissance", "departement", "commune")
PAS_LA = (
    "Aucune commune de ce nom dans ce département : vérifiez les deux. Pour une commune disparue,"
    " écrivez le nom de celle d’aujourd’hui."
)


class NaissanceField(forms.CharField):
    """ "24/08/1962" → "1962-08-24"; the register presumes some: "00/11/1992" → "1992-11-00"."""

    def to_python(self, value: Any) -> str:
        texte = super().to_python(value) or ""
        if not texte:
            return ""
        lue = _JOUR.fullmatch(texte)
        iso = f"{lue[3]}-{lue[2]:0>2}-{lue[1]:0>2}" if lue else ""
        if not est_une_naissance(iso, timezone.localdate()):
            raise forms.ValidationError(PAS_UNE_DATE)
        return iso

    def prepare_value(self, value: Any) -> Any:
        """As it is typed."""
        morceaux = str(value or "").split("-")
        return "/".join(reversed(morceaux)) if len(morceaux) == 3 else value


class IdentiteForm(Formulaire):
    """`cleaned_data["identite"]`: an EtatCivil, or None when nothing was typed."""

    nom = NomField(
        label="Nom de naissance",
        max_length=200,
        required=False,
        help_text="Celui de l’acte de naissance, même si un autre nom sert tous les jours.",
    )
    prenoms = NomField(
        label="Tous les prénoms",
        max_length=300,
        required=False,
        help_text="Dans l’ordre de l’acte de naissance, une virgule entre deux. Exemple : Anne,"
        " Marie-Claire, Rose.",
    )
    sexe = forms.ChoiceField(
        label="Sexe à l’état civil",
        choices=IdentitePivot.Sexe.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    naissance = NaissanceField(
        label="Date de naissance",
        required=False,
        widget=JourInput,
        help_text="Exemple : 24 8 1962. Écrivez 00 pour un jour ou un mois qui n’est pas connu.",
    )
    pays = forms.ChoiceField(label="Pays de naissance", choices=pays, initial=FRANCE)
    departement = forms.CharField(
        label="Département de naissance",
        max_length=3,
        required=False,
        help_text="Son numéro, si la personne est née en France. Exemples : 36, 2A, 974.",
    )
    commune = forms.CharField(
        label="Commune de naissance",
        max_length=100,
        required=False,
        help_text="En France seulement. Exemple : Nantes, ou Paris 7e Arrondissement.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for champ in self.fields.values():
            # three boxes say it themselves; a round button has nothing to fill in
            if not isinstance(champ.widget, JourInput | forms.RadioSelect):
                champ.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        dites = super().clean() or {}
        dites["identite"] = None
        if not any(dites.get(nom) for nom in CHAMPS) and not self.errors:
            return dites
        for nom, manque in (("nom", SANS_NOM), ("naissance", PAS_UNE_DATE)):
            if not dites.get(nom) and nom not in self.errors:
                self.add_error(nom, manque)
        code = self._lieu(dites)
        if not self.errors:
            dites["identite"] = EtatCivil(
                nom=" ".join(dites["nom"].split()),
                prenoms=separer_les_prenoms(dites["prenoms"]),
                sexe=dites["sexe"],
                naissance=dites["naissance"],
                lieu=code,
                pays=dites["pays"],
            )
        return dites

    def _lieu(self, dites: dict[str, Any]) -> str:
        """The code of the commune; "" abroad, or where only the country is known."""
        departement, commune = dites.get("departement", ""), dites.get("commune", "")
        if dites.get("pays") != FRANCE or not (departement or commune):
            return ""
        code = commune_du(departement, commune) if departement and commune else None
        if code is None:
            self.add_error("commune", PAS_LA)
        return code or ""


class IdentiteParUnAgentForm(IdentiteForm):
    """Agents type a date on one line."""

    naissance = NaissanceField(
        label="Date de naissance",
        required=False,
        help_text="Exemple : 24/08/1962. Écrivez 00 pour un jour ou un mois qui n’est pas connu.",
    )


def connue(ligne: IdentitePivot | None) -> dict[str, Any]:
    """What the form begins with; nothing when no key reads it."""
    if ligne is None:
        return {}
    try:
        dite = ligne.dite
    except Illisible:
        return {}
    return {
        "nom": dite.nom,
        "prenoms": ", ".join(dite.prenoms),
        "sexe": dite.sexe,
        "naissance": dite.naissance,
        "pays": dite.pays,
        "departement": departement_de(dite.lieu) if dite.lieu else "",
        "commune": nom_de_la_commune(dite.lieu) if dite.lieu else "",
    }


def raconter(ligne: IdentitePivot) -> list[tuple[str, str]]:
    """[(label, text)] of what is known, to be read and not changed."""
    dite = connue(ligne)
    if not dite:
        return []
    sexe = dict(IdentitePivot.Sexe.choices).get(dite["sexe"], "")
    textes = {
        **dite,
        "sexe": str(sexe),
        "naissance": NaissanceField().prepare_value(dite["naissance"]),
        "pays": nom_du_pays(dite["pays"]),
    }
    champs = IdentiteForm.base_fields
    return [(str(champs[nom].label), textes[nom]) for nom in champs if textes[nom]]
