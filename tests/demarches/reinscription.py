"""A campaign for 2027-2028 in June 2027: what the tests of the re-registration share."""

from datetime import date

from demarches.actions import commencer, deposer, enregistrer_page
from demarches.models import CampagneReinscription
from reservations.models import Inscription, ReglementInterieur
from tests.demarches.place import saisie

CODE, PAGE = "reinscription", "annee"
FIN_2027, FIN_2028 = date(2027, 8, 31), date(2028, 8, 31)


def campagne_2027(*activites, **champs):
    defauts = {"annee": 2027, "debut": date(2027, 5, 17), "fin": date(2027, 6, 30)}
    campagne = CampagneReinscription.objects.create(**defauts | champs)
    campagne.activites.set(activites)
    return campagne


def inscrit(enfant, activite, *, debut=date(2026, 9, 1), fin=FIN_2027):
    return Inscription.objects.create(enfant=enfant, activite=activite, debut=debut, fin=fin)


def reponses(activite, **autres):
    """What the page of a child posts when nothing changes, but a new insurance."""
    reglement = ReglementInterieur.objects.filter(activite=activite).first()
    defauts = {
        "activites": [str(activite.pk)],
        "regime": "aucun",
        "pai": "non",
        "assurance_compagnie": "MAE",
        "assurance_numero": "A1",
        "assurance_fin": "31/08/2028",
        f"reglement_{activite.pk}": [str(reglement.pk)],
    }
    return {"revient": "oui"} | defauts | autres


def autorisations(enfant, reponse="oui"):
    from demarches.catalogue.informations_du_foyer.autorisations import QUESTIONS

    return {f"{genre}_{enfant.pk}": reponse for genre in QUESTIONS}


def brouillon(famille, enfant, champs, **options):
    demande = commencer(
        CODE, foyer=famille.foyer, par=famille.camille, enfant=enfant, seules=[PAGE], **options
    )
    if champs:
        enregistrer_page(demande, saisie=saisie(annee=champs), avancement=demande.avancement)
    return demande


def envoyee(famille, enfant, activite, **champs):
    tout = reponses(activite) | autorisations(enfant) | champs
    return deposer(brouillon(famille, enfant, tout), par=famille.camille)
