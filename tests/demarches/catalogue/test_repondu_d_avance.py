"""A question whose answer is known, or the only one possible, is not asked: it is said, and can be
changed."""

import re
from importlib import import_module

import pytest
from django.urls import reverse

from demarches.actions import commencer, deposer
from demarches.models import Demande
from reservations.models import PeriodeScolaire
from tests.demarches import place, prelevement
from tests.demarches.outils import Navigateur
from tests.demarches.place import activite, le_25_novembre, lea  # noqa: F401
from tests.demarches.prelevement import reglages  # noqa: F401
from tests.famille.facturation import facturer
from tests.outils.lisible import lisible

pytestmark = pytest.mark.usefixtures("le_25_novembre")


def principal(page):
    return lisible(page.text.partition("<main")[2].partition("</main>")[0])


@pytest.fixture
def factures(famille_martin):
    """The Martins are billed for the canteen, and for nothing else."""
    return facturer(famille_martin.foyer, "4.20")


def prelever(client, famille, services=()):
    reponse = client.post(reverse("demarches:presentation", args=[prelevement.CODE]))
    demande = Demande.objects.latest("cree_le")
    return reponse.url, Navigateur(client, demande)


def services_de(demande):
    return demande.demarche.donnees(demande)["services"]["services"]


def test_the_services_already_billed_are_taken_and_said(
    connecter,
    famille_martin,
    reglages,
    factures,
):
    client = connecter(famille_martin.camille)
    suite, camille = prelever(client, famille_martin)
    assert suite.endswith("/compte/"), "the services are not asked"
    page = principal(client.get(suite))
    assert "Nous avons repris les services que nous vous facturons." in page
    changer = camille.adresse("services")
    assert f'href="{changer}"' in client.get(suite).text
    pris = services_de(camille.demande)
    assert pris == sorted({ligne.service for ligne in factures.lignes.all()})


def test_they_can_be_changed_and_are_then_no_longer_said(
    connecter,
    famille_martin,
    reglages,
    factures,
):
    client = connecter(famille_martin.camille)
    suite, camille = prelever(client, famille_martin)
    camille.poster("services", {"services": ["creche"]})
    assert services_de(camille.relue()) == ["creche"]
    assert "Nous avons repris" not in principal(client.get(suite))
    prelevement.remplir(camille, services=["creche"])
    assert deposer(camille.relue(), par=famille_martin.camille).numero


def test_who_is_billed_nothing_is_asked(connecter, famille_martin, reglages):
    suite, _camille = prelever(connecter(famille_martin.camille), famille_martin)
    assert suite.endswith("/services/")


def test_an_agent_at_the_counter_is_asked(famille_martin, agent, reglages, factures):
    demande = commencer(
        prelevement.CODE, foyer=famille_martin.foyer, par=agent, canal=Demande.Canal.GUICHET
    )
    assert demande.avancement.etape == "services"
    assert demande.saisie == {}


@pytest.fixture
def camille(connecter, famille_martin, lea, activite):
    client = connecter(famille_martin.camille)
    demande = commencer(
        place.CODE, foyer=famille_martin.foyer, par=famille_martin.camille, enfant=lea
    )
    return Navigateur(client, demande)


def test_the_only_activity_is_said_and_only_the_period_is_asked(camille, activite):
    page = camille.lire("place")
    assert "La seule qui accueille un enfant de l’âge de Léa." in principal(page)
    assert f'type="hidden" name="place-activite" value="{activite.pk}"' in lisible(page.text)
    assert not re.search(r'type="radio"[^>]*place-activite', page.text)
    camille.poster("place", place.choix(activite))
    demande = camille.relue()
    [premiere, *_suite] = demande.demarche.recapitulatif(demande, demande.demarche.donnees(demande))
    dites = {ligne["libelle"]: ligne["valeur"] for ligne in premiere["lignes"]}
    assert dites["Activité"] == "La Valla · Accueil de loisirs, de 3 à 11 ans"


def test_with_two_activities_both_are_asked(camille):
    place.valla(structure="La Pingaudière")
    assert principal(camille.lire("place")).count("Accueil de loisirs, de 3 à 11 ans") == 2


def test_another_activity_than_the_only_one_is_refused(camille, activite):
    refus = camille.poster("place", place.choix(activite) | {"activite": "999"})
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
    demande = commencer(
        place.CODE, foyer=famille_martin.foyer, par=famille_martin.camille, enfant=lea
    )
    assert demande.avancement.etape != "place"
    page = Navigateur(connecter(famille_martin.camille), demande).lire(demande.avancement.etape)
    assert "C’est la seule place que nous proposons à l’âge de votre enfant" in principal(page)
    assert "Changer" in principal(page)
