"""A field whose answer is nobody's to see by looking: encrypted in `Demande.saisie`, masked
wherever it is shown again.

In `saisie` its value is {"chiffre": "gAAAA…"}. Forms alone read it in the clear (`en_clair`); left
masked on the page, it is kept as it was (`proteger`). The summary, the receipt and the desk have
`masquer`.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from demarches.models import Demande
from famille.models import Utilisateur
from famille.socle.chiffrement import SAISIE, Illisible, chiffrer, dechiffrer
from famille.socle.saisie.iban import POINTS

if TYPE_CHECKING:
    from demarches.declaration.etapes import Etape


CLE = "chiffre"


class SecretInput(forms.TextInput):
    """Shows its value masked; what was typed in this very request comes back once."""

    masquer: Callable[[str], str]  # the field's
    tape = ""

    def format_value(self, value: Any) -> str | None:
        return self.tape or (self.masquer(value) if value else value)


class ChampSecret(forms.CharField):
    """A text kept encrypted, of which nothing is shown unless a subclass masks it."""

    widget = SecretInput
    droit = ""  # the permission without which an agent may not ask to see it

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.masquer = self.masquer
        self.widget.attrs |= {
            "autocomplete": "off",
            "spellcheck": "false",
            "autocapitalize": "characters",
        }

    def masquer(self, texte: str) -> str:
        return POINTS

    def presenter(self, texte: str) -> str:
        """As an agent reads it who asked to see it."""
        return texte

    def lisible_par(self, lecteur: Utilisateur) -> bool:
        return not self.droit or lecteur.has_perm(self.droit)


def en_clair(valeur: str | dict[str, str]) -> str:
    """A raw value of `saisie`; "" when no key of this site reads it any more."""
    if not isinstance(valeur, dict):
        return valeur
    try:
        return dechiffrer(valeur[CLE], usage=SAISIE)
    except Illisible:
        return ""


def en_donnees(etape: str, saisie: dict[str, list[str]]) -> MultiValueDict:
    """MultiValueDict of a page's `saisie` under the names of its form, its secrets in the clear."""
    return MultiValueDict(
        {f"{etape}-{nom}": [en_clair(v) for v in valeurs] for nom, valeurs in saisie.items()}
    )


def proteger(demande: Demande, etape: str, saisie: dict[str, list[Any]]) -> dict[str, Any]:
    """What is posted on a page, as it is kept. `saisie`: {field: [values as typed]}."""
    gardees = demande.saisie.get(etape, {})
    for nom, champ in champs_secrets(demande, etape).items():
        if nom in saisie:
            saisie[nom] = [
                _garder(champ, valeur, gardees.get(nom, [""])[0]) for valeur in saisie[nom][:1]
            ]
    return saisie


def _garder(champ: ChampSecret, tapee: str, gardee: str | dict[str, str]) -> str | dict[str, str]:
    """What is kept already, where it is left masked or typed anew: one writing."""
    connue = en_clair(gardee)
    if not tapee.strip():
        return ""
    return (
        gardee
        if connue and tapee in (connue, champ.masquer(connue))
        else {CLE: chiffrer(tapee, usage=SAISIE)}
    )


def montrer_la_frappe(form: "Etape", donnees: QueryDict) -> None:
    """Show what was just typed on a page refused, never what was kept before."""
    for nom, champ in form.fields.items():
        tapee = donnees.get(form.add_prefix(nom), "")
        if isinstance(champ, ChampSecret) and POINTS not in tapee:
            champ.widget.tape = tapee


def champs_secrets(demande: Demande, etape: str) -> dict[str, ChampSecret]:
    """The secret fields of a page, by name."""
    page = demande.sa_demarche.pages_a_rendre(demande).get(etape)
    champs = page(demande=demande, prefix=etape).fields if page else {}
    return {nom: champ for nom, champ in champs.items() if isinstance(champ, ChampSecret)}


def secrets_envoyes(demande: Demande, lecteur: Utilisateur) -> list[Any]:
    """[{"cle" (for `devoiler`), "libelle", "masque", "lisible"}] of what waits, for the desk."""
    return [
        {
            "cle": f"{etape}.{nom}",
            "libelle": champ.label,
            "masque": champ.masquer(_lire(demande, etape, nom)),
            "lisible": champ.lisible_par(lecteur),
        }
        for etape in _pages_envoyees(demande)
        for nom, champ in champs_secrets(demande, etape).items()
        if _lire(demande, etape, nom)
    ]


def devoiler(demande: Demande, cle: str, lecteur: Utilisateur) -> tuple[Any, Any] | None:
    """(label, value as shown), or None: not for this account. The caller leaves a trace."""
    etape, _, nom = cle.partition(".")
    champ = champs_secrets(demande, etape).get(nom) if etape in _pages_envoyees(demande) else None
    if champ is None or not champ.lisible_par(lecteur):
        return None
    valeur = _lire(demande, etape, nom)
    return (champ.label, champ.presenter(valeur)) if valeur else None


def _pages_envoyees(demande: Demande) -> list[Any]:
    """The pages that an agent has to check: none on which the family writes again."""
    if demande.statut not in (demande.Statut.EN_ATTENTE, demande.Statut.A_COMPLETER):
        return []
    pages = demande.sa_demarche.pages(demande)
    return [etape for etape in pages if etape not in demande.pages_a_refaire]


def _lire(demande: Demande, etape: str, nom: str) -> str:
    return en_clair(demande.saisie.get(etape, {}).get(nom, [""])[0])
