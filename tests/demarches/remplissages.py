"""Filling any page of any démarche, from what its fields say."""

from datetime import date

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from demarches.catalogue.prelevement_automatique.mandat import SceauInput
from demarches.declaration.etapes import PieceField
from famille.socle.saisie.champ_jour import JourField
from famille.socle.saisie.telephones import TelephoneField
from reservations.models import Reservation
from tests.demarches.outils import jj, pdf
from tests.demarches.place import en_regle, valla
from tests.demarches.prelevement import IBAN
from tests.demarches.reinscription import campagne_2027, inscrit
from tests.reservations.moteur.scene import creer_centre, ligne, reserver
from tests.reservations.outils import creer_activite, creer_creneau

PAGES_MAX = 30
# {code of the démarche: {page: {field: what to type}}}; a page of one child is named without his
# key ("sante").
REPONSES = {
    "changement-adresse": {
        "adresse": {"voie": "4 allée des Lilas", "code_postal": "36130", "commune": "Déols"}
    },
    "informations-du-foyer": {
        "contacts": {
            "n1_prenom": "Paul",
            "n1_nom": "Roux",
            "n1_lien": "Grand-père",
            "n1_telephone": "06 39 98 00 05",
            **{
                f"n{rang}_{nom}": ""
                for rang in (2, 3)
                for nom in ("prenom", "nom", "lien", "telephone", "roles")
            },
        },
        "sante": {
            "assurance_compagnie": "MAE",
            "assurance_numero": "A1",
            "assurance_fin": "31/08/2027",
        },
    },
    "justificatif-medical": {
        "absence": {"lieu": "loisirs", "debut": "09/12/2026", "fin": "09/12/2026"}
    },
    "naissance": {"enfant": {"prenom": "Rose", "naissance": "20/11/2026", "lieu": "Châteauroux"}},
    "prelevement-automatique": {"compte": {"iban": IBAN}},
    "reinscription": {"annee": {"assurance_fin": "31/08/2028"}},
    "quotient-familial": {"quotient": {"numero": "1234567"}},
}


def preparer(code, famille):
    """What the household's file must hold before this démarche makes sense."""
    if code == "place-en-accueil-de-loisirs":
        valla()
        en_regle(famille.lea)
    if code == "reinscription":
        activite = valla()
        campagne_2027(activite, debut=date(2026, 11, 2), fin=date(2026, 12, 18))
        inscrit(en_regle(famille.lea), activite)
    if code == "justificatif-medical":
        reserver(famille, ligne(famille.lea, creer_centre(famille)))
    if code == "attestation-de-presence":
        creneau = creer_creneau(creer_activite(), date(2026, 11, 18))
        presence = Reservation.Presence.PRESENT
        Reservation.objects.create(
            creneau=creneau, enfant=famille.lea, foyer=famille.foyer, presence=presence
        )


def parcourir(navigateur, avant_chaque_page=None, remplir=None):
    """Fill and check each page until the summary; the codes of the pages, in order.

    `remplir(navigateur, page)`: {field: value}, by default `valeurs_de`.
    """
    faites, etape = [], etape_a_faire(navigateur)
    while etape != "recapitulatif":
        if avant_chaque_page:
            avant_chaque_page(navigateur, etape)
        reponse = navigateur.poster(etape, (remplir or valeurs_de)(navigateur, etape), relire=False)
        assert reponse.status_code == 302, f"{etape}: {reponse.context['form'].errors}"
        faites.append(etape)
        assert len(faites) < PAGES_MAX, f"no summary after {faites}"
        etape = page_de(reponse.url)
    return faites


def etape_a_faire(navigateur):
    """The first page not yet right, as the portal says it."""
    adresse = navigateur.client.get(navigateur.adresse("recapitulatif"))
    return page_de(adresse.url) if adresse.status_code == 302 else "recapitulatif"


def page_de(adresse):
    return adresse.rstrip("/").rpartition("/")[2]


def valeurs_de(navigateur, etape):
    """{field: value}: what a browser would post of the page, just read, its empty fields filled."""
    form = navigateur.lire(etape).context["form"]
    dites = REPONSES.get(navigateur.demande.code, {}).get(etape.partition("-")[0], {})
    valeurs = {nom: dites.get(nom, valeur(form[nom], form.jour)) for nom in form.fields}
    return {nom: v for nom, v in valeurs.items() if v is not None}


def valeur(lie, jour):
    """What to type in a bound field: what it is prefilled with, else something that suits its
    kind."""
    champ, deja = lie.field, lie.value()
    if isinstance(champ.widget, SceauInput):
        return champ.widget.sceau  # a hidden field, as the page holds it
    if isinstance(champ, PieceField):
        return (
            None
            if champ.widget.piece
            else pdf(f"{lie.name.rstrip('_0123456789')}.pdf", lie.html_name.encode())
        )
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
    return "Texte"


def fautes_de(form):
    """{field: what is wrong in its kind}: forged choices, days that do not exist, texts that are
    too long, files that are not what they say."""
    return {
        nom: faute for nom, champ in form.fields.items() if (faute := _faute(champ)) is not None
    }


def _faute(champ):
    match champ:
        case forms.BooleanField():
            return None
        case PieceField():
            return SimpleUploadedFile("photo.pdf", b"<html>no photo at all</html>")
        case forms.MultipleChoiceField():
            return ["n-existe-pas"]
        case forms.ChoiceField() | forms.ModelChoiceField():
            return "n-existe-pas"
        case JourField():
            return "31/02/2026"
    return "8" * 10_000
