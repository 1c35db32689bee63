"""What is typed in « Je mets à jour les informations du foyer », and what became of it."""

from demarches.actions import deposer, enregistrer_page
from demarches.declaration.mise_a_jour import retenues
from demarches.models import Demande
from tests.demarches.outils import pdf

CODE = "informations-du-foyer"
NOUVEAU = "06 39 98 00 77"
CONTACT = {"prenom": "Jeanne", "nom": "Martin", "lien": "grand-mère", "telephone": "+33639980044"}
SANTE = {
    "regime": "sans-porc",
    "allergies": "Arachide",
    "pai": "non",
    "medecin": "Dr Perrin",
    "medecin_telephone": "02 61 91 00 10",
    "assurance_compagnie": "La Prévoyante",
    "assurance_numero": "ES0012",
    "assurance_fin": "31/08/2027",
}


def page_sante(enfant):
    return f"sante-{enfant.pk}"


def telephones(foyer, portable=NOUVEAU, **autres):
    adulte = foyer.responsables.get()
    valeurs = {
        "situation": "maries",
        f"telephone_portable_{adulte.pk}": portable,
        f"telephone_fixe_{adulte.pk}": "",
    }
    return valeurs | autres


def contact_saisi(cle, **autres):
    valeurs = {
        "prenom": "Jeanne",
        "nom": "Martin",
        "lien": "grand-mère",
        "telephone": "06 39 98 00 44",
    }
    valeurs |= {"roles": ["a_prevenir", "peut_recuperer"], "ordre": "1"} | autres
    return {f"{cle}_{nom}": valeur for nom, valeur in valeurs.items()}


def autorisations(enfant, **autres):
    reponses = (
        dict.fromkeys(["image", "sortie-seul", "hospitalisation", "transport", "baignade"], "oui")
        | autres
    )
    return {f"{genre}_{enfant.pk}": reponse for genre, reponse in reponses.items()}


def en_listes(champs):
    return {nom: valeur if isinstance(valeur, list) else [valeur] for nom, valeur in champs.items()}


def remplir(demande, **pages):
    """Fill these pages; every other one is left as it is. `pages`: code (`_` for `-`) → what is
    typed."""
    pages = {code.replace("_", "-"): champs for code, champs in pages.items()}
    for etape in demande.demarche.pages(demande):
        champs = pages.get(etape)
        saisie = demande.saisie | {
            etape: {"inchange": ["on"]} if champs is None else en_listes(champs)
        }
        connues = demande.demarche.formulaire(demande, etape).connues
        enregistrer_page(
            demande, saisie=saisie, avancement=retenues(demande.avancement, etape, connues)
        )
    return demande


def erreurs(demande, etape, champs):
    remplir(demande, **{etape.replace("-", "_"): champs})
    return {
        nom: list(phrases)
        for nom, phrases in demande.demarche.formulaire(demande, etape).errors.items()
    }


def envoyee(demande, **pages):
    deposer(remplir(demande, **pages), par=demande.par)
    return relire(demande)


def relire(demande):
    return Demande.objects.get(pk=demande.pk)


def lignes(demande):
    return {
        une["libelle"]: (une["avant"], une["apres"])
        for une in demande.demarche.changements(relire(demande))
    }


def tout_passer(camille):
    for etape in camille.demande.demarche.pages(camille.demande):
        camille.poster(etape, {}, "inchange")


def cas_des_pages(famille_martin):
    lea = famille_martin.lea
    return {
        "foyer": (telephones(famille_martin.foyer), telephones(famille_martin.foyer, "06")),
        "autorisations": (autorisations(lea), autorisations(lea, image="")),
        "contacts": (contact_saisi("n1"), contact_saisi("n1", telephone="")),
        page_sante(lea): (SANTE, SANTE | {"assurance_numero": ""}),
        "vaccins": (
            {f"carnet_{lea.pk}": pdf("carnet.pdf")},
            {f"carnet_{lea.pk}": pdf("faux.exe", b"\n")},
        ),
    }


def list_si_besoin(champs):
    """A file is read once: give it from its start."""
    for valeur in champs.values():
        if hasattr(valeur, "seek"):
            valeur.seek(0)
    return champs
