"""The security log: who signs in, proves, is refused, and never a name nor an address
(docs/comprendre/securite.md)."""

import logging

import pytest
from django.test import Client

from famille.comptes.journal import empreinte
from portail.surveillance.journaux import RefusOuPanne
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def lignes(caplog):
    """The lines written so far, as one function."""
    caplog.set_level(logging.INFO, "portail.securite")
    return lambda: [
        ligne.getMessage() for ligne in caplog.records if ligne.name == "portail.securite"
    ]


def test_a_sign_in_is_told_step_by_step(client, entrer, prouver, enroler, agent, lignes):
    enroler(agent)
    entrer(agent)
    client.post("/connexion/code/", {"code": "000000"})
    prouver(agent)
    client.post("/deconnexion/")
    assert lignes() == [
        f"facteur refuse compte={agent.pk} type=totp",
        f"facteur prouve compte={agent.pk} type=totp",
        f"connexion compte={agent.pk}",
        f"deconnexion compte={agent.pk}",
    ]


def test_a_refusal_is_the_same_for_the_same_address_and_says_whose_to_nobody(
    entrer, famille_martin, lignes
):
    entrer(famille_martin.camille, "faux")
    entrer("Camille.Martin@exemple.fr", "faux")
    entrer("personne@exemple.fr", "faux")
    premiere, seconde, autre = lignes()
    assert (
        premiere
        == seconde
        == f"connexion refusee adresse={empreinte(famille_martin.camille.email)}"
    )
    assert autre != premiere
    assert "@" not in "".join(lignes())


def test_changes_of_password_and_gestures_are_told(
    client, connecter, entrer, administrateur, agent, lignes
):
    entrer(agent, navigateur=Client())
    connecter(administrateur)
    client.post(f"/gestion/users/bloquer/{agent.pk}/")
    assert f"geste bloquer compte={agent.pk} par={administrateur.pk}" in lignes()


def test_a_change_of_password_is_told(client, entrer, famille_martin, lignes):
    entrer(famille_martin.camille)
    nouveau = {"password1": "trois petits navires"}
    client.post("/mes-donnees/mot-de-passe/", {"oldpassword": MOT_DE_PASSE} | nouveau)
    assert f"mot de passe change compte={famille_martin.camille.pk}" in lignes()


@pytest.mark.parametrize(
    ("statut", "garde"), [(403, True), (429, True), (500, True), (404, False), (400, False)]
)
def test_of_refused_answers_production_keeps_those_that_somebody_must_see(statut, garde):
    ligne = logging.makeLogRecord({"name": "django.request", "status_code": statut})
    assert RefusOuPanne().filter(ligne) is garde
