"""Signing in by the real pages."""

import re

import pytest

from famille.comptes.connexion.allauth import code_actuel, enroler_totp
from famille.models import Courriel
from tests.conftest import MOT_DE_PASSE

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def entrer(client):
    """entrer(user, password=…, navigateur=…) -> the response of the sign-in page's POST."""

    def _entrer(utilisateur, mot_de_passe=MOT_DE_PASSE, navigateur=None):
        courriel = getattr(utilisateur, "email", utilisateur)
        return (navigateur or client).post(
            "/connexion/", {"login": courriel, "password": mot_de_passe}
        )

    return _entrer


@pytest.fixture
def prouver(client):
    """prouver(user): enrols a known TOTP if need be and gives its code at the second step."""

    def _prouver(utilisateur, navigateur=None):
        return (navigateur or client).post("/connexion/code/", {"code": code_actuel(SECRET)})

    return _prouver


@pytest.fixture
def enroler():
    return lambda utilisateur: enroler_totp(utilisateur, SECRET)


@pytest.fixture
def dernier_lien():
    """dernier_lien(fragment) -> path of the link in the last mail of the outbox whose path holds
    `fragment`."""

    def _lien(fragment):
        for courriel in Courriel.objects.order_by("-cree_le"):
            for adresse in re.findall(r"https?://[^\s]+", courriel.texte):
                if fragment in adresse:
                    return adresse.removeprefix("http://testserver")
        raise AssertionError(f"no mail with a link to {fragment}")

    return _lien
