"""Small helps to the eye: initials and their colours. No rule of the trade here."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from django import template
from django.forms import BaseForm, BoundField, Field
from django.forms.utils import ErrorDict
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, now

from famille.dossier.foyers.mises_a_jour import le_demander
from famille.socle import dire
from famille.socle.noms import initiales, nom_propre
from famille.socle.saisie.champ_jour import JourField

register = template.Library()
register.filter(nom_propre)
register.filter(initiales)
TEINTES = 8  # pf-teinte-0 … pf-teinte-7 in composants.css


@register.filter
def teinte(cle: int) -> str:
    """ "0" to "7": the colour of this child (or account), the same on every screen and every day.
    Text, as each number of a template is looked at in the light of its language."""
    return str(int(cle or 0) % TEINTES)


@register.simple_tag
def initiale(cle: int, prenom: str, classe: str = "") -> SafeString:
    """HTML: the coloured initial of a child, the same everywhere. The name always stands beside it:
    it is for the eye alone."""
    return _initiale(teinte(cle), str(prenom)[:1].upper(), f" {classe}" if classe else "")


@lru_cache(maxsize=1024)  # the same child each day of a week
def _initiale(teinte: str, lettres: str, classe: str = "") -> SafeString:
    html = '<span class="pf-initiale pf-teinte-{}{}" aria-hidden="true">{}</span>'
    return format_html(html, teinte, classe, lettres)


@register.simple_tag(takes_context=True)
def lien_aide(context: Context) -> str:
    """The address of the help tied to this screen, and to this step of the démarche (G32)."""
    aide = reverse("cms_pages:aide_ecran")
    precisions = {"ecran": "ecran", "ecran_code": "code", "ecran_etape": "etape"}
    questions = {nom: context[cle] for cle, nom in precisions.items() if context.get(cle)}
    return f"{aide}?{urlencode(questions)}" if questions else aide


@register.simple_tag(takes_context=True)
def panneau(context: Context, carte: dict[str, Any]) -> SafeString:
    """The card of a panel: its template, with its own context on top of the page's
    (famille.dossier.tableau_de_bord.panneaux.composer)."""
    with context.push(**carte["contexte"]):
        gabarit: Any = get_template(carte["gabarit"])  # Django's own wrapper, of either engine
        return gabarit.template.render(context)


register.simple_tag(le_demander)


@register.filter
def cle(dictionnaire: Any, nom: str | int) -> Any:
    """The value of this key, or None."""
    return dictionnaire.get(nom)


# French, said by `famille.socle.dire`; "" for none. Moments are those of Paris.
_JOURS: dict[str, Callable[[Any], str]] = {
    "jour": dire.en_lettres,  # 1er décembre 2026
    "jour_sans_annee": partial(dire.en_lettres, annee=False),
    "jour_de_semaine": lambda le: dire.en_jour(_date(le)),  # mercredi 9 décembre
    "jour_complet": lambda le: dire.en_jour(_date(le), annee=True),
    "nom_du_jour": lambda le: dire.JOURS[le.weekday()],  # mercredi
    "jour_abrege": lambda le: f"{dire.JOURS[le.weekday()][:3]}.",  # in the head of a column
    "jour_bref": dire.en_bref,  # 1er déc. 2026, where room is short
    "jour_bref_sans_annee": partial(dire.en_bref, annee=False),
    "jour_en_chiffres": dire.en_chiffres,  # 01/12/2026, in a table
    "mois": dire.en_mois,  # décembre 2026
}
_MOMENTS: dict[str, Callable[[Any], str]] = {
    "moment": dire.en_moment,  # mercredi 18 novembre 2026 à 21 h 14
    "moment_proche": lambda le: dire.en_moment(le, now()),  # without this year
    "heure": dire.en_heure,  # 21 h 14
}


def _ou_rien(dite: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda valeur: dite(valeur) if valeur else ""


def _date(valeur: date) -> date:
    """`en_jour` remembers days, which moments would push out."""
    return valeur.date() if isinstance(valeur, datetime) else valeur


for nom, dite in _JOURS.items():
    register.filter(nom, _ou_rien(dite), expects_localtime=True)
for nom, dite in _MOMENTS.items():
    register.filter(nom, _ou_rien(dite))
register.filter("euros", lambda montant: "" if montant is None else dire.en_euros(montant))
register.filter("age", lambda naissance: dire.en_age(naissance, localdate()))
register.filter("nombre", dire.en_nombre)  # 842 or 842,5
register.filter("poids", dire.en_poids)  # 412 Ko, 1,8 Mo
register.filter("duree", dire.en_duree)  # of seconds: 30 minutes, 2 heures
register.filter("de", dire.de)  # de Léa, d’Olympe


@register.filter
def de_nom_propre(nom: str) -> SafeString:
    """ "de Léa", the name left as it is by who has the page translated (`nom_propre`)."""
    return format_html("{}{}", dire.particule(nom), nom_propre(nom))


@register.filter
def nommee(erreur: str, champ: BoundField) -> str:
    """The error as it stands far from its field. What Django says of an empty field, and what any
    date says of its boxes, says nothing without the field's name: a page may have two dates."""
    if champ.label and _sans_nom(str(erreur), champ):
        return f"{champ.label} : {erreur}"
    return erreur


def _sans_nom(erreur: str, champ: BoundField) -> bool:
    if isinstance(champ.field, JourField):
        communes = JourField.default_error_messages
        siennes = [
            une for une in champ.errors.as_data() if une.message == communes.get(une.code or "")
        ]
        return any(erreur in une.messages for une in siennes)
    return erreur == str(Field.default_error_messages["required"])


@register.filter
def phrases(erreurs: ErrorDict) -> int:
    """How many sentences these errors of a form hold: one field may have several. 0 where there is
    no form."""
    return sum(len(du_champ) for du_champ in erreurs.values()) if erreurs else 0


@register.filter
def obligatoires(formulaire: BaseForm | None) -> str:
    """Which fields of this form must be filled, as its page says it before the first one; "" where
    none must, or there is one question alone. A form may word it itself (`phrase_obligatoires`)."""
    dite = getattr(formulaire, "phrase_obligatoires", None)
    if dite is not None or formulaire is None:
        return dite or ""
    exiges = [champ.field.required for champ in formulaire.visible_fields()]
    if not any(exiges) or len(exiges) == 1:
        return ""
    sauf = "" if all(exiges) else ", sauf ceux qui portent la mention « facultatif »"
    return f"Tous les champs sont obligatoires{sauf}."
