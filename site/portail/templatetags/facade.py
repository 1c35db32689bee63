"""Small helps to the eye: initials and their colours. No rule of the trade here."""

from django import template
from django.forms import Field
from django.template.loader import get_template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.timezone import localdate, localtime

from famille.regles.foyer import en_heure
from famille.regles.montants import euros
from famille.socle.champ_jour import JourField

register = template.Library()
TEINTES = 8  # pf-teinte-0 … pf-teinte-7 in composants.css


@register.filter
def teinte(cle):
    """int in 0..7: the colour of this child (or account), the same on every screen and every
    day."""
    return int(cle or 0) % TEINTES


@register.filter
def initiales(personne):
    """str: "CM" for Camille Martin; a user or anything that has a first and a last name."""
    prenom = getattr(personne, "first_name", "") or getattr(personne, "prenom", "")
    nom = getattr(personne, "last_name", "") or getattr(personne, "nom", "")
    return (prenom[:1] + nom[:1]).upper() or "?"


@register.filter
def nom_propre(valeur):
    """The name of a person or of a place, or a reference: who has the page translated reads it as
    it is."""
    return format_html('<span translate="no">{}</span>', valeur) if valeur else ""


@register.simple_tag(takes_context=True)
def lien_aide(context):
    """str: the address of the help tied to this screen, and to this step of the démarche (G32)."""
    aide = reverse("cms_pages:aide_ecran")
    precisions = {"ecran": "ecran", "ecran_code": "code", "ecran_etape": "etape"}
    questions = {nom: context[cle] for cle, nom in precisions.items() if context.get(cle)}
    return f"{aide}?{urlencode(questions)}" if questions else aide


@register.simple_tag(takes_context=True)
def panneau(context, carte):
    """The card of a panel: its template, with its own context on top of the page's
    (famille.tableau_de_bord.panneaux.composer)."""
    with context.push(**carte["contexte"]):
        return get_template(carte["gabarit"]).template.render(context)


@register.filter(name="euros")
def en_euros(montant):
    """str: "1 234,00 €"; "" for none."""
    return "" if montant is None else euros(montant)


@register.filter
def cle(dictionnaire, nom):
    """The value of this key, or None."""
    return dictionnaire.get(nom)


@register.filter(expects_localtime=True)
def jour(valeur):
    """str: "1er décembre 2026", as people say a date; "" for none."""
    if not valeur:
        return ""
    numero = "1er" if valeur.day == 1 else str(valeur.day)
    return f"{numero} {date_format(valeur, 'F Y')}"


@register.filter(expects_localtime=True)
def jour_bref(valeur):
    """str: "1er déc. 2026", where room is short; for a date or a datetime."""
    return f"{'1er' if valeur.day == 1 else valeur.day} {date_format(valeur, 'N Y')}"


@register.filter
def moment(valeur):
    """str: "mercredi 18 novembre 2026 à 21 h 14", in Paris time; for a datetime."""
    ici = localtime(valeur)
    return f"{date_format(ici, 'l')} {jour(ici)} à {en_heure(ici)}"


@register.filter
def age(naissance):
    """str: "7 ans"; "6 mois" before the first birthday, "moins d’un mois" before the first month.
    For a date."""
    aujourd_hui = localdate()
    mois = (aujourd_hui.year - naissance.year) * 12 + aujourd_hui.month - naissance.month
    mois -= aujourd_hui.day < naissance.day
    if mois >= 12:
        return f"{mois // 12} an{'s' if mois >= 24 else ''}"
    return f"{mois} mois" if mois > 0 else "moins d’un mois"


@register.filter
def nombre(valeur):
    """str: "842" or "842,50": a decimal without useless zeros."""
    texte = f"{valeur:.2f}".replace(".", ",")
    return texte.removesuffix(",00")


@register.filter
def nommee(erreur, champ):
    """str: the error as it stands far from its field. What Django says of an empty field, and what
    any date says of its boxes, says nothing without the field's name: a page may have two dates."""
    if champ.label and _sans_nom(str(erreur), champ):
        return f"{champ.label} : {erreur}"
    return erreur


def _sans_nom(erreur, champ):
    if isinstance(champ.field, JourField):
        communes = JourField.default_error_messages
        siennes = [une for une in champ.errors.as_data() if une.message == communes.get(une.code)]
        return any(erreur in une.messages for une in siennes)
    return erreur == str(Field.default_error_messages["required"])


@register.filter
def phrases(erreurs):
    """int: how many sentences these errors of a form hold: one field may have several. 0 where
    there is no form."""
    return sum(len(du_champ) for du_champ in erreurs.values()) if erreurs else 0


@register.filter
def poids(octets):
    """str: "412 Ko", "1,8 Mo": the weight of a file (in bytes) as people read it."""
    if octets < 1024 * 1024:
        return f"{max(1, round(octets / 1024))} Ko"
    return f"{octets / 1024 / 1024:.1f} Mo".replace(".", ",")


@register.filter
def duree(secondes):
    """How long, as people say it: "30 minutes", "2 heures"."""
    heures, minutes = divmod(secondes // 60, 60)
    en_heures = f"{heures} heure{'s' if heures > 1 else ''}" if heures else ""
    en_minutes = f"{minutes} minute{'s' if minutes > 1 else ''}" if minutes else ""
    return f"{en_heures} {en_minutes}".strip()
