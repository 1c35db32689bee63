"""Léa asks for a place at La Valla: what the tests of that démarche share."""

from datetime import date

from demarches.actions import commencer, deposer, enregistrer_page
from demarches.models import Demande
from famille.models import Autorisation, FicheSanitaire
from reservations.models import Activite, ReglementInterieur, Structure

CODE = "place-en-accueil-de-loisirs"
NOEL = "20261219-20270103"
TEXTE = "<p>Les enfants arrivent avant 9 h 30.</p>"


def valla(**champs):
    """Activite: La Valla, from 3 to 11 years, with its règlement."""
    structure = Structure.objects.create(nom=champs.pop("structure", "La Valla"))
    attributs = {
        "unite_scolaire": "demi-journee",
        "unite_vacances": "journee",
        "jours_scolaires": [2],
        "capacite": 20,
    }
    activite = Activite.objects.create(
        structure=structure,
        nom="Accueil de loisirs",
        **{"age_min": 3, "age_max": 11} | attributs | champs,
    )
    ReglementInterieur.objects.create(activite=activite, depuis=date(2026, 9, 1), texte=TEXTE)
    return activite


def en_regle(enfant, *, fin=date(2027, 8, 31)):
    """His health record, insurance and authorisations are complete."""
    FicheSanitaire.objects.create(
        enfant=enfant,
        valable_jusqu_au=fin,
        assurance_compagnie="MAE",
        assurance_numero="A1",
        assurance_fin=fin,
    )
    for genre in Autorisation.Genre:
        Autorisation.objects.create(enfant=enfant, genre=genre, accordee=True)
    return enfant


def choix(activite, periode="annee-2026"):
    return {"activite": str(activite.pk), "periode": periode}


def accord(activite):
    return {"accepte": [str(activite.reglements.first().pk)]}


def saisie(**pages):
    """dict: pages as they are kept."""
    return {
        code: {nom: v if isinstance(v, list) else [v] for nom, v in champs.items()}
        for code, champs in pages.items()
    }


def remplie(famille, enfant, activite, *, periode="annee-2026", **pages):
    """Demande: a draft whose pages are all filled."""
    demande = commencer(CODE, foyer=famille.foyer, par=famille.camille, enfant=enfant)
    toutes = {"place": choix(activite, periode), "reglement": accord(activite)} | pages
    enregistrer_page(demande, saisie=saisie(**toutes), avancement=demande.avancement)
    return demande


def envoyee(famille, enfant, activite, **champs):
    return deposer(remplie(famille, enfant, activite, **champs), par=famille.camille)


def relue(demande):
    return Demande.objects.select_related("foyer", "enfant").get(pk=demande.pk)


def erreurs(demande, etape, champs):
    """dict of the page's errors, once it holds these answers."""
    enregistrer_page(
        demande, saisie=demande.saisie | saisie(**{etape: champs}), avancement=demande.avancement
    )
    page = demande.demarche.formulaire(demande, etape)
    return {champ: list(phrases) for champ, phrases in page.errors.items()}
