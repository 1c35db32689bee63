"""Ten demandes of ten households, of every kind, as a morning brings them; each with the fate that
it will have."""

from datetime import date
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from demarches.actions import commencer, deposer, enregistrer_page, joindre
from demarches.models import ReglageDemarche
from demarches.regles.quotient import mois_proposes
from famille.models import Autorisation, Document, FicheSanitaire
from reservations.models import Activite
from tests.conftest import creer_foyer
from tests.demarches.outils import nouvelle_adresse, pdf
from tests.demarches.place import valla
from tests.demarches.prelevement import un_mandat

VALIDER, REJETER, COMPLETER, REPONDRE = "valider", "rejeter", "completer", "repondre"


def dix_demandes(debut=0):
    """{key of a demande: its fate}. `debut`: the rank of the first household, where there are
    some already."""
    ReglageDemarche.objects.filter(code="informations-du-foyer").update(sans_agent=False)
    sorts = [
        (_adresse, VALIDER),
        (_quotient, VALIDER),
        (_naissance, VALIDER),
        (_place, VALIDER),
        (_fin_de_prelevement, VALIDER),
        (_certificat, REJETER),
        (_telephone, REJETER),
        (_quotient, COMPLETER),
        (_adresse, COMPLETER),
        (_message, REPONDRE),
    ]
    demandes = {
        str(faire(*_famille(rang)).pk): sort
        for rang, (faire, sort) in enumerate(sorts, start=debut)
    }
    Document.objects.update(etat=Document.Etat.SAIN)
    return demandes


def _famille(rang):
    enfants = [("Lou", date(timezone.localdate().year - 8, 3, 14))]
    return creer_foyer(
        f"2026-030{rang:02}", f"Nom{rang}", "Alex", f"alex{rang}@exemple.fr", enfants=enfants
    )


def _envoyer(code, foyer, compte, pieces=(), enfant=None, /, **pages):
    demande = commencer(code, foyer=foyer, par=compte, enfant=enfant)
    pages = {nom: page(demande) if callable(page) else page for nom, page in pages.items()}
    saisie = {
        nom: {
            champ: valeur if isinstance(valeur, list) else [valeur]
            for champ, valeur in page.items()
        }
        for nom, page in pages.items()
    }
    enregistrer_page(demande, saisie=saisie, avancement=demande.avancement)
    for etape, fichier, genre in pieces:
        joindre(demande, etape, "fichier", fichier, par=compte, genre=genre)
    return deposer(demande, par=compte)


def _adresse(foyer, compte):
    preuve = {"nature": "facture", "date_document": f"{timezone.localdate():%d/%m/%Y}"}
    piece = ("justificatif", _photo("facture.png", foyer), Document.Genre.JUSTIFICATIF_DOMICILE)
    return _envoyer(
        "changement-adresse", foyer, compte, [piece], adresse=nouvelle_adresse, justificatif=preuve
    )


def _quotient(foyer, compte):
    mois = mois_proposes(timezone.localdate())[0].isoformat()
    dit = {"organisme": "caf", "numero": "1234567", "valeur": "842", "mois": mois}
    piece = ("justificatif", _photo("caf.png", foyer), Document.Genre.QUOTIENT)
    return _envoyer("quotient-familial", foyer, compte, [piece], quotient=dit)


def _photo(nom, foyer):
    contenu = BytesIO()
    Image.new("RGB", (60 + foyer.pk % 40, 80), "white").save(contenu, "PNG")
    return SimpleUploadedFile(nom, contenu.getvalue())


def _naissance(foyer, compte):
    enfant = {
        "prenom": "Rose",
        "nom": "Martin",
        "naissance": f"{timezone.localdate():%d/%m/%Y}",
        "lieu": "Châteauroux",
        "parents": [str(foyer.responsables.get().pk)],
    }
    piece = ("acte", pdf("acte.pdf", str(foyer.pk).encode()), Document.Genre.NAISSANCE)
    return _envoyer("naissance", foyer, compte, [piece], None, enfant=enfant)


def _place(foyer, compte):
    lou, jour = foyer.enfants.get(), timezone.localdate()
    activite = Activite.objects.first() or valla()
    fin = date(jour.year + 2, 8, 31)
    FicheSanitaire.objects.create(
        enfant=lou,
        valable_jusqu_au=fin,
        assurance_compagnie="MAE",
        assurance_numero="A1",
        assurance_fin=fin,
    )
    Autorisation.objects.bulk_create(
        Autorisation(enfant=lou, genre=g, accordee=True) for g in Autorisation.Genre
    )
    annee = jour.year if jour.month >= 9 else jour.year - 1
    pages = {"place": {"activite": str(activite.pk), "periode": f"annee-{annee}"}}
    reglement = activite.reglements.get()
    reglement.depuis = jour
    reglement.save()
    return _envoyer(
        "place-en-accueil-de-loisirs",
        foyer,
        compte,
        (),
        lou,
        **pages,
        reglement={"accepte": [str(reglement.pk)]},
    )


def _fin_de_prelevement(foyer, compte):
    mandat = un_mandat(foyer)
    return _envoyer(
        "prelevement-automatique", foyer, compte, souhait={"quoi": f"arreter-{mandat.pk}"}
    )


def _certificat(foyer, compte):
    jour = f"{timezone.localdate():%d/%m/%Y}"
    piece = ("certificat", _photo("certificat.png", foyer), Document.Genre.MEDICAL)
    absence = {"lieu": "creche", "debut": jour, "fin": jour}
    return _envoyer(
        "justificatif-medical", foyer, compte, [piece], foyer.enfants.get(), absence=absence
    )


def _telephone(foyer, compte):
    adulte = foyer.responsables.get()
    telephones = {
        f"telephone_portable_{adulte.pk}": "06 39 98 00 77",
        f"telephone_fixe_{adulte.pk}": "",
        "situation": "",
    }
    inchangee = {"inchange": "on"}
    lou = foyer.enfants.get()
    return _envoyer(
        "informations-du-foyer",
        foyer,
        compte,
        foyer=telephones,
        autorisations={f"{genre}_{lou.pk}": "oui" for genre in Autorisation.Genre},
        contacts=inchangee,
        **{f"sante-{lou.pk}": inchangee},
        vaccins=inchangee,
    )


def _message(foyer, compte):
    dit = {"sujet": "Mon dossier", "enfant": "", "message": "Bonjour, comment ajouter un contact ?"}
    return _envoyer("contact", foyer, compte, message=dit)
