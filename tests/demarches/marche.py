"""What every test of the catalogue begins with: a family, a draft of each démarche, sent or not."""

from contextlib import ExitStack

import pytest
from django.urls import reverse

from demarches import actions, catalogue
from demarches.models import Demande
from demarches.reglages.initiaux import creer_reglages
from famille.models import Document, Responsable, Utilisateur
from tests.demarches import documentee
from tests.demarches.outils import Navigateur
from tests.demarches.remplissages import parcourir, preparer

DU_CATALOGUE = sorted(catalogue.toutes())
# the one that the documentation adds goes through every test too
CODES = [*DU_CATALOGUE, documentee.CODE]
# The others are answered, and closed.
DECIDEES = [code for code in DU_CATALOGUE if catalogue.toutes()[code].decision]
TOUTES_DECIDEES = [*DECIDEES, documentee.CODE]


@pytest.fixture
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture(params=CODES)
def parent(request, connecter, famille_martin, db):
    """Navigateur: Camille, on the first page of a new draft of each démarche."""
    with ExitStack() as pile:
        if request.param == documentee.CODE:
            pile.enter_context(documentee.catalogue_avec(documentee.MODULE, documentee.SOURCE))
            documentee.ouvrir()
        creer_reglages(demo=True)
        preparer(request.param, famille_martin)
        yield commencer(request.param, connecter(famille_martin.camille), famille_martin)


def commencer(code, client, famille):
    """Navigateur: a new draft, begun from the page that presents the démarche."""
    demarche = catalogue.obtenir(code)
    if demarche.une_page or demarche.accueil:  # what a family does there becomes such a demande
        enfant = famille.lea if demarche.par_enfant else None
        demande = actions.commencer(code, foyer=famille.foyer, par=famille.camille, enfant=enfant)
        return Navigateur(client, demande)
    choix = {"enfant": str(famille.lea.pk)} if demarche.par_enfant else {}
    reponse = client.post(reverse("demarches:presentation", args=[code]), choix)
    assert reponse.status_code == 302, reponse.context["form"].errors
    return Navigateur(client, Demande.objects.get(pk=reponse.url.split("/")[-3]))


def envoyer(navigateur):
    """Demande: filled, sent, its pieces found clean."""
    parcourir(navigateur)
    navigateur.poster("recapitulatif", {"certifie": "on"})
    Document.objects.update(etat=Document.Etat.SAIN)
    return navigateur.relue()


@pytest.fixture
def envoyee(parent):
    return envoyer(parent)


@pytest.fixture
def dany(famille_martin):
    """Utilisateur: the other parent of the household."""
    compte = Utilisateur.objects.create_user(
        "dany@exemple.fr", "x", first_name="Dany", last_name="Martin"
    )
    Responsable.objects.create(
        foyer=famille_martin.foyer,
        utilisateur=compte,
        prenom="Dany",
        nom="Martin",
        telephone_portable="+33639980002",
    )
    return compte
