"""Filling any page of any démarche, from what its fields say."""

from django import forms

from demarches.etapes import JourField, PieceField
from demarches.prelevement.mandat import SceauInput
from famille.telephones import TelephoneField
from tests.reservations.moteur import creer_centre, ligne, reserver

from .outils import jj, pdf
from .place import en_regle, valla
from .prelevement import IBAN

HOSTILE = "<script>alert(1)</script>"
PAGES_MAX = 30
# {code of the démarche: {page: {field: what to type}}}; a page of one child is named without his key ("sante").
REPONSES = {
    "changement-adresse": {"adresse": {"code_postal": "36130", "commune": "Déols"}},
    "informations-du-foyer": {
        "sante": {"assurance_compagnie": "MAE", "assurance_numero": "A1", "assurance_fin": "31/08/2027"}
    },
    "justificatif-medical": {"absence": {"lieu": "loisirs", "debut": "09/12/2026", "fin": "09/12/2026"}},
    "naissance": {"naissance": {"naissance": "20/11/2026"}},
    "prelevement-automatique": {"compte": {"iban": IBAN}},
    "quotient-familial": {"quotient": {"numero": "1234567"}},
}


def preparer(code, famille):
    """What the household's file must hold before this démarche makes sense."""
    if code == "place-en-accueil-de-loisirs":
        valla()
        en_regle(famille.lea)
    if code == "justificatif-medical":
        reserver(famille, ligne(famille.lea, creer_centre(famille)))


def parcourir(navigateur, avant_chaque_page=None):
    """Fill and check each page until the summary; the codes of the pages, in order."""
    faites = []
    while len(faites) < PAGES_MAX:
        etape = etape_a_faire(navigateur)
        if etape == "recapitulatif":
            return faites
        if avant_chaque_page:
            avant_chaque_page(navigateur, etape)
        reponse = navigateur.poster(etape, valeurs_de(navigateur, etape), "valider")
        assert reponse.status_code == 302, f"{etape}: {reponse.context['form'].errors}"
        faites.append(etape)
    raise AssertionError(f"no summary after {faites}")


def etape_a_faire(navigateur):
    """The first page not yet right, as the portal says it."""
    adresse = navigateur.client.get(navigateur.adresse("recapitulatif"))
    return adresse.url.rstrip("/").rpartition("/")[2] if adresse.status_code == 302 else "recapitulatif"


def valeurs_de(navigateur, etape):
    """{field: value}: what a browser would post of the page, its empty fields filled."""
    form = navigateur.lire(etape).context["form"]
    dites = REPONSES.get(navigateur.demande.code, {}).get(etape.partition("-")[0] if "-" in etape else etape, {})
    valeurs = {nom: valeur(form[nom], form.jour) for nom in form.fields}
    return {nom: v for nom, v in (valeurs | dites).items() if v is not None}


def valeur(lie, jour):
    """What to type in a bound field: what it is prefilled with, else something that suits its kind."""
    champ, deja = lie.field, lie.value()
    if isinstance(champ.widget, SceauInput):
        return champ.widget.sceau  # a hidden field, as the page holds it
    if isinstance(champ, PieceField):
        return None if champ.widget.piece else pdf(f"{lie.name}.pdf", lie.html_name.encode())
    if deja not in (None, "", [], False):
        return champ.widget.format_value(deja) if isinstance(champ, JourField) else deja
    return _par_nature(champ, jour)


def _par_nature(champ, jour):
    match champ:
        case forms.BooleanField():
            return "on" if champ.required else None
        case forms.TypedMultipleChoiceField() | forms.MultipleChoiceField():
            return [cle for cle, _nom in champ.choices]
        case forms.ChoiceField() | forms.ModelChoiceField():
            return next((str(cle) for cle, _nom in champ.choices if str(cle)), "")
        case JourField():
            return jj(jour)
        case TelephoneField():
            return "06 39 98 00 01"
        case forms.DecimalField() | forms.IntegerField():
            return "842"
        case forms.EmailField():
            return "camille.martin@exemple.fr"
    return "Texte" if champ.required else ""


def remplir_de_texte(navigateur, etape):
    """{field: hostile text} for each free text of the page."""
    form = navigateur.lire(etape).context["form"]
    libres = (forms.TextInput, forms.Textarea)
    return {
        nom: f"{HOSTILE} 🎈 {nom}"
        for nom, champ in form.fields.items()
        if isinstance(champ.widget, libres) and not isinstance(champ, PieceField)
    }
