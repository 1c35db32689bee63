"""A question whose answer is known, or the only one possible, is not asked: it is said, and can be
changed."""

import re
from importlib import import_module

import pytest

from demarches.actions import commencer
from reservations.models import PeriodeScolaire
from tests.demarches.outils import Navigateur, principal
from tests.demarches.place import CODE, choix, valla
from tests.outils.lisible import lisible

pytestmark = pytest.mark.usefixtures("le_25_novembre")


@pytest.fixture
def camille(connecter, famille_martin, lea, activite):
    client = connecter(famille_martin.camille)
    demande = commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille, enfant=lea)
    return Navigateur(client, demande)


def test_the_only_activity_is_said_and_only_the_period_is_asked(camille, activite):
    page = camille.lire("place")
    assert "La seule qui accueille un enfant de l’âge de Léa." in principal(page)
    assert f'type="hidden" name="place-activite" value="{activite.pk}"' in lisible(page.text)
    assert not re.search(r'type="radio"[^>]*place-activite', page.text)
    camille.poster("place", choix(activite))
    demande = camille.relue()
    [premiere, *_suite] = demande.demarche.recapitulatif(demande, demande.demarche.donnees(demande))
    dites = {ligne["libelle"]: ligne["valeur"] for ligne in premiere["lignes"]}
    assert dites["Activité"] == "La Valla · Accueil de loisirs, de 3 à 11 ans"


def test_with_two_activities_both_are_asked(camille):
    valla(structure="La Pingaudière")
    assert principal(camille.lire("place")).count("Accueil de loisirs, de 3 à 11 ans") == 2


def test_another_activity_than_the_only_one_is_refused(camille, activite):
    refus = camille.poster("place", choix(activite) | {"activite": "999"})
    assert "n’est pas proposée pour votre enfant" in lisible(refus.text)


def test_with_one_period_too_the_page_is_not_asked(
    monkeypatch,
    famille_martin,
    lea,
    activite,
    connecter,
):
    PeriodeScolaire.objects.all().delete()
    module = import_module("demarches.catalogue.place_en_accueil_de_loisirs.choix")
    toutes = module.annees_proposees
    monkeypatch.setattr(module, "annees_proposees", lambda jour: toutes(jour)[:1])
    demande = commencer(CODE, foyer=famille_martin.foyer, par=famille_martin.camille, enfant=lea)
    assert demande.avancement.etape != "place"
    page = Navigateur(connecter(famille_martin.camille), demande).lire(demande.avancement.etape)
    assert "C’est la seule place que nous proposons à l’âge de votre enfant" in principal(page)
    assert "Changer" in principal(page)
